import { sleep, type Task } from '../../sim/index.ts';
import { absolute } from '../../shell/fs/path.ts';
import type { ProgramContext } from '../../shell/types.ts';
import type { Client } from './client.ts';
import type { FlagSet } from './cobra/flags.ts';
import type { Discovery } from './discovery.ts';
import { CliError } from './errors.ts';
import { klogStamp } from './time.ts';
import type { KubeConfig } from './kubeconfig.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a command runs with: its words, the API server, and where it prints. Models cmdutil.Factory with genericiooptions. */
export interface Cli {
  readonly context: ProgramContext;
  readonly client: Client;
  readonly discovery: Discovery;
  readonly kubeconfig: KubeConfig;
  readonly flags: FlagSet;
  /** Arguments that are not flags. */
  readonly args: readonly string[];
  /** How many of them stood before `--`; undefined without one. */
  readonly dash: number | undefined;
  /** `kubectl rollout status`. */
  readonly command: string;
  readonly path: readonly string[];
  readonly output: Output;
  /** The namespace that requests go to: from -n, else the context's, else `default`. */
  readonly namespace: string;
  /** -n was given. */
  readonly namespaceGiven: boolean;
}

/** One kubectl command. Returns its exit status, 0 by default. */
export type Command = (cli: Cli) => Task<number | void>;

/** Text on its way to stdout and stderr, in order. It goes out whenever the command waits, and at its end. */
export class Output {
  readonly #context: ProgramContext;
  #pending: { readonly stream: 'stdout' | 'stderr'; readonly data: string | Uint8Array }[] = [];

  constructor(context: ProgramContext) {
    this.#context = context;
  }

  out(data: string | Uint8Array): void {
    if (data.length > 0) this.#pending.push({ stream: 'stdout', data });
  }

  err(data: string): void {
    if (data.length > 0) this.#pending.push({ stream: 'stderr', data });
  }

  *flush(): Task {
    while (this.#pending.length > 0) {
      const [{ stream }] = this.#pending as unknown as [{ stream: 'stdout' | 'stderr' }];
      const run: Uint8Array[] = [];
      while (this.#pending[0]?.stream === stream) {
        const { data } = this.#pending.shift() as { data: string | Uint8Array };
        run.push(typeof data === 'string' ? encoder.encode(data) : data);
      }
      yield* this.#context[stream].write(joinBytes(run));
    }
  }
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

/** Read a file named on the command line. */
export function readFile(cli: Cli, path: string): Uint8Array {
  return cli.context.fs.readFile(absolute(cli.context.cwd, path));
}

export function* readStdin(cli: Cli): Task<Uint8Array> {
  yield* cli.output.flush();
  const parts: Uint8Array[] = [];
  for (;;) {
    const bytes = yield* cli.context.stdin.read();
    if (!bytes) return parts.length === 0 ? new Uint8Array() : joinBytes(parts);
    parts.push(bytes);
  }
}

export function utf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** A warning as klog writes it: `W1124 22:56:18.457154   11068 helpers.go:719] …`. */
export function klog(cli: Cli, place: string, message: string): string {
  const pid = String(cli.context.process.pid).padStart(7);
  return `W${klogStamp(cli.context.sim.time)} ${pid} ${place}] ${message}\n`;
}

export type DryRun = 'none' | 'client' | 'server';

/** The value of --dry-run. @throws {CliError} */
export function dryRun(cli: Cli): DryRun {
  const value = cli.flags.string('dry-run');
  if (value === 'none' || value === '' || value === 'client' || value === 'server')
    return value === '' ? 'none' : value;
  if (value === 'unchanged') {
    cli.output.err(
      klog(cli, 'helpers.go:719', '--dry-run is deprecated and can be replaced with --dry-run=client.'),
    );
    return 'client';
  }
  throw new CliError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

/** Pause between two looks at the server, as client-go's pollers do. */
export function* pause(cli: Cli, ms: number): Task {
  yield* cli.output.flush();
  yield* sleep(ms);
}
