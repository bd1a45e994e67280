import { expect, it } from 'vitest';
import { toolRunner } from './run.ts';

const FILES = { 'd/a.txt': 'one\n', 'd/sub/b.txt': 'two\n', junk: 'junk\n' };
const { script } = toolRunner({ files: FILES });
const busybox = toolRunner({ files: FILES, busybox: true });

/** Scripts and what they print on a Debian machine (in an order of names, where the real one's is the disk's). */
const SCRIPTS: readonly (readonly [text: string, output: string])[] = [
  ['tar cf x.tar d; tar tf x.tar', 'd/\nd/a.txt\nd/sub/\nd/sub/b.txt\n'],
  ['tar cvf x.tar d', 'd/\nd/a.txt\nd/sub/\nd/sub/b.txt\n'],
  [
    'tar czf x.tgz -C d .; tar tzf x.tgz; tar tf x.tgz a.txt; echo $?',
    './\n./a.txt\n./sub/\n./sub/b.txt\ntar: a.txt: Not found in archive\ntar: Exiting with failure status due to previous errors\n2\n',
  ],
  ['tar cf - d | (mkdir o; cd o; tar xf -); cat o/d/a.txt o/d/sub/b.txt', 'one\ntwo\n'],
  [
    'tar cf - d | tar xvf - -C /tmp --strip-components=1; ls /tmp',
    'd/a.txt\nd/sub/\nd/sub/b.txt\na.txt\nsub\n',
  ],
  ["tar cf x.tar --exclude='*.txt' d; tar tf x.tar", 'd/\nd/sub/\n'],
  ['tar cf x.tar d; tar -xOf x.tar d/a.txt', 'one\n'],
  [
    'chmod 640 d/a.txt; ln -s a.txt d/l; tar cf x.tar d; rm -r d; tar xpf x.tar; stat -c %a d/a.txt; readlink d/l; cat d/l',
    '640\na.txt\none\n',
  ],
  [
    'touch -d @1700000000 d/a.txt; tar cf x.tar d/a.txt; tar tvf x.tar',
    '-rw-r--r-- root/root         4 2023-11-14 22:13 d/a.txt\n',
  ],
  [
    'tar cf x.tar /work/d 2>&1; tar tf x.tar | head -n 1',
    "tar: Removing leading `/' from member names\nwork/d/\n",
  ],
  [
    'tar xf nope.tar; echo $?',
    'tar: nope.tar: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n2\n',
  ],
  [
    'tar cf x.tar nope; echo $?',
    'tar: nope: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\n2\n',
  ],
  [
    'tar xf junk; echo $?',
    'tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n2\n',
  ],
  [
    'tar; echo $?',
    "tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\nTry 'tar --help' or 'tar --usage' for more information.\n2\n",
  ],
  ['n=$(printf "%0120d" 0); echo x > $n; tar cf - $n | tar tf - | wc -c', '121\n'],
  ['gzip d/a.txt; ls d; zcat d/a.txt.gz; gunzip d/a.txt.gz; cat d/a.txt', 'a.txt.gz\nsub\none\none\n'],
  [
    'seq 1000 | gzip -9 | gunzip | sha256sum; seq 1000 | sha256sum',
    '67d4ff71d43921d5739f387da09746f405e425b07d727e4c69d029461d1f051f  -\n'.repeat(2),
  ],
  [
    'gzip junk nope; echo $?; gzip d; echo $?',
    'gzip: nope: No such file or directory\n1\ngzip: d is a directory -- ignored\n2\n',
  ],
  ['echo x | gunzip; echo $?', '\ngzip: stdin: not in gzip format\n1\n'],
];

it.each(SCRIPTS)('%s', (text, output) => {
  expect(script(text).output).toBe(output);
});

it('copies a tree as kubectl cp does, through the words that it uses', () => {
  const { output } = busybox.script(
    'tar cf - d | tar -xmf - -C /tmp; ls /tmp/d; tar cf x.tar nope; echo $?; tar xf nope; echo $?',
  );
  expect(output).toContain('a.txt\nsub\n');
  expect(output).toContain(
    'tar: nope: No such file or directory\ntar: error exit delayed from previous errors\n1\n',
  );
  expect(output).toContain("tar: can't open 'nope': No such file or directory\n1\n");
});
