import { describe, expect, it } from 'vitest';
import { FileSystem } from '../../../../src/shell/fs/file-system.ts';
import { completer, type Completer } from '../../../../src/shell/readline/completion.ts';
import { readLine } from '../../../../src/shell/readline/index.ts';
import { Screen } from '../screen.ts';

function* nothing(): Generator<never, number> {
  return 0;
}

/** What stands in the line after it was typed and Tab was pressed. */
async function typed(line: string, tabs = 1): Promise<string[]> {
  const screen = new Screen(60);
  const fs = new FileSystem({ clock: screen.sim });
  for (const name of ['kubectl', 'ls', 'less']) fs.addProgram(`/usr/bin/${name}`, nothing);
  fs.writeFile('/usr/bin/lessons', 'not executable');
  fs.mkdir('/home/me/lessons', { recursive: true });
  for (const name of ['pod.yaml', 'my file.txt', 'my folder.md', '.hidden', "it's", 'lessons/init.md'])
    fs.writeFile(`/home/me/${name}`, '');
  fs.writeFile('/home/me/파드.yaml', '');
  fs.mkdir('/home/me/한 글');
  const kubectl: Completer = ({ words }) => ({
    candidates: words.length === 1 ? ['get', 'describe', 'delete'] : ['pods', 'nodes'],
    files: words.at(-1) === '-f',
    endings: ['.yaml'],
  });
  const complete = completer(() => ({
    fs,
    cwd: '/home/me',
    env: new Map([['HOME', '/home/me']]),
    path: '/usr/bin:/nowhere',
    commands: ['cd', 'echo', 'export'],
    variables: ['HOME', 'HOSTNAME', 'PATH'],
    aliases: new Map([
      ['k', 'kubectl'],
      ['kg', 'k get'],
      ['ls', 'ls --color'],
    ]),
    completers: new Map([['kubectl', kubectl]]),
  }));
  screen.sim.spawn(readLine(screen.tty, '', { complete }));
  screen.sim.settle();
  screen.type(line + '\t'.repeat(tabs));
  return screen.rows(true);
}

describe('completing', () => {
  const cases: [line: string, result: string][] = [
    ['kube', 'kubectl █'],
    ['ec', 'echo █'],
    ['ls po', 'ls pod.yaml █'],
    ['ls less', 'ls lessons/█'],
    ['ls lessons/', 'ls lessons/init.md █'],
    ['ls .h', 'ls .hidden █'],
    ['ls 파', 'ls 파드.yaml █'],
    ['ls 한', 'ls 한\\ 글/█'],
    ['ls my', 'ls my\\ f█'],
    ['ls my\\ fi', 'ls my\\ file.txt █'],
    ['ls "my fi', 'ls "my file.txt" █'],
    ["ls 'my fo", "ls 'my folder.md' █"],
    ['ls it', "ls it\\'s █"],
    ['ls ~/po', 'ls ~/pod.yaml █'],
    ['ls /usr/b', 'ls /usr/bin/█'],
    ['cat <po', 'cat <pod.yaml █'],
    ['echo x > po', 'echo x > pod.yaml █'],
    ['echo x >po', 'echo x >pod.yaml █'],
    ['cd l', 'cd lessons/█'],
    ['cd p', 'cd p█'],
    ['echo $PA', 'echo $PATH █'],
    ['echo "${PA', 'echo "${PATH}█'],
    ['echo $HO', 'echo $HO█'],
    ['ls | kube', 'ls | kubectl █'],
    ['x=$(kube', 'x=$(kubectl █'],
    ['A=1 kube', 'A=1 kubectl █'],
    ['while true; do kube', 'while true; do kubectl █'],
    ['kubectl g', 'kubectl get █'],
    ['kubectl get n', 'kubectl get nodes █'],
    ['k g', 'k get █'],
    ['k get n', 'k get nodes █'],
    ['kg n', 'kg nodes █'],
    ['dd if=po', 'dd if=pod.yaml █'],
    ['kubectl apply -f pod.', 'kubectl apply -f pod.yaml █'],
    ['kubectl apply -f my', 'kubectl apply -f my█'],
    ['kubectl apply -f less', 'kubectl apply -f lessons/█'],
    ['/usr/bin/kube', '/usr/bin/kubectl █'],
  ];
  it.each(cases)('%s', async (line, result) => {
    expect(await typed(line)).toEqual([result]);
  });
  it('lists names without their directory', async () => {
    expect(await typed('ls ~/my', 3)).toEqual(['ls ~/my\\ f', 'my file.txt   my folder.md', 'ls ~/my\\ f█']);
  });
});
