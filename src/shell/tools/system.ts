import { KERNEL_RELEASE } from '../fs/proc.ts';
import { strftime } from '../strftime.ts';
import { extraOperand, Failure, tool } from './tool.ts';

/** hostname(1). */
export const hostname = tool(
  { options: 'f/fqdn s/short i/ip-address I/all-ip-addresses d/domain' },
  function* (t) {
    const { machine } = t.context;
    if (t.operands.length > 0) throw new Failure('you must be root to change the host name');
    if (t.options.has('i') || t.options.has('I')) {
      const addresses = machine.network?.addresses ?? [];
      t.put(
        t.options.has('I')
          ? `${addresses.map((address) => `${address} `).join('')}\n`
          : `${addresses[0] ?? '127.0.0.1'}\n`,
      );
    } else if (t.options.has('d')) t.put(`${machine.hostname.split('.').slice(1).join('.')}\n`);
    else t.put(`${t.options.has('s') ? (machine.hostname.split('.')[0] ?? '') : machine.hostname}\n`);
  },
);

/** uname(1). */
export const uname = tool(
  {
    options:
      'a/all s/kernel-name n/nodename r/kernel-release v/kernel-version m/machine p/processor i/hardware-platform o/operating-system',
  },
  function* (t) {
    if (t.operands[0] !== undefined) throw extraOperand(t.name, t.operands[0]);
    const fields: [string, string][] = [
      ['s', 'Linux'],
      ['n', t.context.machine.hostname],
      ['r', KERNEL_RELEASE],
      ['v', '#1 SMP PREEMPT_DYNAMIC'],
      ['m', 'x86_64'],
      ['p', 'unknown'],
      ['i', 'unknown'],
      ['o', 'GNU/Linux'],
    ];
    const all = t.options.has('a');
    const asked = fields.filter(([key, value]) => t.options.has(key) || (all && value !== 'unknown'));
    t.put(`${(asked.length > 0 ? asked : fields.slice(0, 1)).map(([, value]) => value).join(' ')}\n`);
  },
);

/** nproc(1). */
export const nproc = tool({ options: '/all /ignore:' }, function* (t) {
  const ignored = Number(t.options.get('ignore') ?? 0);
  t.put(`${Math.max(1, Math.ceil(t.context.machine.processor.cores) - ignored)}\n`);
});

/** uptime(1): since the simulation began. */
export const uptime = tool({ options: 'p/pretty s/since', from: 'procps-ng' }, function* (t) {
  const { sim, machine } = t.context;
  const minutes = Math.floor(sim.now / 60_000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  if (t.options.has('s')) return t.put(`${strftime('%F %T', sim.epoch)}\n`);
  if (t.options.has('p')) {
    const parts = [
      days && plural(days, 'day'),
      hours && plural(hours, 'hour'),
      plural(minutes % 60, 'minute'),
    ];
    return t.put(`up ${parts.filter(Boolean).join(', ')}\n`);
  }
  const clock =
    hours > 0
      ? `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}`
      : `${minutes % 60} min`;
  const busy = (machine.processor.used / Math.max(1, sim.now)).toFixed(2);
  const load = `${busy}, ${busy}, ${busy}`;
  t.put(
    ` ${strftime('%T', sim.time)} up ${days > 0 ? `${plural(days, 'day')}, ` : ''}${clock},  1 user,  load average: ${load}\n`,
  );
});
