import { join, Pipe, sleep, type Task } from '../../sim/index.ts';
import { exitStatus } from '../machine.ts';
import { pipeOutput } from '../streams.ts';
import { textWidth } from '../width.ts';
import { strftime } from '../strftime.ts';
import { start } from './run.ts';
import { Failure, quote, tool, type Tool } from './tool.ts';

/** What a command prints, both streams. */
function* outputOf(t: Tool, argv: readonly string[]): Task<{ text: string; status: number }> {
  const pipe = new Pipe();
  const output = pipeOutput(pipe);
  const child = start(t, argv, { stdout: output, stderr: output }, '');
  output.close();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let bytes = yield* pipe.read(); bytes; bytes = yield* pipe.read())
      text += decoder.decode(bytes, { stream: true });
    yield* join(child);
  } finally {
    if (!child.ended) child.signal('SIGTERM');
  }
  return { text, status: exitStatus(child) };
}

/** Cut a line to the width of the screen; escape sequences take no room. */
function fit(line: string, columns: number): string {
  let out = '';
  let width = 0;
  for (const [part] of line.replaceAll('\t', '        ').matchAll(/\x1b\[[0-9;]*[A-Za-z]|[\s\S]/gu)) {
    const cells = part.startsWith('\x1b') ? 0 : textWidth(part);
    if (width + cells > columns) continue;
    width += cells;
    out += part;
  }
  return out;
}

/** watch(1): run a command again and again, full screen. */
export const watch = tool(
  {
    options:
      'n:/interval t/no-title e/errexit g/chgexit x/exec b/beep c/color d/differences? p/precise w/no-wrap',
    stop: true,
    from: 'procps-ng',
    usage: '[options] command',
  },
  function* (t) {
    if (t.operands.length === 0) {
      yield* t.context.stderr.write(`\nUsage:\n ${t.name} [options] command\n`);
      return 1;
    }
    const text = t.options.get('n') ?? '2';
    const seconds = Number(text);
    if (!(seconds >= 0)) throw new Failure(`failed to parse argument: ${quote(text)}`);
    const tty = t.context.stdout.tty;
    const command = t.operands.join(' ');
    const argv = t.options.has('x') ? t.operands : ['sh', '-c', command];
    const interval = Math.max(0.1, seconds) * 1000;
    let last: string | undefined;
    t.put(tty ? '\x1b[?1049h\x1b[H' : '');
    try {
      for (;;) {
        const { text: output, status } = yield* outputOf(t, argv);
        const columns = tty?.columns ?? 80;
        const rows = tty?.rows ?? 24;
        const lines = output.split('\n');
        if (lines.at(-1) === '') lines.pop();
        const screen: string[] = [];
        if (!t.options.has('t')) {
          const left = `Every ${Math.max(0.1, seconds).toFixed(1)}s: ${command}`;
          const right = `${t.context.machine.hostname}: ${strftime('%a %b %e %H:%M:%S %Y', t.context.sim.time)}`;
          const room = columns - right.length - 1;
          screen.push(
            left.length > room
              ? `${left.slice(0, Math.max(0, room - 3))}... ${right}`
              : left.padEnd(room + 1) + right,
            '',
          );
        }
        for (const line of lines) screen.push(fit(line, columns));
        t.put(
          `\x1b[H${screen
            .slice(0, rows)
            .map((line) => `${line}\x1b[K`)
            .join('\n')}\x1b[J`,
        );
        yield* t.flush();
        if (t.options.has('e') && status !== 0) return 8;
        if (t.options.has('g') && last !== undefined && output !== last) return 0;
        last = output;
        yield* sleep(interval);
      }
    } finally {
      // The screen as it was before; at a signal there is no time to wait, so it goes out in one piece.
      if (tty) tty.show('\x1b[?1049l');
    }
  },
);
