// The form of an initiative: questions, limits counted as one types, preview, draft kept on this device, three doors.
// #form-data: {language, territories: [{code, name, open, contact, group}], contact, forge: {kind, url, branch} | null,
//   sections: {problem, solution, means}, vocabularies: {purposes, themes, beneficiaries, skills: [{id, label}]},
//   limits: {title: [5, 80], summary, place, name, partner, need, problem, solution, means: [least, most],
//            purpose, themes, beneficiaries, needs, partners: [least, most]}, addresses: [role addresses allowed in a text]}
import { clean, fileOf, forgeLink, kindOf, line, mailLink, pathOf, size } from "./initiative-file.js";

const KEY = "preau-draft-initiative";
const data = JSON.parse(document.getElementById("form-data").textContent);
const words = JSON.parse(document.getElementById("form-words").textContent);
const form = document.getElementById("proposal");
const at = (id) => document.getElementById(id);
const say = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const plural = new Intl.PluralRules(data.language);
const TEXTS = ["title", "summary", "place", "problem", "solution", "means", "name"];
const PICKS = { purpose: "purposes", beneficiaries: "beneficiaries", themes: "themes" };
const ORDER = ["title", "summary", "territory", "place", "purpose", "beneficiaries", "themes", "problem", "solution", "means", "name"];
const LISTS = { needs: ["need", "need-model", "add-need"], partners: ["partner", "partner-model", "add-partner"] };
const PRIVATE = /[\w.%+-]+@[\w-]+\.[\w.-]+|(?:\+33|\b0)\s?[1-9](?:[\s.-]?\d{2}){4}\b|\bFR\d{2}(?:\s?[\dA-Z]{4}){5}/gi;
const touched = new Set();
let timer = 0;

// What the page is given: words and places.
for (const [name, vocabulary] of Object.entries(PICKS)) {
  const box = form.querySelector(`[data-field=${name}] .act-picks`);
  for (const term of data.vocabularies[vocabulary]) {
    const label = make("label", "choice");
    const tick = Object.assign(document.createElement("input"), { type: "checkbox", name, value: term.id });
    label.append(tick, make("span", "", term.label));
    box.append(label);
  }
}
const groups = new Map();
for (const place of data.territories) {
  const name = place.open ? words.open : `${words.closed}${place.group ? `: ${place.group}` : ""}`;
  if (!groups.has(name)) groups.set(name, Object.assign(document.createElement("optgroup"), { label: name }));
  groups.get(name).append(new Option(`${place.name} (${place.code})`, place.code));
}
form.elements.territory.append(...[...groups].sort(([a], [b]) => (b === words.open) - (a === words.open)).map(([, group]) => group));
for (const term of data.vocabularies.skills) at("need-model").content.querySelector("[data-part=skill]").append(new Option(term.label, term.id));

function make(tag, style = "", ...inside) {
  const element = document.createElement(tag);
  if (style) element.className = style;
  element.append(...inside.filter((part) => part !== null));
  return element;
}

// Needs and partners: as many as one wants, within the limit.
function addEntry(list, values = {}) {
  const entry = at(LISTS[list][1]).content.firstElementChild.cloneNode(true);
  for (const field of entry.querySelectorAll("input, select")) field.value = values[field.dataset.part] || field.value;
  entry.querySelector(".act-remove").addEventListener("click", () => {
    entry.remove();
    number(list);
    at(LISTS[list][2]).focus();
    changed();
  });
  at(list).append(entry);
  number(list);
  return entry;
}

function number(list) {
  const [name, , add] = LISTS[list];
  const entries = [...at(list).children];
  entries.forEach((entry, index) => {
    entry.querySelector("legend").textContent = say(words[name], { n: index + 1 });
    entry.querySelector(".act-remove").textContent = say(words[name === "need" ? "removeNeed" : "removePartner"], { n: index + 1 });
    entry.querySelectorAll(".act-state").forEach((state, rank) => {
      state.id = `${list}-${index}-${rank}`;
      state.parentElement.querySelector("input").setAttribute("aria-describedby", state.id);
    });
  });
  at(add).disabled = entries.length >= data.limits[list][1];
}

for (const list of Object.keys(LISTS)) {
  at(LISTS[list][2]).addEventListener("click", () => {
    addEntry(list).querySelector("input").focus();
    changed();
  });
}

// The draft: what the page holds, and back.
function read() {
  const draft = { territory: form.elements.territory.value, consent: form.elements.consent.checked };
  for (const name of TEXTS) draft[name] = form.elements[name].value;
  for (const name of Object.keys(PICKS)) draft[name] = [...form.querySelectorAll(`input[name=${name}]:checked`)].map((tick) => tick.value);
  for (const list of Object.keys(LISTS)) {
    draft[list] = [...at(list).children].map((entry) =>
      Object.fromEntries([...entry.querySelectorAll("input, select")].map((field) => [field.dataset.part, field.value])),
    );
  }
  return draft;
}

function fill(draft) {
  for (const name of TEXTS) form.elements[name].value = typeof draft[name] === "string" ? draft[name] : "";
  form.elements.territory.value = data.territories.some((place) => place.code === draft.territory) ? draft.territory : "";
  form.elements.consent.checked = draft.consent === true;
  for (const name of Object.keys(PICKS)) {
    for (const tick of form.querySelectorAll(`input[name=${name}]`)) tick.checked = (draft[name] ?? []).includes(tick.value);
  }
  for (const list of Object.keys(LISTS)) {
    at(list).replaceChildren();
    for (const values of draft[list] ?? []) addEntry(list, values);
    number(list);
  }
}

function keep(draft) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ version: 1, saved: new Date().toISOString(), draft }));
    at("draft-state").textContent = words.kept;
    at("clear").hidden = false;
  } catch {
    at("draft-state").textContent = words.notKept;
  }
}

function restore() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    if (kept?.version !== 1) return;
    fill(kept.draft);
    const day = new Date(kept.saved).toLocaleDateString(data.language, { dateStyle: "long" });
    at("draft-state").textContent = say(words.restored, { day });
    at("clear").hidden = false;
  } catch {
    // nothing kept, or nothing readable: the form begins empty
  }
}

at("clear").addEventListener("click", () => {
  if (!confirm(words.clear)) return;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // a browser that keeps nothing
  }
  form.reset();
  fill({});
  touched.clear();
  at("clear").hidden = true;
  update();
  at("draft-state").textContent = words.cleared;
  form.elements.title.focus();
});

// Rules: the same limits as the check of the site, told in plain words.
const isPrivate = (text) => (text.match(PRIVATE) ?? []).some((found) => !data.addresses.includes(found.toLowerCase()));

function faultOfText(text, [least, most], plain = true) {
  const value = clean(text);
  if (!value) return words.empty;
  if (size(value) < least) return say(words.short, { least });
  if (size(value) > most) return say(words.long, { n: size(value) - most });
  if (plain && /<[A-Za-z!/?]|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]+);/.test(value)) return words.markup;
  return isPrivate(value) ? words.private : "";
}

function faultsOf(draft) {
  const faults = {};
  for (const name of TEXTS) faults[name] = faultOfText(draft[name], data.limits[name], !data.sections[name]);
  for (const name of Object.keys(PICKS)) {
    const most = data.limits[name][1];
    faults[name] = !draft[name].length ? words.choose : draft[name].length > most ? say(words.tooMany, { most }) : "";
  }
  const place = data.territories.find((item) => item.code === draft.territory);
  faults.territory = !place ? words.empty : place.open ? "" : words.notOpen;
  return faults;
}

/** The day on this device, as a date field writes it. */
function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

const wholeNumber = (text) => !text || (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 999);

/** The faults of needs and partners, shown on the spot; gives the first field at fault of each. */
function checkEntries() {
  const wrong = [];
  const mark = (field, state, fault) => {
    const shown = field.value || field.dataset.left ? fault : "";
    field.setAttribute("aria-invalid", String(Boolean(shown)));
    state.textContent = shown;
    if (fault) wrong.push(field);
  };
  for (const entry of at("needs").children) {
    const { title, kind, places, until } = Object.fromEntries([...entry.querySelectorAll("input, select")].map((field) => [field.dataset.part, field]));
    entry.querySelector("[data-skill]").hidden = kind.value !== "skill";
    const [titleState, placesState, untilState] = entry.querySelectorAll(".error");
    until.min = today();
    mark(title, titleState, title.value ? faultOfText(title.value, data.limits.need) : words.empty);
    mark(places, placesState, wholeNumber(places.value) && !places.validity.badInput ? "" : words.number);
    mark(until, untilState, until.validity.badInput ? words.day : until.value && until.value < until.min ? words.past : "");
    count(entry.querySelector(".act-counter"), title.value, data.limits.need[1]);
  }
  for (const entry of at("partners").children) {
    const [name, url] = entry.querySelectorAll("input");
    const [nameState, urlState] = entry.querySelectorAll(".error");
    mark(name, nameState, name.value ? faultOfText(name.value, data.limits.partner) : words.empty);
    mark(url, urlState, !line(url.value) || /^https:\/\/[^\s<>"']{1,192}$/.test(line(url.value)) ? "" : words.address);
  }
  return wrong;
}

function count(counter, text, most) {
  const n = size(clean(text));
  counter.textContent = n > most ? say(words.over, { n: n - most }) : say(plural.select(n) === "one" ? words.counterOne : words.counter, { n, most });
  counter.classList.toggle("over", n > most);
}

// What is shown at every change.
function update() {
  const draft = read();
  const faults = faultsOf(draft);
  for (const name of ORDER) {
    const state = at(`i-${name}-state`);
    const shown = touched.has(name) ? faults[name] : "";
    state.querySelector(".error").textContent = shown;
    if (!PICKS[name]) form.elements[name].setAttribute("aria-invalid", String(Boolean(shown)));
    const counter = state.querySelector(".act-counter");
    if (counter) count(counter, draft[name], data.limits[name][1]);
  }
  at("not-open").hidden = faults.territory !== words.notOpen;
  const wrong = checkEntries();
  showMissing(ORDER.filter((name) => faults[name]), wrong);
  const text = fileOf(draft, data.sections);
  at("file").textContent = text;
  at("preview").replaceChildren(...preview(draft));
  prepareDoors(draft, text);
}

function showMissing(names, wrong) {
  const links = names.map((name) => [`i-${name}`, words.labels[name]]);
  for (const field of wrong) {
    const entry = field.closest("fieldset");
    field.id ||= `entry-${Math.random().toString(36).slice(2)}`;
    const part = field.labels[0].firstChild.textContent.trim();
    links.push([field.id, `${entry.querySelector("legend").textContent} · ${part}`]);
  }
  const list = make("ul", "", ...links.map(([id, label]) => {
    const link = make("a", "", label);
    link.href = `#${id}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      touched.add(id.slice(2));
      update();
      at(id).focus();
      at(id).scrollIntoView({ block: "center" });
    });
    return make("li", "", link);
  }));
  const state = links.map(([id]) => id).join();
  const box = at("missing");
  if (box.dataset.state === state) return;
  box.dataset.state = state;
  box.className = links.length ? "block" : "block good";
  box.replaceChildren(make("p", "", links.length ? words.missing : words.ready), ...(links.length ? [list] : []));
  at("doors").hidden = links.length > 0;
}

const placeOf = (code) => data.territories.find((place) => place.code === code);
const labelOf = (vocabulary, id) => data.vocabularies[vocabulary].find((term) => term.id === id)?.label ?? id;

/** Paragraphs and lists, as text only: the site's own rendering comes with the published page. */
function paragraphs(text) {
  return clean(text).split(/\n{2,}/).filter(Boolean).map((part) => {
    const rows = part.split("\n");
    if (rows.every((row) => /^[-*] /.test(row))) return make("ul", "", ...rows.map((row) => make("li", "", row.slice(2))));
    return make("p", "", ...rows.flatMap((row, index) => (index ? [document.createElement("br"), row] : [row])));
  });
}

function preview(draft) {
  const needs = draft.needs.filter((need) => line(need.title));
  const kinds = [...at("need-model").content.querySelectorAll("[data-part=kind] option")];
  const kind = (id) => kinds.find((option) => option.value === id)?.textContent ?? id;
  const part = (name, ...inside) => make("section", "", make("h4", "", name), ...inside);
  const texts = ["problem", "solution", "means"].filter((key) => clean(draft[key]));
  return [
    make("p", "act-top", at("badge-model").content.cloneNode(true), make("span", "", [line(draft.place), placeOf(draft.territory)?.name].filter(Boolean).join(" · "))),
    make("h3", "", line(draft.title) || words.untitled),
    make("p", "lead", line(draft.summary) || words.unsaid),
    line(draft.name) ? make("p", "", `${words.carried} `, make("strong", "", line(draft.name)), draft.consent ? "" : ` ${words.pseudonym}`) : "",
    make("ul", "tags", ...draft.themes.map((id) => make("li", "", make("span", "tag", labelOf("themes", id))))),
    draft.beneficiaries.length ? make("p", "small", make("strong", "", words.help), ` ${draft.beneficiaries.map((id) => labelOf("beneficiaries", id)).join(", ")}`) : "",
    needs.length ? part(words.wanted, make("ul", "", ...needs.map((need) => make("li", "", `${line(need.title)} (${kind(kindOf(need)).toLowerCase()})`)))) : "",
    ...texts.map((key) => part(words[key], ...paragraphs(draft[key]))),
    draft.partners.some((item) => line(item.name)) ? part(words.partners, make("p", "", draft.partners.map((item) => line(item.name)).filter(Boolean).join(", "))) : "",
  ].filter(Boolean);
}

// The doors.
let download = "";
function prepareDoors(draft, text) {
  const path = pathOf(draft);
  const file = path.split("/").pop();
  const place = placeOf(draft.territory);
  const to = place?.contact ?? data.contact;
  const subject = say(words.subject, { title: line(draft.title), territory: place?.name ?? "" });
  const mail = mailLink(to, subject, text, say(words.attach, { file }));
  at("door-mail").href = mail.address;
  at("mail-to").textContent = to;
  at("mail-long").hidden = mail.whole;
  at("mail-whole").hidden = !mail.whole;
  if (download) URL.revokeObjectURL(download);
  download = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
  Object.assign(at("door-file"), { href: download, download: file });
  if (!data.forge) return;
  const forge = forgeLink(data.forge, path, text);
  at("forge-way").hidden = false;
  at("forge-long").hidden = forge.filled;
  at("door-forge").href = forge.address;
}

async function copy(said = at("done"), sentence = words.copied) {
  try {
    await navigator.clipboard.writeText(at("file").textContent);
    said.textContent = sentence;
  } catch {
    said.textContent = words.notCopied;
  }
}
at("copy").addEventListener("click", () => copy(at("mail-done")));
at("door-mail").addEventListener("click", async (event) => {
  if (at("mail-long").hidden) return;
  event.preventDefault(); // the text is copied first: the message that opens asks to paste it
  await copy(at("mail-done"), words.paste);
  location.href = at("door-mail").href;
});
at("door-forge").addEventListener("click", () => {
  if (!at("forge-long").hidden) copy();
});
at("door-file").addEventListener("click", () => (at("done").textContent = `${words.downloaded} ${at("door-file").download}`));

function changed() {
  update();
  for (const said of ["done", "mail-done"]) at(said).textContent = "";
  clearTimeout(timer);
  timer = setTimeout(() => keep(read()), 500);
}
form.addEventListener("input", (event) => {
  if (PICKS[event.target.name] || event.target === form.elements.territory) touched.add(event.target.name);
  changed();
});
form.addEventListener("focusout", (event) => {
  if (event.target.closest(".act-entry")) event.target.dataset.left = "yes";
  if (TEXTS.includes(event.target.name) && !event.target.closest(".act-entry") && clean(event.target.value)) touched.add(event.target.name);
  update();
});
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("pagehide", () => {
  if (!at("clear").hidden) keep(read());
});
restore();
for (const list of Object.keys(LISTS)) number(list);
update();
