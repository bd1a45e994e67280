import type { Task } from '../../sim/index.ts';
import type { Shell } from './shell.ts';

const DEFAULT_FORMAT = '\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS';
const POSIX_FORMAT = 'real %2R\nuser %2U\nsys %2S';

/** Times before a pipeline that `time` measures. */
export interface Begun {
  readonly now: number;
  readonly cpu: number;
}

export function beginTiming(shell: Shell): Begun {
  return { now: shell.machine.sim.now, cpu: shell.process.cpuTime + shell.childrenCpuTime };
}

/** Say how long a pipeline took, as TIMEFORMAT has it (models bash's print_formatted_time). */
export function* tellTime(shell: Shell, begun: Begun, how: 'default' | 'posix'): Task {
  const real = shell.machine.sim.now - begun.now;
  const cpu = shell.process.cpuTime + shell.childrenCpuTime - begun.cpu;
  const format = how === 'posix' ? POSIX_FORMAT : (shell.variables.get('TIMEFORMAT') ?? DEFAULT_FORMAT);
  if (format === '') return;
  const text = format.replace(/%(?:(\d)?(l)?([RUS])|([P%]))/g, (_, digits, long, which, other) => {
    if (other === '%') return '%';
    if (other === 'P') return (real === 0 ? 0 : (cpu / real) * 100).toFixed(2);
    const ms = which === 'R' ? real : which === 'U' ? cpu : 0;
    const places = Math.min(3, digits === undefined ? 3 : Number(digits));
    if (long === undefined) return seconds(ms, places);
    return `${Math.floor(ms / 60_000)}m${seconds(ms % 60_000, places)}s`;
  });
  yield* shell.printError(`${text}\n`);
}

/** Seconds with decimal places, which are cut, not rounded. */
function seconds(ms: number, places: number): string {
  const whole = Math.floor(ms / 1000);
  const rest = String(Math.floor(ms % 1000))
    .padStart(3, '0')
    .slice(0, places);
  return places === 0 ? String(whole) : `${whole}.${rest}`;
}
