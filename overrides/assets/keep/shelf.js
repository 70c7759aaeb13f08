// What this browser keeps of courses: one cache for each revision, and one marker for each course that says which one counts.
// Whoever reads (sw.js) follows the marker; writing it is the one step by which a course goes from a revision to the next.
export const base = new URL(document.documentElement.dataset.base, location.href);
const SHELF = `preau-kept ${base.pathname}`;
const NOTE = `preau-kept:${base.pathname}`;
export const cacheOf = ({ identifier, revision }) => `${SHELF} ${identifier} ${revision}`;
const key = (kind, name) => new URL(`__kept/${kind}/${name}`, base).href;

/** Why nothing can be kept here: "insecure" (no https), "unable" (an old browser, a private window), or "". */
export async function obstacle() {
  if (!isSecureContext) return "insecure";
  if (!("caches" in self) || !navigator.serviceWorker || !crypto.subtle) return "unable";
  return caches.has(SHELF).then(() => "", () => "unable");
}

async function shelved(kind) {
  if (!(await caches.has(SHELF))) return [];
  const shelf = await caches.open(SHELF);
  const found = (await shelf.keys()).filter(({ url }) => url.startsWith(key(kind, "")));
  return Promise.all(found.map(async (one) => (await shelf.match(one)).json()));
}
/** What goes with every kept course, My campus and the form: kept as courses are, and told apart from them. */
export const COMPANION = "campus";
const courses = async (kind) => (await shelved(kind)).filter(({ companion }) => !companion);
/** Courses kept whole: what their listing said, and the day they were kept. */
export const kept = () => courses("course");
/** Downloads that were begun and not finished. */
export const begun = () => courses("draft");
export const keptOne = async (identifier) => (await shelved("course")).find((one) => one.identifier === identifier);
export const begunOne = async (identifier) => (await shelved("draft")).find((one) => one.identifier === identifier);

export const shelve = async (kind, value) => (await caches.open(SHELF)).put(key(kind, value.identifier), new Response(JSON.stringify(value)));
export const unshelve = async (kind, identifier) => (await caches.has(SHELF)) && (await caches.open(SHELF)).delete(key(kind, identifier));

/** Whether all that a marker names is still there: a browser may erase it when space is short. */
export async function isWhole(marker) {
  const name = cacheOf(marker);
  if (!(await caches.has(name))) return false;
  const held = new Set((await (await caches.open(name)).keys()).map(({ url }) => url));
  return wanted(marker).every(({ url }) => held.has(new URL(url, base).href));
}
/** The files of a listing or of a marker; `media` is true in a marker when the learner asked for them. */
export const wanted = (marker, media = marker.withMedia) => (media ? [...marker.files, ...marker.media] : marker.files);
export const bytesOf = (files) => files.reduce((sum, { size }) => sum + size, 0);

/** One tab at a time works on a course: `waiting()` is called when another one does, then we wait for it. */
export async function alone(identifier, work, waiting = () => undefined) {
  if (!navigator.locks) return work();
  const name = `${SHELF} ${identifier}`;
  const free = await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock && Promise.resolve(work()).then((done) => ({ done })));
  if (free) return free.done;
  waiting();
  return navigator.locks.request(name, work);
}

/** Let the worker forget what nobody needs any more. */
export const tidy = async () => (await navigator.serviceWorker?.getRegistration(base))?.active?.postMessage("tidy");

/** Take a course off this device; with the last one goes all that was installed to keep them. */
export const remove = (identifier, waiting) =>
  alone(identifier, async () => {
    await unshelve("course", identifier);
    await unshelve("draft", identifier);
    for (const name of await caches.keys()) if (name.startsWith(`${SHELF} ${identifier} `)) await caches.delete(name);
    noteDown(noted().filter((one) => one.identifier !== identifier));
    await leave();
  }, waiting);

/** When no course is kept, nor on its way: nothing stays, the companion and the worker included. */
export async function leave() {
  if ((await kept()).length || (await begun()).length) return;
  for (const name of await caches.keys()) if (name === SHELF || name.startsWith(`${SHELF} `)) await caches.delete(name);
  const worker = await navigator.serviceWorker.getRegistration(base);
  if (worker?.active?.scriptURL === new URL("sw.js", base).href) await worker.unregister();
}

/** What was kept, written apart from the caches, so that an erasure by the browser can be told. */
export function noted() {
  try {
    return JSON.parse(localStorage.getItem(NOTE) ?? "[]");
  } catch {
    return [];
  }
}
export function noteDown(courses) {
  try {
    localStorage.setItem(NOTE, JSON.stringify(courses));
  } catch {
    // a browser that keeps nothing here: an erasure will not be told
  }
}
