// Keeping answers in the browser: at each decision, in two places, as each may be shut off. localStorage is there at
// once but may reach the disk a minute later; IndexedDB has it when it says so, also after a kill.
const STORE = "antwoorden";
const REST = 1000; // milliseconds without a decision, after which the disk is waited for

const openDatabase = () => new Promise((resolve) => {
  try {
    const asked = indexedDB.open("samenwerkingsthermometer", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => resolve(null);
  } catch {
    resolve(null);
  }
});

const done = (asked) => new Promise((resolve, reject) => {
  asked.oncomplete = asked.onsuccess = () => resolve(asked.result);
  asked.onerror = asked.onabort = () => reject(asked.error);
});

class Keeping {
  /** @param {string} prefix of the keys of one file; files on disk share their storage. */
  constructor(prefix) {
    this.prefix = prefix;
    this.waiting = new Map();
    try {
      localStorage.setItem(`${prefix}?`, "1");
      localStorage.removeItem(`${prefix}?`);
      this.local = localStorage;
    } catch {
      this.local = null;
    }
    this.opening = openDatabase().then((database) => { this.database = database; });
  }

  get works() {
    return Boolean(this.local || this.database);
  }

  /** What is there at once: key without prefix -> value. */
  atOnce(prefix = this.prefix) {
    const found = new Map();
    for (let n = 0; n < (this.local?.length ?? 0); n += 1) {
      const key = this.local.key(n);
      if (!key.startsWith(prefix)) continue;
      try {
        found.set(key.slice(prefix.length), JSON.parse(this.local.getItem(key)));
      } catch { /* not ours after all */ }
    }
    return found;
  }

  /** What the database has besides. */
  async later(prefix = this.prefix) {
    await this.opening;
    if (!this.database) return new Map();
    try {
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const store = this.database.transaction(STORE).objectStore(STORE);
      const [keys, values] = await Promise.all([done(store.getAllKeys(range)), done(store.getAll(range))]);
      return new Map(keys.map((key, n) => [key.slice(prefix.length), values[n]]));
    } catch {
      this.database = null;
      return new Map();
    }
  }

  /** Resolves to whether it is kept anywhere. */
  async put(key, value) {
    let kept = false;
    try {
      this.local?.setItem(this.prefix + key, JSON.stringify(value));
      kept = Boolean(this.local);
    } catch {
      this.local = null; // full, or shut off since
    }
    this.waiting.set(this.prefix + key, value);
    this.writing ??= this.drain();
    await this.writing;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.write([[this.prefix + key, value]], "strict"), REST);
    return kept || Boolean(this.database);
  }

  /** Write what waits: all of it at once, so that who is quicker than the disk waits for one write at most. */
  async drain() {
    await this.opening;
    while (this.waiting.size) {
      const entries = [...this.waiting];
      this.waiting.clear();
      await this.write(entries, "relaxed");
    }
    this.writing = null;
  }

  /** "relaxed": the system has it, which outlives the browser; "strict": the disk has it, which outlives the power. */
  async write(entries, durability) {
    try {
      const change = this.database?.transaction(STORE, "readwrite", { durability });
      if (!change) return;
      for (const [key, value] of entries) change.objectStore(STORE).put(value, key);
      change.commit?.(); // not after hearing of each
      await done(change);
    } catch {
      this.database = null;
    }
  }

  async clear() {
    clearTimeout(this.resting);
    for (const key of this.atOnce().keys()) this.local.removeItem(this.prefix + key);
    if (this.database) {
      const change = this.database.transaction(STORE, "readwrite");
      change.objectStore(STORE).delete(IDBKeyRange.bound(this.prefix, `${this.prefix}\uffff`));
      await done(change);
    }
  }
}

/** A setting of this person, for all files: a name, keys. Where nothing is kept, the value that is given. */
const setting = (name, value) => {
  const key = `samenwerkingsthermometer:${name}`;
  try {
    if (value === undefined) return JSON.parse(localStorage.getItem(key));
    localStorage.setItem(key, JSON.stringify(value));
  } catch { /* then it is for as long as the page is open */ }
  return value ?? null;
};

