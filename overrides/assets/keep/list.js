// What this device keeps of all courses: how big, since when, whether there is newer; what the browser erased; the room left.
// It also stands in for a page out of reach (`?absent=` says which): sw.js leads here.
import { accompany, keep, newer, slugOf } from "./download.js";
import { COMPANION, base, begun, bytesOf, isWhole, kept, keptOne, noteDown, noted, obstacle, remove, tidy, wanted } from "./shelf.js";
import { button, day, link, make, say, sentence, size, words } from "./say.js";

const at = (id) => document.getElementById(id);
const tell = (text) => (at("kept-live").textContent = text);
const address = (path) => new URL(path, base).href;

/** One kept course, its state filled in as it becomes known. */
function row(marker) {
  const facts = { day: day(marker.day), size: size(bytesOf(wanted(marker))), version: marker.version };
  const { kept: sentenceNow } = saidOf(marker);
  const state = make("p", "small", say(sentenceNow, facts));
  const acts = make("p", "actions");
  const item = make("li", "", make("h3", "", link(address(marker.search ? marker.page : marker.address), marker.title)), state, acts);
  const naming = (one) => {
    one.setAttribute("aria-label", `${one.textContent} : ${marker.title}`);
    return one;
  };
  const offer = (...some) => acts.replaceChildren(...some.map(naming), naming(button(words.remove, () => away(marker))));
  offer();
  look(marker, (text, act) => {
    state.textContent = `${say(sentenceNow, facts)} ${text}`;
    if (act) offer(button(act, () => take(marker), false));
  });
  return item;
}

/** The sentences about a course, or those about the search. */
const saidOf = (marker) => (marker.search ? { ...words, ...words.search } : words);

/** My campus and the form, which go with the courses. */
const beside = (companion) => make("li", "", make("h3", "", link(address(companion.address), companion.title)),
  make("p", "small", say(words.beside, { size: size(bytesOf(companion.files)) })));

async function look(marker, told) {
  if (!(await isWhole(marker))) {
    told(words.incomplete, words.again);
    return;
  }
  try {
    const now = await newer(marker);
    told(now ? words.newer : words.fresh, now ? words.update : "");
  } catch (fault) {
    told(fault.kind === "gone" ? words.faults.gone : words.unknown);
  }
}

async function take(marker) {
  tell("");
  try {
    let said = -1;
    const progress = ({ done, total }) => {
      const percent = 10 * Math.floor((10 * done) / total);
      if (percent !== said) tell(say(words.progress, { percent: (said = percent), done: size(done), total: size(total) }));
    };
    await keep(slugOf(marker), marker.identifier, { media: marker.withMedia, tell: progress, waiting: () => tell(words.elsewhere) });
    tell(saidOf(marker).done);
  } catch (fault) {
    tell([sentence(fault), marker.day ? words.oldKept : fault.kind === "full" ? words.nothingKept : words.canResume].join(" "));
  }
  await draw();
}

async function away(marker) {
  await remove(marker.identifier, () => tell(words.elsewhere));
  tell(saidOf(marker).removed);
  await draw();
  at("kept-title").focus();
}

async function draw() {
  const markers = await kept();
  const halves = (await begun()).filter((one) => !markers.some(({ identifier }) => identifier === one.identifier));
  const unfinished = halves.map((one) => make("li", "", make("h3", "", link(address(one.carry), one.title)), make("p", "small", words.half)));
  const companion = await keptOne(COMPANION);
  at("kept-list").replaceChildren(...markers.map(row), ...unfinished, ...(companion ? [beside(companion)] : []));
  at("kept-none").hidden = markers.length + unfinished.length > 0;
  tellErased(markers);
  await room(companion ? [...markers, companion] : markers);
  const folders = markers.some((one) => one.search) ? [address("search/")] : markers.filter(({ files }) => files.some(({ url }) => url.includes("/lookup/"))).map(({ address: own }) => address(`packs/${own.split("/").at(-2)}/lookup/`));
  const search = at("kept-search");
  search.hidden = !folders.length;
  const form = search.querySelector("form");
  form.dataset.index = folders.join(" ");
  if (folders.length) globalThis.preau.lookup.form(form);
  await offerSearch(markers, companion).catch(() => (at("kept-whole").hidden = true)); // a host may answer anything
}

/** The search of the whole site, offered with its size where it is not kept; nothing is said of it without a network. */
async function offerSearch(markers, companion) {
  const section = at("kept-whole");
  const asked = async (path) => fetch(address(path), { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  const about = markers.some((one) => one.search) ? "" : await asked("search/index.js");
  const beside = about && !companion ? await asked("packs/campus.json") : ""; // what comes with the first thing that is kept
  section.hidden = !about;
  if (!about) return;
  const bytes = JSON.parse(about.slice(about.indexOf("(") + 1, about.lastIndexOf(")"))).bytes + (beside ? JSON.parse(beside).bytes : 0);
  const { keep: text } = words.search;
  section.querySelector(".actions").replaceChildren(button(say(text, { size: size(bytes) }), () => take({ identifier: "search", search: true }), false));
}

/** What was kept and is no more, without the learner having asked: said until it is kept again or forgotten. */
function tellErased(markers) {
  const gone = noted().filter((one) => !markers.some(({ identifier }) => identifier === one.identifier));
  at("kept-erased").hidden = !gone.length;
  at("kept-erased-list").replaceChildren(...gone.map((one) => make("li", "", link(address(one.carry), one.title), ` · ${say(words.keptOn, { day: day(one.day) })}`)));
}
at("kept-forget").addEventListener("click", async () => {
  const markers = await kept();
  noteDown(noted().filter((one) => markers.some(({ identifier }) => identifier === one.identifier)));
  await draw();
  at("kept-title").focus();
});

async function room(markers) {
  const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  const total = bytesOf(markers.flatMap((marker) => wanted(marker)));
  const lasting = (await navigator.storage?.persisted?.().catch(() => false)) ?? false;
  const left = quota ? say(words.room, { used: size(usage), free: size(Math.max(0, quota - usage)) }) : "";
  at("kept-room").textContent = [say(words.total, { size: size(total) }), left, lasting ? words.lasting : words.fleeting].filter(Boolean).join(" ");
  at("kept-persist").hidden = lasting || !navigator.storage?.persist || !markers.length;
}
at("kept-persist").addEventListener("click", async () => {
  tell((await navigator.storage.persist()) ? words.lasting : words.refused);
  await draw();
});

/** Here in place of another page: say which, and go there as soon as the network is back. */
function standIn() {
  const absent = new URLSearchParams(location.search).get("absent");
  if (absent === null) return;
  const target = new URL(absent, base);
  if (!target.href.startsWith(base.href)) return;
  at("kept-absent").hidden = false;
  at("kept-absent-link").href = target.href;
  addEventListener("online", () => fetch(target, { method: "HEAD", cache: "no-store" }).then(() => location.replace(target)).catch(() => undefined));
}

standIn();
const why = await obstacle();
if (why) tell(words[why]);
else {
  await tidy();
  await draw();
  await accompany();
}
