/** The virtual clock, processes, pipes and seeded random numbers. Knows nothing of Kubernetes. */
export { Simulation, type SimulationOptions, type Timer } from './simulation.ts';
export {
  PidNamespace,
  Process,
  ProcessGroup,
  type Outcome,
  type ProcessOptions,
  type SignalDisposition,
  type Task,
  type Wait,
  type Waker,
} from './process.ts';
export { BrokenPipe, Pipe } from './pipe.ts';
export { Processor } from './processor.ts';
export { NAME_ALPHABET, randomStream, type Random } from './random.ts';
export { Scope } from './scope.ts';
export { findSignal, Interrupted, SIGNALS, Terminated, type SignalName } from './signals.ts';
export {
  Channel,
  currentProcess,
  delay,
  first,
  join,
  Notice,
  sleep,
  within,
  work,
  type Clock,
} from './waits.ts';
