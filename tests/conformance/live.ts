import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { startServing, type ServeOptions, type Serving } from '../../src/cli/serve.ts';

/** How long something may take that should happen soon, in milliseconds of wall time. */
const PATIENCE = 20_000;

/** A pty for a child whose terminal it is to be: what it reads and writes goes through our pipes. */
const PTY = `import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))`;

export const hasPty = (): boolean => spawnSync('python3', ['-c', 'import pty']).status === 0;

/** A command of the real kubectl that goes on. */
export class Running {
  stdout = '';
  stderr = '';
  /** Its exit status, once it has ended. */
  status: number | undefined;
  readonly #child: ChildProcess;
  readonly #keepGoing: () => void;

  constructor(child: ChildProcess, keepGoing: () => void) {
    this.#child = child;
    this.#keepGoing = keepGoing;
    child.stdout?.on('data', (data: Buffer) => (this.stdout += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (this.stderr += data.toString()));
    child.on('close', (code) => (this.status = code ?? -1));
  }

  write(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Ends what it reads. */
  end(text = ''): void {
    this.#child.stdin?.end(text);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Waits for its output, letting the cluster live on. @throws {Error} with what it has said when that takes too long */
  async says(text: string | RegExp): Promise<void> {
    await this.#until(
      () => (typeof text === 'string' ? this.stdout.includes(text) : text.test(this.stdout)),
      String(text),
    );
  }

  /** Waits for its end. @returns its exit status */
  async ended(): Promise<number> {
    await this.#until(() => this.status !== undefined, 'its end');
    return this.status ?? -1;
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    const from = performance.now();
    while (!condition()) {
      if (performance.now() - from > PATIENCE || (this.status !== undefined && what !== 'its end')) {
        this.#child.kill('SIGKILL');
        throw new Error(`waited for ${what}, got ${JSON.stringify([this.stdout, this.stderr, this.status])}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
      this.#keepGoing();
    }
  }
}

/** A served cluster, and the real kubectl to talk to it. */
export class Live {
  readonly serving: Serving;
  readonly #kubectl: string;
  readonly #running = new Set<ChildProcess>();

  private constructor(kubectl: string, serving: Serving) {
    this.#kubectl = kubectl;
    this.serving = serving;
  }

  static async start(kubectl: string, options: Partial<ServeOptions> = {}): Promise<Live> {
    // Early enough that virtual time never overtakes the wall clock, by which kubectl counts ages.
    const start = Math.floor(Date.now() / 1000) * 1000 - 7_200_000;
    return new Live(kubectl, await startServing({ start, speed: 0, seed: 'live', ...options }));
  }

  advance(seconds: number): void {
    this.serving.sim.advance(seconds * 1000);
  }

  /** Start a command that goes on. While it is waited for, virtual time passes ten times as fast as the wall's. */
  start(args: readonly string[], { tty = false } = {}): Running {
    const command = [this.#kubectl, ...args];
    const [file = '', ...rest] = tty ? ['python3', '-c', PTY, ...command] : command;
    const child = spawn(file, rest, {
      stdio: 'pipe',
      env: {
        PATH: process.env.PATH,
        KUBECONFIG: this.serving.kubeconfig,
        HOME: dirname(this.serving.kubeconfig),
        LC_ALL: 'C',
        TZ: 'UTC',
        TERM: 'xterm',
      },
    });
    this.#running.add(child);
    return new Running(child, () => this.advance(0.1));
  }

  /** Run a command to its end. */
  async run(args: readonly string[], input?: string): Promise<Running> {
    const running = this.start(args);
    running.end(input);
    await running.ended();
    return running;
  }

  /** What a command that succeeds prints. */
  async out(...args: string[]): Promise<string> {
    const { stdout, stderr, status } = await this.run(args);
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  async apply(object: object): Promise<void> {
    const { status, stderr } = await this.run(['apply', '-f', '-'], JSON.stringify(object));
    if (status !== 0) throw new Error(stderr);
  }

  /** Apply a pod of one busybox container that runs a script, and let it start. */
  async pod(name: string, script: string, more: object = {}): Promise<void> {
    await this.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [{ name: 'main', image: 'busybox', command: ['sh', '-c', script], ...more }],
      },
    });
  }

  async close(): Promise<void> {
    for (const child of this.#running) if (child.exitCode === null) child.kill('SIGKILL');
    await this.serving.close();
    rmSync(dirname(this.serving.kubeconfig), { recursive: true, force: true });
  }
}
