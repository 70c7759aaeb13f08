// Courses that this device keeps, without a network. Registered when a learner first keeps a course, removed with the last one.
// A page of a kept course comes from its kept revision, with its parts from the same one for as long as it is open, whatever
// is kept meanwhile. Everything else comes from the network; out of reach, My campus and the form come from their kept copy (the
// companion of kept courses), any other page leads to the list of what is kept. The search of the whole site is kept as courses
// are, and holds no page: it answers those that come from what is kept.
// What the shelf holds is written by assets/keep/shelf.js: `course/…`, one marker for each course (its revision, its addresses);
// `page/…`, which revision each open page reads; and one cache for each revision.
const base = new URL(registration.scope);
const SHELF = `preau-kept ${base.pathname}`;
const cacheOf = (marker) => `${SHELF} ${marker.identifier} ${marker.revision}`;
const key = (kind, name) => new URL(`__kept/${kind}/${name}`, base).href;
const told = (event, work) => event.waitUntil(work().catch(() => undefined));

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.data === "tidy" && told(event, tidy));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(base.href)) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (!isDownload(request)) event.respondWith(part(event));
});

/** A script that asks past every cache is downloading: what is kept must not answer in its place. */
const isDownload = (request) => !request.destination && ["no-cache", "reload", "no-store"].includes(request.cache);

async function shelved(kind) {
  if (!(await caches.has(SHELF))) return [];
  const shelf = await caches.open(SHELF);
  const found = (await shelf.keys()).filter(({ url }) => url.startsWith(key(kind, "")));
  return Promise.all(found.map(async (one) => (await shelf.match(one)).json()));
}

/** What a cache holds at an address, however it was written: with a query, as a file, without its last slash. */
async function inCache(cacheName, url) {
  const plain = new URL(url);
  plain.search = plain.hash = "";
  plain.pathname = plain.pathname.replace(/\/index\.html$/, "/");
  const found = await caches.match(plain.href, { cacheName });
  return found ?? (plain.pathname.endsWith("/") ? undefined : caches.match(`${plain.href}/`, { cacheName }));
}

async function page(event) {
  const markers = await shelved("course").catch(() => []);
  const path = new URL(event.request.url).pathname.slice(base.pathname.length);
  const own = markers.find((one) => !one.companion && !one.search && (path.startsWith(one.address) || `${path}/` === one.address));
  const managing = markers.some((one) => [one.carry, one.away].some((address) => path.startsWith(address)));
  const held = own && !managing ? await read(event, own) : null;
  if (held) return held;
  try {
    return await fetch(event.request);
  } catch {
    for (const marker of markers) {
      const found = await read(event, marker);
      if (found) return found;
    }
    return markers.length ? Response.redirect(new URL(`${markers[0].away}?absent=${encodeURIComponent(path)}`, base)) : Response.error();
  }
}

/** A page from a kept course; from now on this page reads that revision. */
async function read(event, marker) {
  const name = cacheOf(marker);
  await bind(event.resultingClientId, name); // before it is read: a revision that a page reads is not taken away
  const found = await inCache(name, event.request.url);
  if (!found) return null;
  told(event, tidy);
  return found;
}

const bound = new Map();
async function bind(client, name) {
  if (!client) return;
  bound.set(client, name);
  const note = new Response(JSON.stringify({ client, name, at: Date.now() }));
  await caches.open(SHELF).then((shelf) => shelf.put(key("page", client), note)).catch(() => undefined);
}
async function boundTo(client) {
  if (!bound.has(client)) {
    const found = await caches.match(key("page", client), { cacheName: SHELF }).catch(() => undefined);
    bound.set(client, found ? (await found.json()).name : null);
  }
  return bound.get(client);
}

async function part(event) {
  const { request } = event;
  const name = event.clientId ? await boundTo(event.clientId) : null;
  const found = name ? await inCache(name, request.url) : undefined;
  if (found) return ranged(request, found);
  const markers = await shelved("course").catch(() => []);
  const searched = markers.find((one) => one.search);
  if (name && searched && request.url.startsWith(new URL(searched.address, base).href)) { // of one revision, as the page
    return (await inCache(cacheOf(searched), request.url)) ?? Response.error();
  }
  try {
    return await fetch(request);
  } catch {
    if (!name || /\/packs\/[^/]+\/lookup\//.test(request.url)) { // one page searches all the courses that are kept
      for (const marker of markers) {
        const spare = await inCache(cacheOf(marker), request.url);
        if (spare) return ranged(request, spare);
      }
    }
    return Response.error();
  }
}

/** The piece of a file that a player asks for, cut out of the whole one: `bytes=2-5`, `bytes=2-`, `bytes=-4`. */
async function ranged(request, whole) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") ?? "") ?? [];
  if (!first && !last) return whole;
  const blob = await whole.blob();
  const from = first ? Number(first) : Math.max(0, blob.size - Number(last));
  const to = first && last ? Math.min(Number(last), blob.size - 1) : blob.size - 1;
  const type = { "Content-Type": whole.headers.get("content-type") ?? "application/octet-stream", "Accept-Ranges": "bytes" };
  if (from > to) return new Response(null, { status: 416, headers: { ...type, "Content-Range": `bytes */${blob.size}` } });
  const headers = { ...type, "Content-Length": String(to - from + 1), "Content-Range": `bytes ${from}-${to}/${blob.size}` };
  return new Response(blob.slice(from, to + 1), { status: 206, headers });
}

/** Forget pages that are closed, and revisions that nobody reads: neither kept, nor open, nor on their way. */
async function tidy() {
  const names = (await caches.keys()).filter((name) => name.startsWith(`${SHELF} `)); // before asking which are wanted
  const open = new Set((await clients.matchAll({ includeUncontrolled: true })).map(({ id }) => id));
  const pages = await shelved("page");
  const closed = pages.filter(({ client, at }) => !open.has(client) && Date.now() - at > 60_000); // a page takes time to open
  for (const { client } of closed) {
    bound.delete(client);
    await (await caches.open(SHELF)).delete(key("page", client));
  }
  const wanted = new Set([...(await shelved("course")), ...(await shelved("draft"))].map(cacheOf));
  for (const { client, name } of pages) if (!closed.some((one) => one.client === client)) wanted.add(name);
  for (const name of names) if (!wanted.has(name)) await caches.delete(name);
}
