import { candidates, isAddress, lookUp, resolverConfig } from './dns.ts';
import { Failure, tool } from './tool.ts';

/** Options are `-type=a` and the like; they change nothing here. */
const rewrite = (args: readonly string[]): readonly string[] =>
  args.filter((arg) => !/^-(type|query|q|timeout|retry|debug|port)/.test(arg));

/** nslookup(1) of BIND: the first of the names that the search list makes which is there. */
export const nslookup = tool({ rewrite, from: 'BIND' }, function* (t) {
  const [name, given] = t.operands;
  if (name === undefined) throw new Failure('interactive mode is not available here: give a name to look up');
  const config = resolverConfig(t);
  const server = given ?? config.server;
  if (server === undefined) {
    t.put(';; connection timed out; no servers could be reached\n\n');
    return 1;
  }
  t.put(`Server:\t\t${server}\nAddress:\t${server}#53\n\n`);
  if (isAddress(name)) {
    t.put(`** server can't find ${name.split('.').reverse().join('.')}.in-addr.arpa: NXDOMAIN\n\n`);
    return 1;
  }
  for (const full of candidates(name, config.search, config.ndots)) {
    const addresses = yield* lookUp(t, full);
    for (const address of addresses) t.put(`Name:\t${full}\nAddress: ${address}\n`);
    if (addresses.length === 0) continue;
    t.put('\n');
    return 0;
  }
  t.put(`** server can't find ${name}: NXDOMAIN\n\n`);
  return 1;
});

/**
 * Busybox's: a name without a dot is asked for with every domain of the search list, one with a dot as it is. It asks for IPv4 and
 * IPv6 addresses of each, and fails when one of the names is not there.
 */
export const busyboxNslookup = tool({ rewrite }, function* (t) {
  const [name, given] = t.operands;
  if (name === undefined) {
    yield* t.context.stderr.write(
      'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n',
    );
    return 1;
  }
  const config = resolverConfig(t);
  const server = given ?? config.server ?? '127.0.0.1';
  t.put(`Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
  if (config.server === undefined) {
    t.put(';; connection timed out; no servers could be reached\n\n');
    return 1;
  }
  const names =
    name.includes('.') || config.search.length === 0
      ? [name.replace(/\.$/, '')]
      : candidates(name, config.search, Infinity).slice(0, -1);
  let missing = false;
  for (const full of names) {
    const addresses = yield* lookUp(t, full);
    for (const family of ['4', '6']) {
      const some = addresses.filter((address) => address.includes(':') === (family === '6'));
      if (addresses.length === 0) {
        missing = true;
        t.put(`** server can't find ${full}: NXDOMAIN\n`);
      } else for (const address of some) t.put(`Name:\t${full}\nAddress: ${address}\n`);
      t.put('\n');
    }
  }
  return missing ? 1 : 0;
});
