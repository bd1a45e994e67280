import { Failure, tool } from './tool.ts';

/** nslookup(1): names as this machine resolves them. */
export const nslookup = tool(
  { rewrite: (args) => args.filter((arg) => !/^-(type|query|timeout|debug)/.test(arg)), from: 'BIND' },
  function* (t) {
    const [name] = t.operands;
    if (name === undefined)
      throw new Failure('interactive mode is not available here: give a name to look up');
    const { fs, machine } = t.context;
    const server = fs.exists('/etc/resolv.conf')
      ? /^nameserver\s+(\S+)/m.exec(fs.readText('/etc/resolv.conf'))?.[1]
      : undefined;
    if (server !== undefined) t.put(`Server:\t\t${server}\nAddress:\t${server}#53\n\n`);
    const addresses = machine.network ? yield* machine.network.resolve(name) : [];
    if (addresses.length === 0) {
      t.put(`** server can't find ${name}: NXDOMAIN\n\n`);
      return 1;
    }
    for (const address of addresses) t.put(`Name:\t${name}\nAddress: ${address}\n`);
    t.put('\n');
    return 0;
  },
);
