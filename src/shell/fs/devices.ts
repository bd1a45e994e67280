import { type Random, type Task, work } from '../../sim/index.ts';
import { sharedInput, sharedOutput } from '../streams.ts';
import type { InputStream, OutputStream } from '../types.ts';
import { Errno } from './errno.ts';
import type { FileSystem } from './file-system.ts';
import type { Device, Opener } from './nodes.ts';
import { Volume } from './volume.ts';

/** Processor milliseconds that one read or write of a device takes. */
const CALL = 0.02;
/** Bytes a virtual millisecond of /dev/zero: copying it without end moves the clock, and costs little of the reader's own machine. */
const ZERO_BYTES_PER_MS = 200_000;
/** Of /dev/urandom. */
const RANDOM_BYTES_PER_MS = 40_000;
const CHUNK = 65536;

const nothing = (): void => undefined;

function source(fill: (bytes: Uint8Array) => void, bytesPerMs = ZERO_BYTES_PER_MS): InputStream {
  return sharedInput(
    {
      *read(max = CHUNK): Task<Uint8Array | undefined> {
        const bytes = new Uint8Array(Math.min(max, CHUNK));
        yield* work(CALL + bytes.length / bytesPerMs);
        fill(bytes);
        return bytes;
      },
    },
    nothing,
  );
}

function sink(): OutputStream {
  return sharedOutput(
    {
      *write(): Task {
        yield* work(CALL);
      },
    },
    nothing,
  );
}

const nullDevice: Device = {
  major: 1,
  minor: 3,
  openInput: () => sharedInput({ *read() { return undefined; } }, nothing), // prettier-ignore
  openOutput: sink,
};

const zeroDevice: Device = { major: 1, minor: 5, openInput: () => source(nothing), openOutput: sink };

const fullDevice: Device = {
  major: 1,
  minor: 7,
  openInput: () => source(nothing),
  openOutput: () =>
    sharedOutput(
      {
        *write(): Task {
          throw new Errno('ENOSPC');
        },
      },
      nothing,
    ),
};

function randomDevice(minor: number): Device {
  const fill = (random: Random) => (bytes: Uint8Array) => {
    let word = 0;
    for (let i = 0; i < bytes.length; i++) {
      if (i % 4 === 0) word = random.below(0x1_0000_0000);
      bytes[i] = word >>> (8 * (i % 4));
    }
  };
  return {
    major: 1,
    minor,
    openInput: ({ sim }) => source(fill(sim.random('shell/dev/urandom')), RANDOM_BYTES_PER_MS),
    openOutput: sink,
  };
}

function need<T>(stream: T | undefined): T {
  if (stream === undefined) throw new Errno('ENXIO');
  return stream;
}

const another = <T extends InputStream | OutputStream>(stream: T): T =>
  (stream.dup?.() as T | undefined) ?? stream;

/** /dev/tty: the terminal of whoever opens it. */
const ttyDevice: Device = {
  major: 5,
  minor: 0,
  openInput: (opener: Opener) => need(opener.tty?.stdin),
  openOutput: (opener: Opener) => need(opener.tty?.stdout),
};

/** /proc/self/fd/N: an open file of whoever opens it. */
function descriptorDevice(name: 'stdin' | 'stdout' | 'stderr'): Device {
  return {
    major: 136,
    minor: 0,
    openInput: (opener) => {
      if (name === 'stdin') return another(opener.stdin);
      throw new Errno('EACCES');
    },
    openOutput: (opener) => {
      if (name === 'stdin') throw new Errno('EACCES');
      return another(opener[name]);
    },
  };
}

/** Mount a /dev with the devices that containers have, unless there is one. */
export function populateDevices(fs: FileSystem): void {
  if (fs.exists('/dev/null')) return;
  fs.mount('/dev', new Volume({ name: 'tmpfs' }));
  fs.addDevice('/dev/null', nullDevice);
  fs.addDevice('/dev/zero', zeroDevice);
  fs.addDevice('/dev/full', fullDevice);
  fs.addDevice('/dev/random', randomDevice(8));
  fs.addDevice('/dev/urandom', randomDevice(9));
  fs.addDevice('/dev/tty', ttyDevice);
  for (const name of ['stdin', 'stdout', 'stderr'] as const)
    fs.addDevice(`/dev/${name}`, descriptorDevice(name));
}
