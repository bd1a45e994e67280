import type { Process, Task } from '../../sim/index.ts';

/** Start a process of the kubelet: it ends with the kubelet. */
export type Spawn = (task: Task<unknown>, name: string) => Process;
