import type { Program } from '../types.ts';
import { gunzip, gzip, zcat } from './archive/gzip.ts';
import { busyboxTar, tar } from './archive/tar.ts';
import { awk } from './awk.ts';
import { base64 } from './base64.ts';
import { basename, dirname } from './basename.ts';
import { busyboxPs } from './busybox-ps.ts';
import { cat } from './cat.ts';
import { md5sum, sha1sum, sha256sum, sha512sum } from './checksum.ts';
import { chmod } from './chmod.ts';
import { chgrp, chown } from './chown.ts';
import { clear, reset } from './clear.ts';
import { cp } from './cp.ts';
import { curl } from './curl.ts';
import { cut } from './cut.ts';
import { date } from './date.ts';
import { dd } from './dd.ts';
import { diff } from './diff.ts';
import { du } from './du.ts';
import { echo } from './echo.ts';
import { env, printenv } from './env.ts';
import { find } from './find.ts';
import { grep } from './grep.ts';
import { head } from './head.ts';
import { id, whoami } from './identity.ts';
import { jq } from './jq/index.ts';
import { kill } from './kill.ts';
import { less } from './less.ts';
import { ln } from './ln.ts';
import { ls } from './ls.ts';
import { mkdir } from './mkdir.ts';
import { mv } from './mv.ts';
import { nc } from './nc.ts';
import { nohup } from './nohup.ts';
import { nslookup } from './nslookup.ts';
import { pgrep, pkill } from './pgrep.ts';
import { ping } from './ping.ts';
import { printf } from './printf.ts';
import { ps } from './ps.ts';
import { pwd } from './pwd.ts';
import { readlink, realpath } from './readlink.ts';
import { rm } from './rm.ts';
import { rmdir } from './rmdir.ts';
import { sed } from './sed.ts';
import { seq } from './seq.ts';
import { sleep } from './sleep.ts';
import { sort } from './sort.ts';
import { stat } from './stat.ts';
import { hostname, nproc, uname, uptime } from './system.ts';
import { rev, tac } from './tac.ts';
import { tail } from './tail.ts';
import { tee } from './tee.ts';
import { test } from './test.ts';
import { timeout } from './timeout.ts';
import { touch } from './touch.ts';
import { tr } from './tr.ts';
import { falseProgram, trueProgram } from './true.ts';
import { uniq } from './uniq.ts';
import { watch } from './watch.ts';
import { wc } from './wc.ts';
import { wget } from './wget.ts';
import { which } from './which.ts';
import { xargs } from './xargs.ts';
import { yes } from './yes.ts';

/** The programs of a Debian machine by name: GNU coreutils, findutils, grep, sed, procps and their like. */
export const coreutils: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['[', test],
  ['awk', awk],
  ['base64', base64],
  ['basename', basename],
  ['cat', cat],
  ['chgrp', chgrp],
  ['chmod', chmod],
  ['chown', chown],
  ['clear', clear],
  ['cp', cp],
  ['curl', curl],
  ['cut', cut],
  ['date', date],
  ['dd', dd],
  ['diff', diff],
  ['dirname', dirname],
  ['du', du],
  ['echo', echo],
  ['egrep', grep],
  ['env', env],
  ['false', falseProgram],
  ['fgrep', grep],
  ['find', find],
  ['gawk', awk],
  ['grep', grep],
  ['head', head],
  ['gunzip', gunzip],
  ['gzip', gzip],
  ['hostname', hostname],
  ['id', id],
  ['jq', jq],
  ['kill', kill],
  ['less', less],
  ['ln', ln],
  ['ls', ls],
  ['mawk', awk],
  ['md5sum', md5sum],
  ['mkdir', mkdir],
  ['more', less],
  ['mv', mv],
  ['nc', nc],
  ['nohup', nohup],
  ['nproc', nproc],
  ['nslookup', nslookup],
  ['pgrep', pgrep],
  ['ping', ping],
  ['pkill', pkill],
  ['printenv', printenv],
  ['printf', printf],
  ['ps', ps],
  ['pwd', pwd],
  ['readlink', readlink],
  ['realpath', realpath],
  ['reset', reset],
  ['rev', rev],
  ['rm', rm],
  ['rmdir', rmdir],
  ['sed', sed],
  ['seq', seq],
  ['sha1sum', sha1sum],
  ['sha256sum', sha256sum],
  ['sha512sum', sha512sum],
  ['sleep', sleep],
  ['sort', sort],
  ['stat', stat],
  ['tac', tac],
  ['tail', tail],
  ['tar', tar],
  ['tee', tee],
  ['test', test],
  ['timeout', timeout],
  ['touch', touch],
  ['tr', tr],
  ['true', trueProgram],
  ['uname', uname],
  ['uniq', uniq],
  ['uptime', uptime],
  ['watch', watch],
  ['wc', wc],
  ['wget', wget],
  ['which', which],
  ['whoami', whoami],
  ['xargs', xargs],
  ['yes', yes],
  ['zcat', zcat],
]);

/** Programs of a Debian machine that busybox has not. */
const NOT_IN_BUSYBOX = new Set(['curl', 'gawk', 'jq', 'mawk']);

/** The applets of busybox by name. They are the same programs: their messages are GNU's. */
export const busyboxApplets: ReadonlyMap<string, Program> = new Map([
  ...[...coreutils].filter(([name]) => !NOT_IN_BUSYBOX.has(name)),
  ['ps', busyboxPs],
  ['tar', busyboxTar],
]);
