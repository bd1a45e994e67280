import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startServing, type Serving } from '../../src/cli/serve.ts';
import { BOOT_DURATION, createCluster } from '../../src/cluster/cluster.ts';
import type { ApiHandler } from '../../src/cluster/apiserver/request.ts';
import { createLearnerMachine, HOME } from '../../src/lab/learner.ts';
import { exitStatus, pipeOutput, type Machine } from '../../src/shell/index.ts';
import { Pipe, Simulation } from '../../src/sim/index.ts';

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | undefined;
}

/** How long a command may wait for the cluster, in virtual milliseconds. */
const LIMIT = 120_000;

/** Virtual milliseconds that the served cluster moves on at a time while the real kubectl waits. */
const STEP = 250;

/**
 * Two clusters of one seed, which therefore are the same cluster as long as the same is asked of them: the real kubectl speaks to
 * the one over HTTP, ours to the other in a learner's shell.
 */
export class Twins {
  readonly #kubectl: string;
  readonly #serving: Serving;
  readonly #sim: Simulation;
  readonly #machine: Machine;
  readonly #folder = mkdtempSync(join(tmpdir(), 'podlab-conformance-'));
  /** When our kubectl made its first request: the real one makes its own at the same virtual time. */
  #firstRequest: number | undefined;

  static async start(kubectl: string, files: Readonly<Record<string, string>>): Promise<Twins> {
    // Early enough that virtual time never overtakes the wall clock, by which the real kubectl counts some ages.
    const start = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
    const serving = await startServing({ start, speed: 0, seed: 'conformance' });
    return new Twins(kubectl, serving, start, files);
  }

  private constructor(
    kubectl: string,
    serving: Serving,
    start: number,
    files: Readonly<Record<string, string>>,
  ) {
    this.#kubectl = kubectl;
    this.#serving = serving;
    this.#sim = new Simulation({ seed: 'conformance', epoch: start - BOOT_DURATION });
    const cluster = createCluster({ sim: this.#sim });
    cluster.boot();
    const api: ApiHandler = (request) => {
      this.#firstRequest ??= this.#sim.now;
      return cluster.api(request);
    };
    this.#machine = createLearnerMachine({
      sim: this.#sim,
      cluster: { ...cluster, endpoint: api },
      language: 'en',
      files,
    });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
      writeFileSync(join(this.#folder, path), text);
    }
  }

  /** Let both clusters live on. */
  advance(ms: number): void {
    this.#sim.advance(ms);
    this.#meet();
  }

  /** Run one command line of a shell against both. */
  async run(line: string): Promise<{ ours: Output; real: Output }> {
    this.#firstRequest = undefined;
    const ours = this.#runOurs(line);
    if (this.#firstRequest !== undefined) this.#serving.sim.advanceTo(this.#firstRequest);
    const real = await this.#runReal(line);
    this.#meet();
    return { ours, real };
  }

  async close(): Promise<void> {
    await this.#serving.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Bring both clocks to the later one. */
  #meet(): void {
    const now = Math.max(this.#sim.now, this.#serving.sim.now);
    this.#sim.advanceTo(now);
    this.#serving.sim.advanceTo(now);
  }

  #runOurs(line: string): Output {
    const [stdout, stderr] = [new Pipe(Infinity), new Pipe(Infinity)];
    const process = this.#machine.exec(['bash', '-c', line], {
      cwd: HOME,
      stdout: pipeOutput(stdout),
      stderr: pipeOutput(stderr),
    });
    const ended = this.#sim.runUntil(() => process.ended, LIMIT);
    if (!ended) process.group.signal('SIGKILL');
    return {
      stdout: textOf(stdout),
      stderr: textOf(stderr),
      status: ended ? exitStatus(process) : undefined,
    };
  }

  #runReal(line: string): Promise<Output> {
    const child = spawn('bash', ['-c', `kubectl() { "$REAL_KUBECTL" "$@"; }\n${line}`], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        REAL_KUBECTL: this.#kubectl,
        KUBECONFIG: this.#serving.kubeconfig,
        HOME: this.#folder,
        LC_ALL: 'C',
        TZ: 'UTC',
      },
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => stdout.push(data));
    child.stderr.on('data', (data: Buffer) => stderr.push(data));
    const from = this.#serving.sim.now;
    // A command that has not ended soon waits for the cluster: let that live on.
    const started = performance.now();
    const timer = setInterval(() => {
      if (performance.now() - started < 1500) return;
      if (this.#serving.sim.now - from > LIMIT) child.kill('SIGKILL');
      else this.#serving.sim.advance(STEP);
    }, 20);
    return new Promise((resolve) =>
      child.on('close', (code) => {
        clearInterval(timer);
        resolve({
          stdout: Buffer.concat(stdout).toString(),
          stderr: Buffer.concat(stderr).toString(),
          status: code ?? undefined,
        });
      }),
    );
  }
}

function textOf(pipe: Pipe): string {
  const decoder = new TextDecoder();
  let text = '';
  for (let data = pipe.tryRead(); data; data = pipe.tryRead()) text += decoder.decode(data, { stream: true });
  return text;
}
