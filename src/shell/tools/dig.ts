import { candidates, isAddress, lookUp, resolverConfig } from './dns.ts';
import { strftime } from '../strftime.ts';
import { Failure, tool } from './tool.ts';

const TTL = 30;

/** dig(1) for addresses. */
export const dig = tool({ plain: true, from: 'DiG' }, function* (t) {
  let server = resolverConfig(t).server;
  const { search, ndots } = resolverConfig(t);
  let name: string | undefined;
  let type = 'A';
  let short = false;
  let useSearch = false;
  for (const arg of t.operands) {
    if (arg.startsWith('@')) server = arg.slice(1);
    else if (arg === '+short') short = true;
    else if (arg === '+search') useSearch = true;
    else if (arg.startsWith('+') || arg.startsWith('-')) continue;
    else if (/^(A|AAAA|ANY|CNAME|MX|NS|PTR|SOA|SRV|TXT)$/i.test(arg)) type = arg.toUpperCase();
    else name = arg;
  }
  if (name === undefined)
    throw new Failure('which name? (for example: dig kubernetes.default.svc.cluster.local)');
  if (server === undefined) {
    t.put(';; communications error to 127.0.0.1#53: connection refused\n;; no servers could be reached\n');
    return 9;
  }
  let full = name.replace(/\.$/, '');
  let addresses: readonly string[] = [];
  for (const one of useSearch ? candidates(name, search, ndots) : [full]) {
    addresses = yield* lookUp(t, one);
    full = one;
    if (addresses.length > 0) break;
  }
  const there = addresses.length > 0;
  const answers = addresses.filter(
    (address) => type === (address.includes(':') ? 'AAAA' : 'A') || type === 'ANY',
  );
  if (short) {
    for (const address of answers) t.put(`${address}\n`);
    return 0;
  }
  const id = t.context.sim.random('dig').below(65536);
  t.put(`\n; <<>> DiG 9.20.15 <<>> ${t.operands.join(' ')}\n;; global options: +cmd\n;; Got answer:\n`);
  t.put(`;; ->>HEADER<<- opcode: QUERY, status: ${there ? 'NOERROR' : 'NXDOMAIN'}, id: ${id}\n`);
  t.put(
    `;; flags: qr aa rd; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: 0, ADDITIONAL: 1\n;; WARNING: recursion requested but not available\n\n`,
  );
  t.put(
    `;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n;; QUESTION SECTION:\n;${`${full}.`.padEnd(23)}\tIN\t${type}\n\n`,
  );
  if (answers.length > 0) {
    t.put(';; ANSWER SECTION:\n');
    for (const address of answers)
      t.put(`${`${full}.`.padEnd(24)}${TTL}\tIN\t${address.includes(':') ? 'AAAA' : 'A'}\t${address}\n`);
    t.put('\n');
  }
  t.put(
    `;; Query time: 0 msec\n;; SERVER: ${server}#53(${server}) (UDP)\n;; WHEN: ${strftime('%a %b %d %H:%M:%S UTC %Y', t.context.sim.time)}\n;; MSG SIZE  rcvd: ${45 + full.length * 2 + answers.length * 16}\n\n`,
  );
  return 0;
});

/** host(1) for addresses. */
export const host = tool({ options: 't: 4 6 a v W:' }, function* (t) {
  const [name] = t.operands;
  if (name === undefined) throw new Failure('which name?');
  const { server, search, ndots } = resolverConfig(t);
  if (server === undefined) {
    t.put(';; connection timed out; no servers could be reached\n');
    return 1;
  }
  if (!isAddress(name)) {
    for (const full of candidates(name, search, ndots)) {
      const addresses = yield* lookUp(t, full);
      for (const address of addresses)
        t.put(`${full} has ${address.includes(':') ? 'IPv6 ' : ''}address ${address}\n`);
      if (addresses.length > 0) return 0;
    }
  }
  t.put(`Host ${name} not found: 3(NXDOMAIN)\n`);
  return 1;
});
