import type { Program, ProgramContext } from '../../../shell/types.ts';
import { sleep, work, type Task } from '../../../sim/index.ts';
import { allocateMemory } from '../memory.ts';
import { serveInBackground, times, tryListen, waitForSignal } from './server.ts';

/** The program of the image hello-world. */
export const hello: Program = function* (context) {
  yield* context.stdout.write(`
Hello from Docker!
This message shows that your installation appears to be working correctly.

To generate this message, Docker took the following steps:
 1. The Docker client contacted the Docker daemon.
 2. The Docker daemon pulled the "hello-world" image from the Docker Hub.
    (amd64)
 3. The Docker daemon created a new container from that image which runs the
    executable that produces the output you are currently reading.
 4. The Docker daemon streamed that output to the Docker client, which sent it
    to your terminal.

To try something more ambitious, you can run an Ubuntu container with:
 $ docker run -it ubuntu bash

Share images, automate workflows, and more with a free Docker ID:
 https://hub.docker.com/

For more examples and ideas, visit:
 https://docs.docker.com/get-started/

`);
  return 0;
};

/** arisu1000/simple-container-app: a small web server on port 8080 that tells where it runs. */
export const simpleContainerApp: Program = function* (context) {
  const listener = tryListen(context, 8080);
  if (!listener) {
    yield* context.stderr.write(
      `${times(context.sim.time).go} listen tcp :8080: bind: address already in use\n`,
    );
    return 1;
  }
  try {
    serveInBackground(context, listener, function* () {
      const address = context.machine.network?.addresses[0] ?? '';
      return {
        status: 200,
        headers: [['Content-Type', 'text/plain; charset=utf-8']],
        body: `Container LINUX | Go Application\nHostname: ${context.machine.hostname}\nIP: ${address}\n`,
      };
    });
    // A Go program that handles no signals ends itself with status 2.
    yield* waitForSignal(context, ['SIGTERM', 'SIGINT']);
    return 2;
  } finally {
    listener.close();
  }
};

function bytes(text: string): number {
  const match = /^(\d+)([BKMGT]?)$/i.exec(text);
  if (!match) return NaN;
  const unit = { B: 1, K: 1024, M: 1048576, G: 1073741824, T: 1099511627776 };
  return Number(match[1]) * unit[(match[2]?.toUpperCase() || 'B') as keyof typeof unit];
}

function seconds(text: string): number {
  const match = /^(\d+)([smhdy]?)$/i.exec(text);
  const unit = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_556_926 };
  return match ? Number(match[1]) * unit[(match[2]?.toLowerCase() || 's') as keyof typeof unit] : NaN;
}

const USAGE = `\`stress' imposes certain types of compute stress on your system

Usage: stress [OPTION [ARG]] ...
 -?, --help         show this help statement
     --version      show version statement
 -v, --verbose      be verbose
 -q, --quiet        be quiet
 -n, --dry-run      show what would have been done
 -t, --timeout N    timeout after N seconds
     --backoff N    wait factor of N microseconds before work starts
 -c, --cpu N        spawn N workers spinning on sqrt()
 -i, --io N         spawn N workers spinning on sync()
 -m, --vm N         spawn N workers spinning on malloc()/free()
     --vm-bytes B   malloc B bytes per vm worker (default is 256MB)
     --vm-stride B  touch a byte every B bytes (default is 4096)
     --vm-hang N    sleep N secs before free (default none, 0 is inf)
     --vm-keep      redirty memory instead of freeing and reallocating
 -d, --hdd N        spawn N workers spinning on write()/unlink()
     --hdd-bytes B  write B bytes per hdd worker (default is 1GB)

Example: stress --cpu 8 --io 4 --vm 2 --vm-bytes 128M --timeout 10s

Note: Numbers may be suffixed with s,m,h,d,y (time) or B,K,M,G (size).
`;

function* cpuWorker(): Task<number> {
  for (;;) yield* work(100);
}

/** Touches its memory (about 2 GB a second), keeps it `hang` seconds, gives it back, again. */
function* vmWorker(context: ProgramContext, size: number, hang: number): Task<number> {
  for (;;) {
    const step = 16 * 1048576;
    let free = (): void => undefined;
    try {
      for (let taken = 0; taken < size; taken += step) {
        const before = free;
        const part = allocateMemory(context.machine, Math.min(step, size - taken));
        free = () => {
          before();
          part();
        };
        yield* work(8);
      }
      yield* sleep(hang === 0 ? Infinity : hang * 1000);
    } finally {
      free();
    }
  }
}

/** Amos Waterland's stress 1.0.4. */
export const stress: Program = function* (context) {
  const count = { cpu: 0, io: 0, vm: 0, hdd: 0 };
  let vmBytes = 256 * 1048576;
  let hang = -1;
  let timeout = 0;
  let quiet = false;
  const args = context.argv.slice(1);
  if (args.length === 0 || args.includes('--help') || args.includes('-?')) {
    yield* context.stdout.write(USAGE);
    return args.length === 0 ? 1 : 0;
  }
  const say = (word: string, text: string): Task =>
    quiet ? (function* () {})() : context.stdout.write(`stress: ${word}: [${context.process.pid}] ${text}\n`);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const value = (): string => args[++i] ?? '';
    if (arg === '-c' || arg === '--cpu') count.cpu = Number(value());
    else if (arg === '-i' || arg === '--io') count.io = Number(value());
    else if (arg === '-m' || arg === '--vm') count.vm = Number(value());
    else if (arg === '-d' || arg === '--hdd') count.hdd = Number(value());
    else if (arg === '--vm-bytes') vmBytes = bytes(value());
    else if (arg === '--vm-hang') hang = seconds(value());
    else if (arg === '-t' || arg === '--timeout') timeout = seconds(value());
    else if (arg === '--vm-stride' || arg === '--hdd-bytes' || arg === '--backoff') value();
    else if (arg === '--vm-keep') hang = 0;
    else if (arg === '-q' || arg === '--quiet') quiet = true;
    else if (arg !== '-v' && arg !== '--verbose') {
      yield* context.stderr.write(
        `stress: FAIL: [${context.process.pid}] (244) unrecognized option: ${arg}\n`,
      );
      return 1;
    }
  }
  if ([...Object.values(count), vmBytes, timeout].some((each) => Number.isNaN(each))) {
    yield* context.stderr.write(`stress: FAIL: [${context.process.pid}] (424) argument is not a number\n`);
    return 1;
  }
  yield* say('info', `dispatching hogs: ${count.cpu} cpu, ${count.io} io, ${count.vm} vm, ${count.hdd} hdd`);
  const { sim, process } = context;
  const started = sim.now;
  const workers = [];
  for (let n = 0; n < count.cpu; n++)
    workers.push(sim.spawn(cpuWorker(), { parent: process, name: 'stress' }));
  for (let n = 0; n < count.vm; n++) {
    workers.push(
      sim.spawn(vmWorker(context, vmBytes, Math.max(hang, hang < 0 ? 0.001 : 0)), {
        parent: process,
        name: 'stress',
      }),
    );
  }
  for (let n = 0; n < count.io + count.hdd; n++) {
    workers.push(
      sim.spawn(
        (function* (): Task<number> {
          for (;;) {
            yield* work(1);
            yield* sleep(4);
          }
        })(),
        { parent: process, name: 'stress' },
      ),
    );
  }
  if (workers.length === 0) return 0;
  const failed = { by: undefined as { pid: number; signal: string } | undefined };
  for (const worker of workers) {
    worker.whenEnded(() => {
      if (worker.outcome?.kind === 'signalled' && !failed.by) failed.by = { pid: worker.pid, signal: '9' };
    });
  }
  const end = timeout > 0 ? started + timeout * 1000 : Infinity;
  while (!failed.by && sim.now < end) yield* sleep(Math.min(100, end - sim.now));
  for (const worker of workers) worker.signal('SIGKILL');
  if (!failed.by) {
    yield* say('info', `successful run completed in ${Math.round((sim.now - started) / 1000)}s`);
    return 0;
  }
  const complain = (word: string, line: number, text: string): Task =>
    context.stderr.write(`stress: ${word}: [${process.pid}] (${line}) ${text}\n`);
  yield* complain('FAIL', 415, `<-- worker ${failed.by.pid} got signal ${failed.by.signal}`);
  yield* complain('WARN', 417, 'now reaping child worker processes');
  yield* complain('FAIL', 421, 'kill error: No such process');
  yield* complain('FAIL', 451, `failed run completed in ${Math.round((sim.now - started) / 1000)}s`);
  return 1;
};
