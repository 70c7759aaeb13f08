// A course comes onto this device: its listing, each file verified, the whole of it put in place in one step or not at all.
import { COMPANION, alone, base, begun, begunOne, bytesOf, cacheOf, isWhole, kept, keptOne, leave, noteDown, noted, shelve, tidy, unshelve, wanted } from "./shelf.js";

const AT_ONCE = 4;
const COMPANION_LISTING = "campus.json"; // no course bears a name with a dot
const SEARCH_LISTING = "search.json";
const ADDRESSES = { [COMPANION_LISTING]: "packs/campus.json", [SEARCH_LISTING]: "search/offline.json" };
const TURNS = 3;

/** Why a course could not be kept: network, missing, altered, full, unable, gone, stopped; the page has a sentence for each. */
export class Fault extends Error {
  constructor(kind, facts = {}) {
    super(kind);
    Object.assign(this, { kind, facts });
  }
}

/** The listing of a course, of the companion, or of the search, as the site gives it now. */
export async function listingOf(slug) {
  const address = ADDRESSES[slug] ?? `packs/${slug}/offline.json`;
  const answer = await fetch(new URL(address, base), { cache: "no-store" }).catch(() => {
    throw new Fault("network");
  });
  if (answer.status === 404) throw new Fault("gone");
  if (!answer.ok) throw new Fault("network");
  const listing = await answer.json().catch(() => {
    throw new Fault("network"); // cut in the middle
  });
  return listing.search ? { ...listing, ...document.getElementById("kept-whole")?.dataset } : listing;
}

/** By what the listing of something that is kept is known. */
export const slugOf = (marker) => (marker.companion ? COMPANION_LISTING : marker.search ? SEARCH_LISTING : marker.address.split("/").at(-2));
/** The listing that the site gives now of a kept course when it is another revision, else null; a fault when it cannot be known. */
export async function newer(marker) {
  const now = await listingOf(slugOf(marker));
  return now.revision === marker.revision ? null : now;
}

/** Keep a course, or bring a kept one up to date. `tell({done, total})` hears of bytes, `waiting()` of another tab at work. */
export const keep = (slug, identifier, { media = false, tell, waiting, signal }) =>
  alone(identifier, async () => {
    await install();
    try {
      return await turns(slug, { media, tell, signal });
    } catch (fault) {
      if (!(await kept()).length && !(await begun()).length) await (await navigator.serviceWorker.getRegistration(base))?.unregister();
      throw signal?.aborted ? new Fault("stopped") : fault;
    }
  }, waiting).then(async (marker) => {
    await accompany();
    return marker;
  });

/** What goes with kept courses, brought up to date without a word: what could not be done now is done at the next visit. */
export const accompany = () =>
  alone(COMPANION, async () => {
    if (!(await kept()).length) return;
    const before = await keptOne(COMPANION);
    if (before && !(await newer(before)) && (await isWhole(before))) return;
    await turns(COMPANION_LISTING, { tell: () => undefined });
    await leave(); // the last course may have been removed meanwhile
  }).catch(() => undefined);

async function install() {
  try {
    await navigator.serviceWorker.register(new URL("sw.js", base), { scope: base.pathname });
    await navigator.serviceWorker.ready;
  } catch (error) {
    throw new Fault(error.name === "TypeError" ? "network" : "unable");
  }
}

/** When the site changes under our hands, what was begun is given up for the newer revision, which takes over what it shares. */
async function turns(slug, options) {
  for (let turn = 1; ; turn += 1) {
    const listing = await listingOf(slug);
    try {
      return await whole(listing, options);
    } catch (fault) {
      const moved = ["altered", "missing"].includes(fault.kind) && (await listingOf(slug)).revision !== listing.revision;
      if (!moved || turn === TURNS) throw fault;
    }
  }
}

async function whole(listing, { media, tell, signal }) {
  const before = await keptOne(listing.identifier);
  const draft = await begunOne(listing.identifier);
  const marker = { ...listing, withMedia: media, day: new Date().toISOString() };
  const files = wanted(marker);
  const sources = [listing, draft, before, ...(await kept())].filter(Boolean).map(cacheOf);
  await enough(files, sources[0]);
  try {
    await shelve("draft", marker);
    const cache = await caches.open(sources[0]);
    await each(files, { cache, sources: [...new Set(sources)], tell, signal });
    await shelve("course", marker); // the one step: from here on the new revision is read, until here the one before
  } catch (error) {
    if (error?.name !== "QuotaExceededError") throw error;
    if (before?.revision !== listing.revision) await caches.delete(sources[0]);
    await unshelve("draft", listing.identifier);
    throw new Fault("full", { need: bytesOf(files) });
  }
  await unshelve("draft", listing.identifier);
  if (!marker.companion) noteDown([...noted().filter((one) => one.identifier !== marker.identifier), { identifier: marker.identifier, title: marker.title, day: marker.day, carry: marker.carry }]);
  navigator.storage?.persist?.().catch(() => false); // some browsers ask the reader: nothing waits for the answer
  await tidy();
  return marker;
}

/** Refuse before beginning when the browser says that the room is too small. */
async function enough(files, name) {
  const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  if (!quota) return;
  const held = new Set((await caches.has(name)) ? (await (await caches.open(name)).keys()).map(({ url }) => url) : []);
  const need = bytesOf(files.filter(({ url }) => !held.has(new URL(url, base).href)));
  if (quota - usage < need) throw new Fault("full", { need, free: Math.max(0, quota - usage) });
}

/** Every file, some at once; the first fault stops the others. */
async function each(files, { cache, sources, tell, signal }) {
  const total = bytesOf(files);
  const left = [...files];
  const stop = new AbortController();
  signal?.addEventListener("abort", () => stop.abort());
  let done = 0;
  const worker = async () => {
    for (let file = left.shift(); file && !stop.signal.aborted; file = left.shift()) {
      await one(file, cache, sources, stop.signal);
      done += file.size;
      tell({ done, total });
    }
  };
  const told = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => worker().catch((fault) => {
    stop.abort();
    throw fault;
  })));
  const faults = told.filter(({ status }) => status === "rejected").map(({ reason }) => reason);
  if (faults.length) throw faults.find(({ kind }) => kind !== "stopped") ?? faults[0];
  if (signal?.aborted) throw new Fault("stopped");
}

/** One file into the cache: what is on this device already is taken from there, when it is right to the last bit. */
async function one(file, cache, sources, signal) {
  const url = new URL(file.url, base).href;
  for (const cacheName of sources) {
    const held = await caches.match(url, { cacheName });
    const bytes = await held?.arrayBuffer();
    if (bytes && (await isRight(bytes, file))) return cacheName === sources[0] ? undefined : place(cache, url, bytes, held);
  }
  for (const mode of ["no-cache", "reload"]) {
    const answer = await fetch(url, { cache: mode, signal }).catch(() => {
      throw new Fault(signal.aborted ? "stopped" : "network");
    });
    if (!answer.ok) throw new Fault(answer.status === 404 ? "missing" : "network", { file: file.url });
    const bytes = await answer.arrayBuffer().catch(() => {
      throw new Fault(signal.aborted ? "stopped" : "network");
    });
    if (await isRight(bytes, file)) return place(cache, url, bytes, answer);
  }
  throw new Fault("altered", { file: file.url });
}

async function isRight(bytes, { size, sha256 }) {
  if (bytes.byteLength !== size) return false;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
}

const place = (cache, url, bytes, { headers }) =>
  cache.put(url, new Response(bytes, {
    headers: { "Content-Type": headers.get("content-type") ?? "application/octet-stream", "Content-Length": String(bytes.byteLength), "Accept-Ranges": "bytes" },
  }));
