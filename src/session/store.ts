import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Place, RecordedInput, Recording } from '../lab/recording.ts';

/** A recording without its inputs, which are appended one by one. */
export type Header = Omit<Recording, 'inputs' | 'end'>;

/** Where recordings are kept between visits. */
export interface RecordingStore {
  /** What is stored under `id`, unchecked: it may have been written by another version, or be damaged. */
  load(id: string): Promise<unknown>;
  /** Begin a recording, in place of what was stored. */
  begin(id: string, header: Header): Promise<void>;
  /** Add inputs after the first `index` ones, and note how far the session has come. */
  append(id: string, index: number, inputs: readonly RecordedInput[], end: Place): Promise<void>;
  /** Move what is stored out of the way, kept under another name. */
  setAside(id: string, name: string): Promise<void>;
}

interface Schema extends DBSchema {
  recordings: { key: string; value: { readonly header: Header; readonly end: Place | undefined } };
  inputs: { key: [id: string, index: number]; value: RecordedInput };
  setAside: { key: string; value: unknown };
}

const INPUT_LIMIT = Number.MAX_SAFE_INTEGER;

function inputsOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, INPUT_LIMIT]);
}

async function loadFrom(db: IDBPDatabase<Schema>, id: string): Promise<unknown> {
  const transaction = db.transaction(['recordings', 'inputs']);
  const stored = await transaction.objectStore('recordings').get(id);
  if (stored === undefined) return undefined;
  const inputs = await transaction.objectStore('inputs').getAll(inputsOf(id));
  return { ...stored.header, inputs, end: stored.end ?? { now: 0, steps: 0 } };
}

/** The browser's own store. @throws when the browser keeps none (private windows, blocked storage) */
export async function openRecordingStore(name = 'podlab'): Promise<RecordingStore> {
  const db = await openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore('recordings');
      database.createObjectStore('inputs');
      database.createObjectStore('setAside');
    },
  });
  return {
    load: (id) => loadFrom(db, id),
    async begin(id, header) {
      const transaction = db.transaction(['recordings', 'inputs'], 'readwrite');
      await Promise.all([
        transaction.objectStore('recordings').put({ header, end: undefined }, id),
        transaction.objectStore('inputs').delete(inputsOf(id)),
        transaction.done,
      ]);
    },
    async append(id, index, inputs, end) {
      const transaction = db.transaction(['recordings', 'inputs'], 'readwrite');
      const recordings = transaction.objectStore('recordings');
      const stored = await recordings.get(id);
      if (stored === undefined) return;
      await Promise.all([
        recordings.put({ header: stored.header, end }, id),
        ...inputs.map((input, offset) => transaction.objectStore('inputs').put(input, [id, index + offset])),
        transaction.done,
      ]);
    },
    async setAside(id, as) {
      const stored = await loadFrom(db, id);
      const transaction = db.transaction(['recordings', 'inputs', 'setAside'], 'readwrite');
      await Promise.all([
        transaction.objectStore('setAside').put(stored, as),
        transaction.objectStore('recordings').delete(id),
        transaction.objectStore('inputs').delete(inputsOf(id)),
        transaction.done,
      ]);
    },
  };
}
