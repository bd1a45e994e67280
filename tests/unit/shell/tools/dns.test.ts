import { expect, it } from 'vitest';
import type { Network } from '../../../../src/shell/index.ts';
import { toolRunner } from './run.ts';

const NAMES: Readonly<Record<string, string>> = {
  'web.default.svc.cluster.local': '10.96.0.7',
  'kubernetes.default.svc.cluster.local': '10.96.0.1',
};
const CONFIG =
  'nameserver 10.96.0.10\nsearch default.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n';

/** A network that knows whole names alone. */
const network = (): Network => ({
  addresses: ['10.244.0.5'],
  *resolve(name) {
    return [NAMES[name.replace(/\.$/, '')] ?? []].flat();
  },
  *connect() {
    throw new Error('not here');
  },
  listen() {
    throw new Error('not here');
  },
});

const run = (text: string, busybox = false): { output: string; status: number } => {
  const { script } = toolRunner({ busybox, network });
  const setUp = `mkdir -p /etc; printf '${CONFIG.replaceAll('\n', '\\n')}' > /etc/resolv.conf`;
  const { output, status } = script(`${setUp}; ${text}`);
  return { output, status };
};

it('asks with the search list and tells the whole name, as BIND does', () => {
  expect(run('nslookup web')).toEqual({
    output:
      'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.0.7\n\n',
    status: 0,
  });
  expect(run('nslookup nope').output).toContain("** server can't find nope: NXDOMAIN\n");
  expect(run('nslookup nope').status).toBe(1);
});

it('asks for every name of the search list and both families, as busybox does', () => {
  expect(run('nslookup web', true)).toEqual({
    output:
      'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n' +
      'Name:\tweb.default.svc.cluster.local\nAddress: 10.96.0.7\n\n\n' +
      "** server can't find web.svc.cluster.local: NXDOMAIN\n\n".repeat(2) +
      "** server can't find web.cluster.local: NXDOMAIN\n\n".repeat(2),
    status: 1,
  });
  expect(run('nslookup kubernetes.default.svc.cluster.local', true).status).toBe(0);
  // A name with a dot is taken for whole.
  expect(run('nslookup kubernetes.default', true).output).toContain(
    "** server can't find kubernetes.default: NXDOMAIN\n",
  );
});

it('tells addresses alone when asked to', () => {
  expect(run('dig +short web.default.svc.cluster.local').output).toBe('10.96.0.7\n');
  expect(run('dig +short web').output).toBe('');
  expect(run('host web').output).toBe('web.default.svc.cluster.local has address 10.96.0.7\n');
  expect(run('getent hosts web.default.svc.cluster.local').output).toBe(
    '10.96.0.7       web.default.svc.cluster.local\n',
  );
});
