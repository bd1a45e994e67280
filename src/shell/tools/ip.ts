import { Failure, tool } from './tool.ts';

const MAC = (address: string): string =>
  `02:42:${address
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join(':')}`;

/** ip(8): the addresses of this machine, `ip addr` and `ip -br addr` and `ip route`. */
export const ip = tool({ plain: true }, function* (t) {
  const flags = t.operands.filter((arg) => arg.startsWith('-'));
  const [object = '', ...rest] = t.operands.filter((arg) => !arg.startsWith('-'));
  const brief = flags.some((flag) => flag.startsWith('-br'));
  const addresses = (t.context.machine.network?.addresses ?? []).filter(
    (one) => !one.includes(':') && one !== '127.0.0.1',
  );
  const is = (name: string): boolean => object !== '' && name.startsWith(object);
  const verb = rest[0] ?? 'show';
  if (!['show', 's', 'sh', 'list', 'ls', 'dev', 'get'].includes(verb)) {
    throw new Failure('RTNETLINK answers: Operation not permitted', 2);
  }
  const only = rest.filter((word) => !['show', 's', 'sh', 'list', 'ls', 'dev'].includes(word))[0];
  if (is('address') || is('link')) {
    const links = [
      {
        name: 'lo',
        address: '127.0.0.1/8',
        flags: 'LOOPBACK,UP,LOWER_UP',
        mtu: 65536,
        state: 'UNKNOWN',
        mac: '00:00:00:00:00:00',
      },
      ...addresses.map((address, at) => ({
        name: `eth${at}`,
        address: `${address}/24`,
        flags: 'BROADCAST,MULTICAST,UP,LOWER_UP',
        mtu: 1500,
        state: 'UP',
        mac: MAC(address),
      })),
    ];
    for (const [at, link] of links.entries()) {
      if (only !== undefined && link.name !== only) continue;
      if (brief) {
        const shown = is('address') ? link.address : `${link.mac} <${link.flags}>`;
        t.put(`${link.name.padEnd(16)} ${link.state.padEnd(14)} ${shown} \n`);
        continue;
      }
      t.put(
        `${at + 1}: ${link.name}: <${link.flags}> mtu ${link.mtu} qdisc noqueue state ${link.state} group default qlen 1000\n`,
      );
      const kind = link.name === 'lo' ? 'loopback' : 'ether';
      t.put(
        `    link/${kind} ${link.mac} brd ${link.name === 'lo' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}\n`,
      );
      if (!is('address')) continue;
      const scope =
        link.name === 'lo'
          ? 'scope host lo'
          : `brd ${link.address.replace(/\.\d+\/24$/, '.255')} scope global ${link.name}`;
      t.put(`    inet ${link.address} ${scope}\n       valid_lft forever preferred_lft forever\n`);
    }
    if (only !== undefined && !links.some(({ name }) => name === only))
      throw new Failure(`Device "${only}" does not exist.`, 1);
    return 0;
  }
  if (is('route')) {
    for (const [at, address] of addresses.entries()) {
      const net = address.replace(/\.\d+$/, '');
      if (at === 0) t.put(`default via ${net}.1 dev eth0 \n`);
      t.put(`${net}.0/24 dev eth${at} proto kernel scope link src ${address} \n`);
    }
    return 0;
  }
  yield* t.context.stderr.write(
    object === ''
      ? 'Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n'
      : `Object "${object}" is unknown, try "ip help".\n`,
  );
  return object === '' ? 255 : 1;
});
