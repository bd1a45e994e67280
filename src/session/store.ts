import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Entry, Place, RecordingHeader } from '../lab/recording.ts';

/** Where recordings are kept between visits. */
export interface RecordingStore {
  /** What is stored under `id`, unchecked: it may have been written by another version, or be damaged. */
  load(id: string): Promise<unknown>;
  /** What was written first of it, unchecked; nothing when there is nothing of this version of the format. */
  header(id: string): Promise<unknown>;
  /** Begin a recording, in place of what was stored. */
  begin(id: string, header: RecordingHeader): Promise<void>;
  /** Add entries after the first `index` ones, and note how far the session has come. */
  append(id: string, index: number, entries: readonly Entry[], end: Place): Promise<void>;
  /** Move what is stored out of the way, kept under another name. */
  setAside(id: string, name: string): Promise<void>;
}

interface Schema extends DBSchema {
  /** Written once. */
  headers: { key: string; value: RecordingHeader };
  /** Only ever added to. */
  entries: { key: [id: string, index: number]; value: Entry };
  /** How far each session has come. */
  ends: { key: string; value: Place };
  setAside: { key: string; value: unknown };
  /** Of version 1 of the format; only read. */
  recordings: { key: string; value: { readonly header: object; readonly end: Place | undefined } };
  inputs: { key: [id: string, index: number]; value: unknown };
}

const STORES = ['headers', 'entries', 'ends', 'recordings', 'inputs'] as const;
const START: Place = { now: 0, steps: 0 };

function allOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]);
}

async function loadFrom(db: IDBPDatabase<Schema>, id: string): Promise<unknown> {
  const transaction = db.transaction(STORES);
  const header = await transaction.objectStore('headers').get(id);
  if (header !== undefined) {
    const entries = await transaction.objectStore('entries').getAll(allOf(id));
    return { ...header, entries, end: (await transaction.objectStore('ends').get(id)) ?? START };
  }
  const old = await transaction.objectStore('recordings').get(id);
  if (old === undefined) return undefined;
  const inputs = await transaction.objectStore('inputs').getAll(allOf(id));
  return { ...old.header, inputs, end: old.end ?? START };
}

/** The browser's own store. @throws when the browser keeps none (private windows, blocked storage) */
export async function openRecordingStore(name = 'podlab'): Promise<RecordingStore> {
  const db = await new Promise<IDBPDatabase<Schema>>((resolve, reject) => {
    openDB<Schema>(name, 2, {
      upgrade(database, oldVersion) {
        if (oldVersion < 1) {
          for (const store of ['recordings', 'inputs', 'setAside'] as const)
            database.createObjectStore(store);
        }
        for (const store of ['headers', 'entries', 'ends'] as const) database.createObjectStore(store);
      },
      // A tab with an older release of the site holds the store as it was.
      blocked: () => reject(new Error('another tab holds an older form of the store')),
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    }).then(resolve, reject);
  });
  return {
    load: (id) => loadFrom(db, id),
    header: (id) => db.get('headers', id),
    async begin(id, header) {
      const transaction = db.transaction(STORES, 'readwrite');
      await Promise.all([
        transaction.objectStore('headers').put(header, id),
        transaction.objectStore('entries').delete(allOf(id)),
        transaction.objectStore('ends').delete(id),
        transaction.objectStore('recordings').delete(id),
        transaction.objectStore('inputs').delete(allOf(id)),
        transaction.done,
      ]);
    },
    async append(id, index, entries, end) {
      const transaction = db.transaction(['headers', 'entries', 'ends'], 'readwrite');
      if ((await transaction.objectStore('headers').getKey(id)) === undefined) return;
      await Promise.all([
        transaction.objectStore('ends').put(end, id),
        ...entries.map((entry, offset) =>
          transaction.objectStore('entries').put(entry, [id, index + offset]),
        ),
        transaction.done,
      ]);
    },
    async setAside(id, as) {
      const stored = await loadFrom(db, id);
      const transaction = db.transaction([...STORES, 'setAside'], 'readwrite');
      await Promise.all([
        transaction.objectStore('setAside').put(stored, as),
        transaction.objectStore('headers').delete(id),
        transaction.objectStore('entries').delete(allOf(id)),
        transaction.objectStore('ends').delete(id),
        transaction.objectStore('recordings').delete(id),
        transaction.objectStore('inputs').delete(allOf(id)),
        transaction.done,
      ]);
    },
  };
}
