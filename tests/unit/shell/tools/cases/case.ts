/** One command that ours and the real tool are both given. */
export interface Case {
  readonly argv: readonly string[];
  readonly stdin?: string;
  /** Whether what goes to standard error is compared too; by default it is. */
  readonly stderr?: boolean;
}

/** Files in the directory that both run in. */
export const FILES: Readonly<Record<string, string>> = {
  'a.txt': 'apple\nbanana\ncherry\nbanana\napple pie\n',
  'b.txt': 'one 1 x\ntwo 22 y\nthree 3 z\nfour 4\n',
  'n.txt': '10\n9\n2\n33\n1\n2\n',
  'ko.txt': '파드\n노드 둘\n컨테이너\n',
  'csv.txt': 'name,size,kind\nweb,10,pod\ndb,2,pod\nn1,100,node\n',
  'noeol.txt': 'first\nlast',
  'empty.txt': '',
  'blank.txt': 'a\n\n\nb\n\n',
  'pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: c\n    image: nginx:1.29\n',
  'pod.json': '{"kind":"Pod","spec":{"containers":[{"name":"c"}]}}\n',
  'filter.jq': '# what kind it is\n.kind | ascii_downcase\n',
  'sorted1.txt': 'apple\nbanana\ncherry\n',
  'sorted2.txt': 'banana\ncherry\ndate\nelder\n',
  'sorted1long.txt': 'apple\nbanana\ncherry\nmore\n',
  'keys1.txt': 'a 1\nb 2\nd 4\n',
  'keys2.txt': 'a x\nc y\nd z\nd w\n',
  'pat.txt': 'apple\nan\n',
  'pal.txt': 'abxba\nabcd\nxyyx\n',
  's.sed': 's/a/A/\n2d\n# c\n$a end\n',
  'prog.awk': '# a program\n{ s += $2 }\nEND { print s }\n',
  'sums.txt':
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  empty.txt\n0000000000000000000000000000000000000000000000000000000000000000  a.txt\n',
  'dir/one.log': 'INFO start\nERROR bad\n',
  'dir/two.log': 'INFO end\n',
  'dir/sub/three.txt': 'deep apple\n',
  'seq.txt': Array.from({ length: 30 }, (_, i) => `line ${i + 1}\n`).join(''),
};

/** Commands by their words, quoted as in a shell, each perhaps with what it reads. */
export function commands(...lines: readonly (string | readonly [string, string])[]): Case[] {
  return lines.map((line) => {
    const [text, stdin] = typeof line === 'string' ? [line, undefined] : line;
    const argv = [...text.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
    return { argv, stdin };
  });
}
