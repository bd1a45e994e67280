import { Errno } from '../../shell/fs/errno.ts';
import type { FileSystem } from '../../shell/fs/file-system.ts';
import { sleep, type Task } from '../../sim/index.ts';
import type { NetworkFabric } from './network.ts';

const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$|:/;

function lines(fs: FileSystem, path: string): string[][] {
  try {
    return fs
      .readText(path)
      .split('\n')
      .map((line) =>
        line
          .replace(/[#;].*$/, '')
          .trim()
          .split(/\s+/),
      );
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
}

/**
 * Resolve a host name as libc does: /etc/hosts first, then the name servers of /etc/resolv.conf with its search list.
 * @returns addresses; none when there is no such name
 */
export function* resolveHost(fabric: NetworkFabric, fs: FileSystem, name: string): Task<readonly string[]> {
  if (ADDRESS.test(name)) return [name];
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const hosts = lines(fs, '/etc/hosts').filter((words) =>
    words.slice(1).some((host) => host.toLowerCase() === wanted),
  );
  const found = hosts.flatMap((words) => words[0] ?? []);
  if (found.length > 0)
    return [...new Set(found)].sort((a, b) => Number(a.includes(':')) - Number(b.includes(':')));
  if (wanted === 'localhost') return ['127.0.0.1'];
  const config = lines(fs, '/etc/resolv.conf');
  const servers = config.flatMap((words) => (words[0] === 'nameserver' ? words.slice(1, 2) : []));
  const search = config.flatMap((words) => (words[0] === 'search' ? words.slice(1) : []));
  const options = config.flatMap((words) => (words[0] === 'options' ? words.slice(1) : []));
  const ndots = Number(options.find((option) => option.startsWith('ndots:'))?.slice(6) ?? '1');
  const absolute = name.endsWith('.');
  const dots = wanted.split('.').length - 1;
  const searched = absolute ? [] : search.map((domain) => `${wanted}.${domain}`);
  const names = absolute || dots >= ndots ? [wanted, ...searched] : [...searched, wanted];
  for (const server of servers) {
    for (const each of names) {
      yield* sleep(0.4);
      const answer = fabric.dns?.lookup(server, each);
      if (answer === undefined) break; // this server does not answer
      if (answer.length > 0) return answer;
    }
  }
  return [];
}
