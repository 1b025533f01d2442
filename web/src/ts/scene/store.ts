// What the tablet holds: its key (which the browser itself cannot read out), the sealed district, and what it has to tell.
// One database a region.
export interface Sealed {
  v: number;
  /** Facts in the clear, as the exact text that the seal covers. */
  head: string;
  point: string;
  /** Who can open it, under the tablet's key alone. */
  list: Part;
  /** The cards, under the tablet's key and a PIN. */
  body: Part;
}

export interface Part {
  nonce: string;
  body: string;
}

/** The form that this script opens; an older one is thrown away. */
export const FORM = 2;

/** Wrong PINs in a row after which nothing is left on the tablet. */
export const TRIES = 10;

export interface Told {
  n: number;
  at: number;
  account: string;
  incident: string;
  kinds: string;
  town: string;
  shown: string[];
  matched: boolean;
  opened: string[];
}

export interface Head {
  id: string;
  made: number;
  until: number;
  cards: number;
}

/** What is looked at without opening: which district, and the last moment that the tablet's clock showed. */
export interface Note {
  seen: number;
}

function asked<T>(r: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    r.onsuccess = () => done(r.result);
    r.onerror = () => failed(r.error ?? new Error("store"));
  });
}

export class Store {
  constructor(private readonly region: string) {}

  private async open<T>(f: (db: IDBDatabase) => Promise<T>): Promise<T> {
    const request = indexedDB.open(`yui-scene-${this.region}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("told", { keyPath: "n" });
    };
    const db = await asked(request);
    try {
      return await f(db);
    } finally {
      db.close();
    }
  }

  private within<T>(name: string, mode: IDBTransactionMode, f: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    return this.open((db) => asked(f(db.transaction(name, mode).objectStore(name))));
  }

  private get<T>(key: string): Promise<T | undefined> {
    return this.within("kept", "readonly", (s) => s.get(key) as IDBRequest<T | undefined>);
  }

  private put(key: string, value: unknown): Promise<unknown> {
    return this.within("kept", "readwrite", (s) => s.put(value, key));
  }

  sealed(): Promise<Sealed | undefined> {
    return this.get<Sealed>("sealed");
  }

  async keep(s: Sealed): Promise<void> {
    await this.put("sealed", s);
  }

  /** Counts a try before it is judged, in one step: a page that is loaded again, or a second one, gains none. How many. */
  attempt(): Promise<number> {
    return this.open(async (db) => {
      const kept = db.transaction("kept", "readwrite").objectStore("kept");
      const n = ((await asked(kept.get("tries"))) as number | undefined) ?? 0;
      await asked(kept.put(n + 1, "tries"));
      return n + 1;
    });
  }

  async tries(): Promise<number> {
    return (await this.get<number>("tries")) ?? 0;
  }

  /** The PIN was right. */
  right(): Promise<unknown> {
    return this.put("tries", 0);
  }

  /** Takes the district away; which one it was stays until the server has heard of it. */
  async clear(): Promise<void> {
    const sealed = await this.sealed();
    if (sealed !== undefined) await this.put("gone", (JSON.parse(sealed.head) as Head).id);
    await this.within("kept", "readwrite", (s) => s.delete("sealed"));
    await this.within("kept", "readwrite", (s) => s.delete("pair"));
    await this.within("kept", "readwrite", (s) => s.delete("tries"));
  }

  /** The district that went without the server's having heard of it. */
  gone(): Promise<string | undefined> {
    return this.get<string>("gone");
  }

  /** The server has heard. */
  async reported(): Promise<void> {
    await this.within("kept", "readwrite", (s) => s.delete("gone"));
  }

  /** The key pair of this browser; the private half cannot leave it. */
  async pair(): Promise<CryptoKeyPair> {
    const there = await this.get<CryptoKeyPair>("pair");
    if (there !== undefined) return there;
    const fresh = (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"])) as CryptoKeyPair;
    await this.put("pair", fresh);
    return fresh;
  }

  kept(): Promise<CryptoKeyPair | undefined> {
    return this.get<CryptoKeyPair>("pair");
  }

  /** The latest moment the clock of this tablet showed: one that was set back opens nothing. */
  async clock(now: number): Promise<boolean> {
    const last = (await this.get<number>("clock")) ?? 0;
    if (now + 5 * 60_000 < last) return false;
    await this.put("clock", Math.max(last, now));
    return true;
  }

  /** Counted on for ever: the server keeps each number once. */
  async number(): Promise<number> {
    const n = ((await this.get<number>("number")) ?? 0) + 1;
    await this.put("number", n);
    return n;
  }

  tell(t: Told): Promise<unknown> {
    return this.within("told", "readwrite", (s) => s.put(t));
  }

  told(): Promise<Told[]> {
    return this.within<Told[]>("told", "readonly", (s) => s.getAll() as IDBRequest<Told[]>);
  }

  async heard(upto: number): Promise<void> {
    await this.within("told", "readwrite", (s) => s.delete(IDBKeyRange.upperBound(upto)));
  }
}
