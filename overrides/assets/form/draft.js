// The draft on this device: written twice (local storage, and a database that is on the disk before it answers), never lost.
// localStorage["preau-draft-initiative"]: {version: 1, saved: ISO day and hour, by: the tab that wrote, draft: {title, summary, …},
//   exercises?: {"<course>/<exercise>": {field, text, saved, title?}}} (exercises are written by courses: docs/doors.md)
export const KEY = "preau-draft-initiative";
const [BASE, STORE] = ["preau", "drafts"];
const readable = (kept) => (kept?.version === 1 && (kept.draft || kept.exercises) ? kept : null);

function local(key) {
  try {
    return readable(JSON.parse(localStorage.getItem(key)));
  } catch {
    return null; // forbidden, or not ours
  }
}

function database() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(BASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
}

/** One act on the database, done when it is on the disk: a browser that stops then has lost nothing. */
async function onDisk(mode, act) {
  const base = await database();
  try {
    return await new Promise((resolve, reject) => {
      const work = base.transaction(STORE, mode, { durability: "strict" });
      const asked = act(work.objectStore(STORE));
      work.oncomplete = () => resolve(asked.result);
      work.onerror = work.onabort = () => reject(work.error);
    });
  } finally {
    base.close();
  }
}

/** Keep a value under a key in both places; whether one of them took it. */
export async function keepBoth(key, value) {
  let kept = false;
  try {
    localStorage.setItem(key, JSON.stringify(value));
    kept = true;
  } catch {
    // full or forbidden: the database may still take it
  }
  try {
    await onDisk("readwrite", (store) => store.put(value, key));
    return true;
  } catch {
    return kept;
  }
}

/** The newest of the two copies kept under a key; null when there is none. */
export async function newest(key) {
  let other = null;
  try {
    other = readable(await onDisk("readonly", (store) => store.get(key)));
  } catch {
    // no database here
  }
  const near = local(key);
  return near && !(other && other.saved > near.saved) ? near : other ? { ...other, exercises: near?.exercises ?? other.exercises } : near;
}

/** The draft of one form: `changed(draft)` when another tab wrote, `clash(draft)` when both did at once. */
export class Draft {
  constructor(key, { changed, clash }) {
    Object.assign(this, { key, changed, clash, by: crypto.randomUUID(), seen: "", told: "", timer: 0, pending: null, clashing: false });
    addEventListener("storage", (event) => event.key === key && this.look());
    addEventListener("pageshow", (event) => event.persisted && this.look());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.flush() : this.look()));
    addEventListener("pagehide", () => this.flush());
  }

  /** What was kept before, null when there is nothing. */
  async load() {
    const kept = await newest(this.key);
    if (!kept) return null;
    this.remember(kept);
    return kept;
  }

  remember(kept) {
    this.seen = kept.saved;
    this.told = JSON.stringify(kept.draft ?? null);
  }

  /** Another tab may have written: take its draft unless this one holds something that is not kept yet. */
  look() {
    const kept = local(this.key);
    if (!kept?.draft || kept.saved === this.seen || JSON.stringify(kept.draft) === this.told) return;
    if (this.pending) {
      this.clashing = true;
      this.clash(kept.draft);
      return;
    }
    this.remember(kept);
    this.changed(kept.draft);
  }

  /** Keep a draft a moment after the last change; `done(kept)` tells whether the device took it. */
  later(draft, done) {
    this.pending = [draft, done];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), 300);
  }

  /** Keep at once what waits. */
  async flush() {
    clearTimeout(this.timer);
    if (!this.pending || this.clashing) return;
    this.look();
    if (this.clashing) return;
    const [draft, done] = this.pending;
    this.pending = null;
    done(await this.keep(draft));
  }

  /** Keep a draft over whatever stands; the exercises of courses stay beside it. */
  async keep(draft) {
    this.clashing = false;
    const before = local(this.key);
    const kept = { version: 1, saved: new Date().toISOString(), by: this.by, draft, ...(before?.exercises ? { exercises: before.exercises } : {}) };
    this.remember(kept);
    return keepBoth(this.key, kept);
  }

  /** Forget everything: on a shared computer nothing is left behind. */
  async clear() {
    clearTimeout(this.timer);
    Object.assign(this, { pending: null, clashing: false, seen: "", told: "" });
    try {
      localStorage.removeItem(this.key);
      await onDisk("readwrite", (store) => store.delete(this.key));
    } catch {
      // a browser that keeps nothing
    }
  }
}
