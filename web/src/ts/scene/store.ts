// What the tablet holds: its key (which the browser itself cannot read out), the sealed district, and what it has to tell.
// One database a region.
export interface Sealed {
  v: number;
  /** Facts in the clear, as the exact text that the seal covers. */
  head: string;
  point: string;
  nonce: string;
  body: string;
}

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

  private async within<T>(name: string, mode: IDBTransactionMode, f: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const request = indexedDB.open(`yui-scene-${this.region}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("told", { keyPath: "n" });
    };
    const db = await asked(request);
    try {
      return await asked(f(db.transaction(name, mode).objectStore(name)));
    } finally {
      db.close();
    }
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

  keep(s: Sealed): Promise<unknown> {
    return this.put("sealed", s);
  }

  async clear(): Promise<void> {
    await this.within("kept", "readwrite", (s) => s.delete("sealed"));
    await this.within("kept", "readwrite", (s) => s.delete("pair"));
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
