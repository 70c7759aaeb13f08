// "Keep in this browser", on the page of one course: where it stands, the download with its progress, the removal.
import { Fault, keep, newer } from "./download.js";
import { begun, bytesOf, isWhole, keptOne, obstacle, remove, wanted } from "./shelf.js";
import { button, day, say, sentence, size, words } from "./say.js";

const panel = document.querySelector("[data-keep]");
const { slug, identifier } = panel.dataset;
const part = (name) => panel.querySelector(`[data-keep-${name}]`);
const [state, live, bar, acts, media] = ["state", "live", "bar", "acts", "media"].map(part);

const show = (sentenceNow, tone = "") => {
  state.textContent = sentenceNow;
  state.className = tone ? `block ${tone}` : "";
};
/** What can be done; whoever was there stays there, on the first of them. */
function offer(...buttons) {
  const here = acts.contains(document.activeElement);
  acts.replaceChildren(...buttons);
  if (here) acts.firstElementChild?.focus();
}
const tell = (text) => (live.textContent = text);

/** Where the course stands on this device, and what can be done about it. */
async function stand() {
  const why = await obstacle();
  if (why) {
    show(words[why], "warm");
    offer();
    return;
  }
  const marker = await keptOne(identifier);
  if (!marker) {
    const half = (await begun()).some((one) => one.identifier === identifier);
    show(half ? words.half : words.notKept);
    offer(button(half ? words.resume : words.keep, take, false), ...(half ? [button(words.erase, away)] : []));
    return;
  }
  if (media) media.checked = marker.withMedia;
  const facts = { day: day(marker.day), size: size(bytesOf(wanted(marker))), version: marker.version };
  if (!(await isWhole(marker))) {
    show(say(words.holes, facts), "warm");
    offer(button(words.again, take, false), button(words.remove, away));
    return;
  }
  show(say(words.kept, facts), "good");
  offer(...(media && !marker.withMedia ? [button(words.addMedia, takeMedia)] : []), button(words.remove, away));
  try {
    if (!(await newer(marker))) return;
    show(`${say(words.kept, facts)} ${words.newer}`, "warm");
    offer(button(words.update, take, false), button(words.remove, away));
  } catch (fault) {
    if (fault.kind === "gone") show(`${say(words.kept, facts)} ${words.faults.gone}`, "warm");
  }
}

let stopping = null;
async function take() {
  tell("");
  const before = await keptOne(identifier);
  stopping = new AbortController();
  offer(button(words.stop, () => stopping.abort()));
  show(words.busy);
  bar.hidden = false;
  bar.removeAttribute("value");
  try {
    await keep(slug, identifier, {
      media: media?.checked ?? before?.withMedia ?? false,
      tell: progress,
      waiting: () => tell(words.elsewhere),
      signal: stopping.signal,
    });
    tell(words.done);
  } catch (fault) {
    const why = fault instanceof Fault ? fault : new Fault("unable");
    tell(`${sentence(why)} ${before ? words.oldKept : why.kind === "full" ? words.nothingKept : words.canResume}`);
  }
  bar.hidden = true;
  await stand();
}

function takeMedia() {
  media.checked = true;
  return take();
}

async function away() {
  stopping?.abort();
  await remove(identifier, () => tell(words.elsewhere));
  tell(words.removed);
  await stand();
}

/** The bar moves with each file; the sentence, which is read aloud, at each tenth. */
let said = -1;
function progress({ done, total }) {
  bar.max = total;
  bar.value = done;
  const tenth = Math.floor((10 * done) / total);
  if (tenth === said) return;
  said = tenth;
  tell(say(words.progress, { percent: Math.floor((100 * done) / total), done: size(done), total: size(total) }));
}

stand();
