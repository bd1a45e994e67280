import type { Process } from '../../sim/index.ts';
import { processInfo } from '../machine.ts';
import { strftime } from '../strftime.ts';
import { Failure, tool, type Tool } from './tool.ts';
import { userName } from './users.ts';

export function clock(ms: number, wide: boolean): string {
  const seconds = Math.floor(ms / 1000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (!wide) return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

function state(process: Process, self: Process): string {
  if (process.stopped) return 'T';
  return process === self ? 'R' : 'S';
}

interface Column {
  readonly title: string;
  readonly right?: boolean;
  readonly show: (t: Tool, process: Process) => string;
}

export const user = (t: Tool, process: Process): string => {
  const uid = processInfo(process)?.fs.user.uid ?? 0;
  return userName(t.context.fs, uid) ?? String(uid);
};
export const parentId = (process: Process): number =>
  process.parent && process.parent.namespace === process.namespace ? process.parent.pid : 0;
const started = (t: Tool, process: Process): number => t.context.sim.epoch + process.startedAt;
export const args = (process: Process): string => processInfo(process)?.argv.join(' ') ?? `[${process.name}]`;
const share = (t: Tool, process: Process): number =>
  (process.cpuTime / Math.max(1, t.context.sim.now - process.startedAt)) * 100;

const COLUMNS: Readonly<Record<string, Column>> = {
  pid: { title: 'PID', right: true, show: (_, process) => String(process.pid) },
  ppid: { title: 'PPID', right: true, show: (_, process) => String(parentId(process)) },
  uid: { title: 'UID', right: true, show: (_, process) => String(processInfo(process)?.fs.user.uid ?? 0) },
  user: { title: 'USER', show: user },
  c: { title: 'C', right: true, show: (t, process) => String(Math.floor(share(t, process))) },
  pcpu: { title: '%CPU', right: true, show: (t, process) => share(t, process).toFixed(1) },
  stime: { title: 'STIME', show: (t, process) => strftime('%H:%M', started(t, process)) },
  start: { title: 'START', show: (t, process) => strftime('%H:%M', started(t, process)) },
  etime: {
    title: 'ELAPSED',
    right: true,
    show: (t, process) => clock(t.context.sim.now - process.startedAt, false).padStart(5, '0'),
  },
  tty: { title: 'TTY', show: (_, process) => (processInfo(process)?.tty ? 'pts/0' : '?') },
  stat: { title: 'STAT', show: (t, process) => state(process, t.context.process) },
  time: { title: 'TIME', right: true, show: (_, process) => clock(process.cpuTime, true) },
  bsdtime: { title: 'TIME', right: true, show: (_, process) => clock(process.cpuTime, false) },
  comm: { title: 'CMD', show: (_, process) => process.name },
  args: { title: 'CMD', show: (_, process) => args(process) },
  command: { title: 'COMMAND', show: (_, process) => args(process) },
};

const ALIASES: Readonly<Record<string, string>> = {
  cmd: 'args',
  '%cpu': 'pcpu',
  tname: 'tty',
  s: 'stat',
  state: 'stat',
  euser: 'user',
  lstart: 'start',
};

/** ps(1): the processes of this machine's process namespace. */
export const ps = tool(
  {
    options: 'e A f F l a x u o:/format p:/pid w h /no-headers /sort: U: C:',
    from: 'procps-ng',
    // BSD style: `ps aux`, `ps ax -o pid,cmd`.
    rewrite: (given) => {
      const [first = '', ...rest] = given;
      return /^[aefhlouwx]+$/.test(first)
        ? [
            first === 'aux' || first.includes('u') ? '-axu' : `-${first.replace(/[^aefhluwx]/g, '')}`,
            ...rest.flatMap((arg) => [arg]),
          ]
        : given;
    },
  },
  function* (t) {
    const has = (key: string): boolean => t.options.has(key);
    const wanted = t.options.get('p')?.split(/[ ,]+/).map(Number);
    const name = t.options.get('C');
    const all = has('e') || has('A') || (has('a') && has('x')) || has('x');
    const processes = [...t.context.machine.namespace.processes.values()].filter((process) => {
      if (process.ended) return false;
      if (wanted) return wanted.includes(process.pid);
      if (name !== undefined) return process.name === name;
      if (all) return true;
      const info = processInfo(process);
      return info?.tty !== undefined && (info.tty === t.context.tty || has('a'));
    });
    processes.sort((a, b) => a.pid - b.pid);
    let names: string[];
    const format = t.options.all('o').join(',');
    const titles = new Map<string, string>();
    if (format !== '') {
      names = format
        .split(/[ ,]+/)
        .filter(Boolean)
        .map((column) => {
          const [key = '', title] = column.split('=');
          const real = ALIASES[key] ?? key;
          if (!COLUMNS[real]) throw new Failure(`error: unknown user-defined format specifier "${key}"`);
          if (title !== undefined) titles.set(real, title);
          return real;
        });
    } else if (has('u')) names = ['user', 'pid', 'pcpu', 'tty', 'stat', 'start', 'bsdtime', 'command'];
    else if (has('f')) names = ['user', 'pid', 'ppid', 'c', 'stime', 'tty', 'time', 'args'];
    else if (has('x') || has('a')) names = ['pid', 'tty', 'stat', 'bsdtime', 'command'];
    else names = ['pid', 'tty', 'time', 'comm'];
    const columns = names.map((key) => ({ key, ...(COLUMNS[key] as Column) }));
    const title = (column: { key: string; title: string }): string => {
      const given = titles.get(column.key);
      if (given !== undefined) return given;
      return column.key === 'user' && has('f') ? 'UID' : column.title;
    };
    const rows = processes.map((process) => columns.map((column) => column.show(t, process)));
    const minimum: Readonly<Record<string, number>> = {
      pid: 7,
      ppid: 7,
      user: 8,
      tty: 8,
      stat: 4,
      bsdtime: 6,
      time: 8,
      pcpu: 4,
    };
    const widths = columns.map((column, i) =>
      Math.max(title(column).length, minimum[column.key] ?? 0, ...rows.map((row) => row[i]?.length ?? 0)),
    );
    const show = (cells: readonly string[]): string =>
      cells
        .map((cell, i) =>
          columns[i]?.right
            ? cell.padStart(widths[i] ?? 0)
            : i === cells.length - 1
              ? cell
              : cell.padEnd(widths[i] ?? 0),
        )
        .join(' ');
    if (!has('h') && !has('no-headers') && columns.some((column) => title(column) !== ''))
      t.put(`${show(columns.map(title))}\n`);
    for (const row of rows) t.put(`${show(row)}\n`);
    if (rows.length === 0) t.status = 1;
  },
);
