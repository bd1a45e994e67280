/** The signals that a simulated process can receive, with their Linux numbers. */
export const SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
} as const;

export type SignalName = keyof typeof SIGNALS;

/** The signal with this number, or with this name with or without `SIG`, in any case; `undefined` when there is none. */
export function findSignal(nameOrNumber: string | number): SignalName | undefined {
  const names = Object.keys(SIGNALS) as SignalName[];
  const text = String(nameOrNumber).toUpperCase();
  if (/^\d+$/.test(text)) return names.find((name) => SIGNALS[name] === Number(text));
  return names.find((name) => name === text || name === `SIG${text}`);
}

/** Signals that do nothing to a process that does not ask for them. */
export const IGNORED_BY_DEFAULT: ReadonlySet<SignalName> = new Set([
  'SIGCHLD',
  'SIGCONT',
  'SIGURG',
  'SIGWINCH',
]);

/** Signals that stop a process rather than end it. */
export const STOPPING: ReadonlySet<SignalName> = new Set(['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU']);

/** Thrown into a process at its wait when a signal ends it, so that its `finally` blocks run. Do not catch it. */
export class Terminated extends Error {
  readonly signal: SignalName;
  constructor(signal: SignalName) {
    super(`terminated by ${signal}`);
    this.signal = signal;
  }
}

/** Thrown into a process at its wait when its own handler chose `interrupt` (EINTR). */
export class Interrupted extends Error {
  readonly signal: SignalName;
  constructor(signal: SignalName) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}
