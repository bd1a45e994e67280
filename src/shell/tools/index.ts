import type { Program } from '../types.ts';
import { gunzip, gzip, zcat } from './archive/gzip.ts';
import { busyboxTar, tar } from './archive/tar.ts';
import { awk } from './awk/index.ts';
import { base64 } from './base64.ts';
import { basename, dirname } from './basename.ts';
import { busyboxPs } from './busybox-ps.ts';
import { cat } from './cat.ts';
import { md5sum, sha1sum, sha256sum, sha512sum } from './checksum.ts';
import { chmod } from './chmod.ts';
import { chgrp, chown } from './chown.ts';
import { clear, reset } from './clear.ts';
import { cmp } from './cmp.ts';
import { column } from './column.ts';
import { comm } from './comm.ts';
import { cp } from './cp.ts';
import { curl } from './curl.ts';
import { cut } from './cut.ts';
import { date } from './date.ts';
import { dd } from './dd.ts';
import { df } from './df.ts';
import { diff } from './diff.ts';
import { dig, host } from './dig.ts';
import { du } from './du.ts';
import { hexdump, od, xxd } from './dump.ts';
import { echo } from './echo.ts';
import { env, printenv } from './env.ts';
import { expr } from './expr.ts';
import { find } from './find.ts';
import { expand, fold } from './fold.ts';
import { getent } from './getent.ts';
import { grep } from './grep.ts';
import { head } from './head.ts';
import { id, whoami } from './identity.ts';
import { ip } from './ip.ts';
import { join } from './join.ts';
import { jq } from './jq/index.ts';
import { kill } from './kill.ts';
import { less } from './less.ts';
import { ln } from './ln.ts';
import { ls } from './ls.ts';
import { mkdir } from './mkdir.ts';
import { mktemp, truncate } from './mktemp.ts';
import { mv } from './mv.ts';
import { nc } from './nc.ts';
import { nl } from './nl.ts';
import { nohup } from './nohup.ts';
import { busyboxNslookup, nslookup } from './nslookup.ts';
import { paste } from './paste.ts';
import { pgrep, pkill } from './pgrep.ts';
import { ping } from './ping.ts';
import { printf } from './printf.ts';
import { ps } from './ps.ts';
import { pwd } from './pwd.ts';
import { readlink, realpath } from './readlink.ts';
import { rm } from './rm.ts';
import { rmdir } from './rmdir.ts';
import { sed } from './sed/index.ts';
import { seq } from './seq.ts';
import { shuf } from './shuf.ts';
import { sleep } from './sleep.ts';
import { sort } from './sort.ts';
import { split } from './split.ts';
import { stat } from './stat.ts';
import { sudo } from './sudo.ts';
import { hostname, nproc, uname, uptime } from './system.ts';
import { rev, tac } from './tac.ts';
import { tail } from './tail.ts';
import { tee } from './tee.ts';
import { tput, tty } from './terminal.ts';
import { test } from './test.ts';
import { timeout } from './timeout.ts';
import { asApplet } from './tool.ts';
import { touch } from './touch.ts';
import { tr } from './tr.ts';
import { tree } from './tree.ts';
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
  ['cmp', cmp],
  ['column', column],
  ['comm', comm],
  ['cp', cp],
  ['curl', curl],
  ['cut', cut],
  ['date', date],
  ['dd', dd],
  ['df', df],
  ['diff', diff],
  ['dig', dig],
  ['dirname', dirname],
  ['du', du],
  ['echo', echo],
  ['egrep', grep],
  ['env', env],
  ['expand', expand],
  ['expr', expr],
  ['false', falseProgram],
  ['fgrep', grep],
  ['find', find],
  ['fold', fold],
  ['gawk', awk],
  ['getent', getent],
  ['grep', grep],
  ['gunzip', gunzip],
  ['gzip', gzip],
  ['hd', hexdump],
  ['head', head],
  ['hexdump', hexdump],
  ['host', host],
  ['hostname', hostname],
  ['id', id],
  ['ip', ip],
  ['join', join],
  ['jq', jq],
  ['kill', kill],
  ['less', less],
  ['ln', ln],
  ['ls', ls],
  ['mawk', awk],
  ['md5sum', md5sum],
  ['mkdir', mkdir],
  ['mktemp', mktemp],
  ['more', less],
  ['mv', mv],
  ['nc', nc],
  ['nl', nl],
  ['nohup', nohup],
  ['nproc', nproc],
  ['nslookup', nslookup],
  ['od', od],
  ['paste', paste],
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
  ['shuf', shuf],
  ['sleep', sleep],
  ['sort', sort],
  ['split', split],
  ['stat', stat],
  ['sudo', sudo],
  ['tac', tac],
  ['tail', tail],
  ['tar', tar],
  ['tee', tee],
  ['test', test],
  ['timeout', timeout],
  ['touch', touch],
  ['tput', tput],
  ['tr', tr],
  ['tree', tree],
  ['true', trueProgram],
  ['truncate', truncate],
  ['tty', tty],
  ['uname', uname],
  ['uniq', uniq],
  ['uptime', uptime],
  ['watch', watch],
  ['wc', wc],
  ['wget', wget],
  ['which', which],
  ['whoami', whoami],
  ['xargs', xargs],
  ['xxd', xxd],
  ['yes', yes],
  ['zcat', zcat],
]);

/** Programs of a Debian machine that busybox has not. */
const NOT_IN_BUSYBOX = new Set([
  ...['column', 'curl', 'dig', 'gawk', 'getent', 'host', 'join', 'jq', 'mawk', 'sudo', 'tput'],
]);

/** The applets of busybox by name: the same programs in busybox's dialect. Words that no tool tells apart are GNU's. */
export const busyboxApplets: ReadonlyMap<string, Program> = new Map(
  [
    ...[...coreutils].filter(([name]) => !NOT_IN_BUSYBOX.has(name)),
    ['nslookup', busyboxNslookup] as const,
    ['ps', busyboxPs] as const,
    ['tar', busyboxTar] as const,
  ].map(([name, program]) => [name, asApplet(program)]),
);
