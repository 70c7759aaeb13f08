// The form of an initiative: it joins its parts (assets/form/): questions, rules, draft, preview, neighbours, doors.
import { answersOf, filled, showExercises } from "./form/exercises.js";
import { beginDoors, lookForServer, prepareDoors, quiet, revise } from "./form/doors.js";
import { Draft, KEY } from "./form/draft.js";
import { draftOf, edited } from "./form/edit.js";
import { addEntry, fill, form, partsOf, placeOf, prepare, read, TEXTS } from "./form/fields.js";
import { count, showFault } from "./form/faults.js";
import { clean, fileOf, line, pathOf, size } from "./form/file.js";
import { neighbours } from "./form/near.js";
import { at, base, button, data, download, link, longDay, make, say, schema, today, words } from "./form/page.js";
import { preview } from "./form/preview.js";
import { receipts } from "./form/receipts.js";
import { faultsOf, limitsOf, PICKS, SECTIONS, shown } from "./form/rules.js";
import { begin, go, lead, oneByOne, redraw } from "./form/steps.js";

const ORDER = ["title", "summary", "territory", "place", "purpose", "beneficiaries", "themes", "problem", "solution", "means", "needs", "partners", "name", "status", "outcome", "step"];
const [asked, proposed] = ["initiative", "title"].map((name) => new URLSearchParams(location.search).get(name));
const touched = new Set();
let source = null; // the published file that is being changed
let old = null; // the draft that it made
let now = { draft: null, faults: [], text: "", path: "" };
let unkept = false;
let sentAs = ""; // the number under which the text was sent from here

prepare();
const store = new Draft(asked ? `${KEY}:${asked}` : KEY, {
  changed(draft) {
    fill(draft);
    update();
    tell(words.elsewhere);
  },
  clash(other) {
    unkept = true; // who leaves now would lose one of both
    tell(words.clash, button(words.keepMine, () => save(true)), button(words.takeOther, () => take(other)));
  },
});

/** What is said of the draft, with what can be done about it. */
function tell(text, ...acts) {
  at("draft-state").replaceChildren(text, ...acts.flatMap((act) => [" ", act]));
  at("clear").hidden = false;
}

function told(kept) {
  unkept = !kept;
  if (kept) tell(words.kept);
  else tell(words.notKept, button(words.keepFile, () => download(now.path.split("/").pop(), now.text, "text/markdown;charset=utf-8")));
}

async function save(over = false) {
  const draft = sentAs ? { ...read(), sentAs } : read();
  if (over) told(await store.keep(draft));
  else store.later(draft, told);
}

async function take(draft) {
  fill(draft);
  update();
  told(await store.keep(draft));
}

// What is at fault, beside each question.
const lengthOf = (name, text) => (SECTIONS.includes(name) ? size(shown(text)) : size(line(text)));

function showFaults() {
  for (const name of ORDER) {
    const own = now.faults.filter((fault) => fault.field === name && fault.index === undefined);
    const fault = touched.has(name) ? own[0] : undefined;
    const { field, state } = placeOf({ field: name });
    showFault(state, fault);
    if (field?.matches("input, textarea, select")) field.setAttribute("aria-invalid", String(fault?.severity === "error"));
    if (TEXTS.includes(name)) count(at(`i-${name}-state`).querySelector(".act-counter"), lengthOf(name, now.draft[name]), limitsOf(schema, name)[1]);
  }
  for (const list of ["needs", "partners"]) [...at(list).children].forEach((entry, index) => showEntry(list, entry, index));
}

function showEntry(list, entry, index) {
  for (const field of partsOf(entry)) {
    const part = field.dataset.part;
    const fault = now.faults.find((one) => one.field === list && one.index === index && one.part === part);
    const seen = fault && (field.value || field.dataset.left) ? fault : undefined;
    showFault(field.closest(".field")?.querySelector(".error"), seen);
    field.setAttribute("aria-invalid", String(seen?.severity === "error"));
    count(field.closest(".field")?.querySelector(".act-counter"), size(line(field.value)), limitsOf(schema, list, part)[1]);
  }
  if (list !== "needs") return;
  const { kind, until } = Object.fromEntries(partsOf(entry).map((field) => [field.dataset.part, field]));
  entry.querySelector("[data-skill]").hidden = kind.value !== "skill";
  if (/^\d{4}-/.test(until.value) && until.value < today()) Object.assign(until.closest(".field").querySelector(".error"), { textContent: words.past }).dataset.sign = "past";
}

// What is shown at every change.
function update() {
  const draft = read();
  const faults = faultsOf(draft, schema, data, today(), Boolean(source));
  const text = source ? edited(source, old, draft, data.sections) : fileOf(draft, data.sections);
  now = { draft, faults, text, path: source ? source.path : pathOf(draft) };
  showFaults();
  at("not-open").hidden = !faults.some((fault) => fault.code === "PR311");
  at("name-real").hidden = !draft.consent;
  at("file").textContent = text;
  at("preview").replaceChildren(...preview(draft));
  showMissing(faults.filter((fault) => fault.severity === "error"));
  prepareDoors(draft, now.path, text, Boolean(source));
}

function missingLink(fault) {
  const entry = fault.index === undefined ? null : at(fault.field).children[fault.index];
  const label = entry ? `${entry.querySelector("legend").textContent} · ${placeOf(fault).field?.labels?.[0]?.firstChild.textContent.trim() ?? ""}` : words.labels[fault.field];
  const made = link(`#${placeOf(fault).field?.id ?? "proposal"}`, label);
  made.addEventListener("click", (event) => {
    event.preventDefault();
    touched.add(fault.field);
    const { field } = placeOf(fault);
    if (fault.index !== undefined) field.dataset.left = "yes";
    showFaults();
    lead(field);
  });
  return make("li", "", made);
}

function showMissing(faults) {
  const firsts = faults.filter((fault, index) => faults.findIndex((one) => one.field === fault.field && one.index === fault.index && one.part === fault.part) === index);
  firsts.sort((a, b) => ORDER.indexOf(a.field) - ORDER.indexOf(b.field));
  const same = source && now.text === source.text;
  const state = same ? "same" : firsts.map((fault) => [fault.field, fault.index, fault.part]).join(";") || "ready";
  const box = at("missing");
  const ready = state === "ready";
  at("doors").hidden = !ready || !at("receipt").hidden; // what is sent is sent; once changed, it can leave again
  if (box.dataset.state === state) return;
  box.dataset.state = state;
  box.className = ready ? "block good" : "block";
  box.replaceChildren(make("p", "", ready ? words.ready : same ? words.unchanged : words.missing), ...(ready || same ? [] : [make("ul", "", ...firsts.map(missingLink))]));
  if (ready && !oneByOne) beforeSending();
}

// Before sending: what resembles it, asked of the site's own open data, and whether a server receives.
async function beforeSending() {
  if (!now.draft) return;
  if (!at("doors").hidden) lookForServer();
  const place = data.territories.find((one) => one.code === now.draft.territory);
  if (!place || !line(now.draft.title)) return;
  const key = source ? asked : "";
  const found = await neighbours(now.draft, `${data.paths.data}${place.code.toLowerCase()}.json`, key);
  const rows = found.map((one) => make("li", "", link(base + one.address.slice(1), one.title), make("span", "small soft", ` ${one.place} · ${say(words.percent, { n: Math.round(one.score * 100) })}`)));
  at("near").replaceChildren(...(rows.length ? [make("p", "", words.near), make("ul", "", ...rows), make("p", "small", words.nearWhat)] : [make("p", "small", words.nothingNear)]));
}

function stepShown(name) {
  if (oneByOne ? name === "review" || name === "send" : !at("doors").hidden) beforeSending();
}

/** Keep a person once on a question whose answer is at fault; one left empty can wait. */
function stop(step) {
  const faults = now.faults.filter((fault) => fault.field === step && fault.severity === "error");
  const answer = now.draft[step];
  const empty = Array.isArray(answer) ? !answer.length : !clean(answer);
  if (!faults.length || empty || form.dataset.stopped === `${step} ${faults.map((fault) => fault.code)}`) return false;
  form.dataset.stopped = `${step} ${faults.map((fault) => fault.code)}`;
  touched.add(step);
  showFaults();
  (placeOf(faults[0]).field ?? at(`i-${step}`))?.focus();
  return true;
}

function changed() {
  at("receipt").hidden = true;
  update();
  quiet();
  save();
}

function listen() {
  form.addEventListener("input", (event) => {
    const name = event.target.name;
    if (PICKS[name] || name === "territory") touched.add(name);
    if (event.target.name !== "way") changed();
  });
  form.addEventListener("focusout", (event) => {
    if (event.target.closest(".act-entry")) event.target.dataset.left = "yes";
    if (event.target.name && !event.target.closest(".act-entry") && clean(event.target.value)) touched.add(event.target.name.replace(/^(outcome|step)(?:Date|Text)$/, "$1"));
    showFaults();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  at("clear").addEventListener("click", async () => {
    if (!confirm(words.clear)) return;
    await store.clear();
    restart(words.cleared);
  });
  addEventListener("beforeunload", (event) => unkept && event.preventDefault());
  addEventListener("hashchange", openCode);
}

function restart(said) {
  form.reset();
  fill(source ? old : {});
  touched.clear();
  unkept = false;
  became("");
  at("receipt").hidden = true;
  update();
  at("draft-state").textContent = said;
  at("clear").hidden = true;
  go("start", { focus: false });
  form.elements[oneByOne ? "way" : "title"].focus?.();
}

/** The explanation of a code, unfolded when one is led to it. */
function openCode() {
  const found = /^#PR\d{3}$/.test(location.hash) ? at(location.hash.slice(1)) : null;
  if (!found) return;
  at("codes").open = true;
  found.scrollIntoView({ block: "center" });
  found.focus();
}

// An initiative that stands: its file stands beside its page.
async function published() {
  const found = asked.match(/^([\w-]+)\/([a-z0-9-]+)$/);
  try {
    const answer = await fetch(`${data.paths.initiatives}${found[1].toLowerCase()}/${found[2]}/source.json`);
    source = await answer.json(); // a page that says that nothing is there cannot be read so
    old = draftOf(source, data.sections);
  } catch {
    tell(words.notFound);
    at("proposal").hidden = at("preview-part").hidden = at("send").hidden = true;
    return false;
  }
  for (const step of document.querySelectorAll("[data-off]")) step.removeAttribute("data-off");
  at("form-lead").textContent = say(words.changing, { title: old.title });
  document.querySelector("h1").textContent = words.updating;
  document.title = `${words.updating} · ${document.title.split(" · ").pop()}`;
  form.elements.territory.disabled = true;
  return true;
}

/** The text was sent under a number: what is changed next takes its place while nobody has decided. */
function became(number) {
  sentAs = number;
  revise(number ? receipts().find((one) => one.number === number) : null);
}

function restored(kept) {
  const sent = kept.draft?.sentAs;
  if (sent) became(sent);
  if (sent) tell(say(words.sentAs, { number: sent }), link(`${data.paths.follow}?n=${encodeURIComponent(sent)}`, words.follow), button(words.another, () => store.clear().then(() => restart(words.cleared))));
  else if (kept.draft) tell(say(words.restored, { day: longDay(kept.saved) }));
}

async function start() {
  listen();
  if (asked && !(await published())) return;
  fill(old ?? {});
  const kept = await store.load();
  const { draft, taken } = filled(kept?.draft ?? (old ?? {}), asked ? {} : kept?.exercises);
  if (kept) fill(draft);
  if (proposed && !asked && !form.elements.title.value) form.elements.title.value = proposed; // what the search did not find
  for (const name of ORDER) if (kept?.draft && (kept.draft[name] ?? "").length) touched.add(name);
  update();
  redraw();
  if (kept) restored(kept);
  if (taken.length) {
    tell(say(words.fromExercises, { names: taken.map((name) => words.labels[name]).join(", ") }));
    save();
  }
  if (Object.keys(answersOf(kept?.exercises)).length) showExercises(kept.exercises, takeAnswer);
  openCode();
  form.dataset.ready = "yes";
}

function takeAnswer(field, value) {
  if (Array.isArray(value)) for (const entry of value) addEntry(field, entry);
  else form.elements[field].value = value;
  changed();
}

begin({ stop, shown: stepShown });
beginDoors(lead, (receipt) => {
  became(receipt.number);
  save(true);
});
start();
