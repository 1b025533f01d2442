// What is typed while there is no line, in the browser's own store: one database for each account. Signing out wipes it
// (Clear-Site-Data), another account's is deleted when this one comes, and on shared computers there is none.

export interface Kept {
  /** room/layer/reply */
  key: string;
  /** Path of the page to go on writing. */
  page: string;
  at: number;
  /** The form was sent: goes when the room is seen again. */
  sent: boolean;
  fields: [string, string][];
}

const PREFIX = "yui-drafts-";

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error ?? new Error("store"));
  });
}

function open(who: string): Promise<IDBDatabase> {
  const request = indexedDB.open(PREFIX + who, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: "key" });
  return asked(request);
}

async function within<T>(who: string, mode: IDBTransactionMode, f: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open(who);
  try {
    return await asked(f(db.transaction("drafts", mode).objectStore("drafts")));
  } finally {
    db.close();
  }
}

export const put = (who: string, kept: Kept): Promise<unknown> => within(who, "readwrite", (s) => s.put(kept));
export const drop = (who: string, key: string): Promise<unknown> => within(who, "readwrite", (s) => s.delete(key));
export const one = (who: string, key: string): Promise<Kept | undefined> =>
  within<Kept | undefined>(who, "readonly", (s) => s.get(key) as IDBRequest<Kept | undefined>);
export const all = (who: string): Promise<Kept[]> => within<Kept[]>(who, "readonly", (s) => s.getAll() as IDBRequest<Kept[]>);

/** The accounts that have a store here. */
export async function owners(): Promise<string[]> {
  const list = indexedDB.databases === undefined ? [] : await indexedDB.databases();
  return list.map((d) => d.name ?? "").filter((n) => n.startsWith(PREFIX)).map((n) => n.slice(PREFIX.length));
}

/** Deletes the stores of everybody else. */
export async function onlyMine(who: string): Promise<void> {
  for (const other of await owners()) if (other !== who) indexedDB.deleteDatabase(PREFIX + other);
}
