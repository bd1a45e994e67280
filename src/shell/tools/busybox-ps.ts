import type { Process } from '../../sim/index.ts';
import { args, clock, parentId, user } from './ps.ts';
import { Failure, tool, type Tool } from './tool.ts';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly show: (t: Tool, process: Process) => string;
}

const name = (process: Process): string => process.name;
const padded = (ms: number): string => clock(ms, false).padStart(5);

const COLUMNS: Readonly<Record<string, Column>> = {
  user: { title: 'USER', width: 8, show: user },
  comm: { title: 'COMMAND', width: 16, show: (_, process) => name(process) },
  args: { title: 'COMMAND', width: 256, show: (_, process) => args(process) },
  pid: { title: 'PID', width: 5, show: (_, process) => String(process.pid).padStart(5) },
  ppid: { title: 'PPID', width: 5, show: (_, process) => String(parentId(process)).padStart(5) },
  etime: {
    title: 'ELAPSED',
    width: 7,
    show: (t, process) => padded(t.context.sim.now - process.startedAt).padStart(7),
  },
  time: { title: 'TIME', width: 5, show: (_, process) => padded(process.cpuTime) },
  stat: { title: 'STAT', width: 4, show: (_, process) => (process.stopped ? 'T' : 'S') },
};

/** ps(1) as busybox has it: all processes of the container, whatever options are given but -o. Models busybox procps/ps.c. */
export const busyboxPs = tool({ options: 'o: e a A d f l w T', rewrite: (given) => given }, function* (t) {
  const asked = t.options.all('o').join(',') || 'pid,user,time,args';
  const columns = asked.split(',').map((word): Column => {
    const [key = '', title] = word.split('=');
    const column = Object.hasOwn(COLUMNS, key) ? COLUMNS[key] : undefined;
    if (!column)
      throw new Failure(`bad -o argument '${key}', supported arguments: ${Object.keys(COLUMNS).join(',')}`);
    return title === undefined ? column : { ...column, title };
  });
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(columns[i]?.width ?? 0))).join(' ');
  t.put(`${line(columns.map(({ title }) => title))}\n`);
  const processes = [...t.context.machine.namespace.processes.values()].filter(({ ended }) => !ended);
  processes.sort((a, b) => a.pid - b.pid);
  for (const process of processes) t.put(`${line(columns.map(({ show }) => show(t, process)))}\n`);
});
