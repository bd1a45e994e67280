import { engine } from '../../../src/lab/engine-main.ts';
import type { Engine } from '../../../src/lab/engine.ts';
import type { Recording } from '../../../src/lab/recording.ts';
import type { Engines } from '../../../src/session/engines.ts';
import { runLookAhead } from '../../../src/session/look-ahead.ts';
import type { Report, Request } from '../../../src/session/messages.ts';
import { prepare } from '../../../src/session/preparation.ts';
import { Session, type SessionHost } from '../../../src/session/session.ts';
import type { RecordingStore } from '../../../src/session/store.ts';

/** A store in memory, with a look at what is in it. */
export function memoryStore() {
  const kept = new Map<string, Recording>();
  const aside = new Map<string, unknown>();
  const store: RecordingStore = {
    load: async (id) => structuredClone(kept.get(id)),
    header: async (id) => {
      const { version, engine, content, world } = kept.get(id) ?? {};
      return version && structuredClone({ version, engine, content, world });
    },
    begin: async (id, header) => void kept.set(id, { ...header, entries: [], end: { now: 0, steps: 0 } }),
    append: async (id, index, entries, end) => {
      const before = kept.get(id);
      if (!before) return;
      if (index !== before.entries.length) throw new Error('entries were written over, or left out');
      kept.set(id, { ...before, entries: [...before.entries, ...structuredClone(entries)], end });
    },
    setAside: async (id, name) => {
      aside.set(name, kept.get(id));
      kept.delete(id);
    },
  };
  return { store, kept, aside };
}

/** A site with these engines. */
export function enginesOf(current: string, all: Readonly<Record<string, Engine>> = {}): Engines {
  return { current, load: async (name) => all[name] ?? (name === current ? engine : undefined) };
}

export interface VisitOptions extends Partial<Extract<Request, { type: 'open' }>> {
  readonly engines?: Engines;
  /** What `public/early.js` asked the Worker to prepare. */
  readonly prepares?: string;
}

/** One visit to the page: a session, its reports, and a wall clock that the test moves. */
export async function visit(store: RecordingStore | undefined, options: VisitOptions = {}) {
  const { engines = enginesOf('source'), prepares, ...request } = options;
  const reports: Report[] = [];
  let wall = 0;
  const machine = { store, engines, time: () => 1_767_225_600_000, seed: () => 'a' };
  const host: SessionHost = {
    ...machine,
    prepared: prepares === undefined ? undefined : await prepare(machine, prepares),
    post: (report) => reports.push(report),
    wall: () => wall,
    lookAhead: (job) => ({
      verdicts: Promise.resolve().then(() => runLookAhead(engine, structuredClone(job))),
      cancel: () => undefined,
    }),
    turn: async () => undefined,
  };
  const open = { type: 'open', id: 'lesson/a', language: 'en', columns: 80, rows: 24, ...request } as const;
  const session = await Session.open(host, open, store !== undefined);
  const pass = (ms: number): void => {
    for (let left = ms; left > 0; left -= 50) {
      wall += 50;
      while (session.step() === 0);
    }
  };
  /** What the terminal shows since the world was last begun. */
  const output = (): string => {
    const from = reports.findLastIndex(({ type }) => type === 'ready');
    return reports
      .slice(from)
      .reduce((text, report) => (report.type === 'output' ? text + report.data : text), '');
  };
  const last = <T extends Report['type']>(type: T): Extract<Report, { type: T }> => {
    const report = reports.findLast((candidate) => candidate.type === type);
    if (!report) throw new Error(`nothing was told of ${type}`);
    return report as Extract<Report, { type: T }>;
  };
  const exported = (): Extract<Report, { type: 'recording' }> => {
    session.handle({ type: 'export', request: 1 });
    return last('recording');
  };
  const type = (data: string, ms = 1000): void => {
    session.handle({ type: 'type', data });
    pass(ms);
  };
  return { session, reports, pass, output, last, exported, type };
}
