import { isAddress } from './dns.ts';
import { Failure, tool } from './tool.ts';

const FILES: Readonly<Record<string, string>> = { passwd: '/etc/passwd', group: '/etc/group' };

/** getent(1): what the system knows of users, groups and hosts. */
export const getent = tool({ options: 's: i' }, function* (t) {
  const [database, ...keys] = t.operands;
  const { fs, machine } = t.context;
  if (database === undefined) throw new Failure('wrong number of arguments');
  const file = FILES[database];
  if (file !== undefined) {
    const rows = fs.exists(file)
      ? fs
          .readText(file)
          .split('\n')
          .filter((line) => line.includes(':'))
      : [];
    if (keys.length === 0) for (const row of rows) t.put(`${row}\n`);
    for (const key of keys) {
      const found = rows.find((row) => row.split(':')[0] === key || row.split(':')[2] === key);
      if (found === undefined) t.status = 2;
      else t.put(`${found}\n`);
    }
    return t.status;
  }
  if (!['hosts', 'ahosts', 'ahostsv4', 'ahostsv6'].includes(database)) {
    yield* t.context.stderr.write(`Unknown database: ${database}\n`);
    t.put("Try `getent --help' or `getent --usage' for more information.\n");
    return 1;
  }
  if (keys.length === 0) {
    for (const line of fs.exists('/etc/hosts') ? fs.readText('/etc/hosts').split('\n') : []) {
      const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
      if (names.length > 0) t.put(`${address.padEnd(15)} ${names.join(' ')}\n`);
    }
  }
  for (const key of keys) {
    const addresses = isAddress(key) ? [key] : machine.network ? yield* machine.network.resolve(key) : [];
    if (addresses.length === 0) t.status = 2;
    for (const [at, address] of addresses.entries()) {
      if (database === 'hosts') t.put(`${address.padEnd(15)} ${key}\n`);
      else {
        for (const [which, kind] of ['STREAM', 'DGRAM', 'RAW'].entries())
          t.put(`${address.padEnd(15)} ${kind.padEnd(6)} ${at === 0 && which === 0 ? key : ''}\n`);
      }
    }
  }
  return t.status;
});
