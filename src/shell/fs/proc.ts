import type { Machine } from '../types.ts';
import type { FileSystem } from './file-system.ts';
import { Volume } from './volume.ts';

/** The kernel that minikube's nodes run on. */
export const KERNEL_RELEASE = '6.6.87';

/** Mount a /proc with what programs and learners look at. Models the part of procfs that does not belong to one process. */
export function populateProc(fs: FileSystem, machine: Machine): void {
  if (fs.exists('/proc/uptime')) return;
  fs.mount('/proc', new Volume({ name: 'proc', type: 'proc' }));
  const { sim, processor } = machine;
  const seconds = (ms: number): string => (Math.floor(ms / 10) / 100).toFixed(2);
  const add = (path: string, read: () => string): void => fs.addDynamic(`/proc/${path}`, { read });
  add(
    'uptime',
    () => `${seconds(sim.now)} ${seconds(Math.max(0, sim.now * processor.cores - processor.used))}\n`,
  );
  add('loadavg', () => `0.00 0.00 0.00 1/${machine.namespace.processes.size} 1\n`);
  add('version', () => `Linux version ${KERNEL_RELEASE} (podlab) #1 SMP\n`);
  add('cpuinfo', () =>
    Array.from(
      { length: Math.ceil(processor.cores) },
      (_, i) => `processor\t: ${i}\nmodel name\t: Podlab virtual processor\n\n`,
    ).join(''),
  );
  add('mounts', () =>
    fs
      .mounts()
      .map(
        ({ path, volume, readOnly }) =>
          `${volume.name} ${path} ${volume.type} ${readOnly ? 'ro' : 'rw'},relatime 0 0\n`,
      )
      .join(''),
  );
  add('sys/kernel/hostname', () => `${machine.hostname}\n`);
  add('sys/kernel/osrelease', () => `${KERNEL_RELEASE}\n`);
}
