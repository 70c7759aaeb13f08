// The questions of the form as a draft, and back: texts, picks, needs and partners; their limits come from the model's schema.
import { at, data, make, say, schema, words } from "./page.js";
import { limitsOf, PICKS } from "./rules.js";

export const form = at("proposal");
export const TEXTS = ["title", "summary", "place", "problem", "solution", "means", "name"];
const NEWS = ["status", "outcomeDate", "outcomeText", "stepDate", "stepText"];
const LISTS = { needs: ["need", "need-model", "add-need", "removeNeed"], partners: ["partner", "partner-model", "add-partner", "removePartner"] };
const sources = new WeakMap(); // what an entry of a published file holds beyond what the form shows

/** Put the words of the movement in the page: vocabularies and territories. */
export function prepare() {
  for (const [name, vocabulary] of Object.entries(PICKS)) {
    const box = form.querySelector(`[data-field=${name}] .act-picks`);
    for (const term of data.vocabularies[vocabulary]) {
      const tick = Object.assign(document.createElement("input"), { type: "checkbox", name, value: term.id });
      box.append(make("label", "choice", tick, make("span", "", term.label)));
    }
  }
  const groups = new Map();
  for (const place of data.territories) {
    const name = place.open ? words.open : `${words.closed}${place.group ? `: ${place.group}` : ""}`;
    if (!groups.has(name)) groups.set(name, Object.assign(document.createElement("optgroup"), { label: name }));
    groups.get(name).append(new Option(`${place.name} (${place.code})`, place.code));
  }
  form.elements.territory.append(...[...groups].sort(([a], [b]) => (b === words.open) - (a === words.open)).map(([, group]) => group));
  const need = at("need-model").content;
  for (const term of data.vocabularies.skills) need.querySelector("[data-part=skill]").append(new Option(term.label, term.id));
  const kinds = schema.$defs.NeedKind.enum;
  for (const option of need.querySelectorAll("[data-part=kind] option")) if (!kinds.includes(option.value)) option.remove();
  for (const list of Object.keys(LISTS)) number(list);
}

/** One more need or partner. */
export function addEntry(list, values = {}) {
  const entry = at(LISTS[list][1]).content.firstElementChild.cloneNode(true);
  for (const field of partsOf(entry)) field.value = values[field.dataset.part] || field.value;
  entry.querySelector(".act-remove").addEventListener("click", () => {
    entry.remove();
    number(list);
    at(LISTS[list][2]).focus();
    form.dispatchEvent(new Event("input"));
  });
  sources.set(entry, { id: values.id, from: values.from });
  at(list).append(entry);
  number(list);
  return entry;
}

/** The fields of a need or a partner. */
export const partsOf = (entry) => [...entry.querySelectorAll("[data-part]")];

function number(list) {
  const [name, , add, remove] = LISTS[list];
  const entries = [...at(list).children];
  entries.forEach((entry, index) => {
    entry.querySelector("legend").textContent = say(words[name], { n: index + 1 });
    entry.querySelector(".act-remove").textContent = say(words[remove], { n: index + 1 });
    entry.querySelectorAll(".act-state").forEach((state, rank) => {
      state.id = `${list}-${index}-${rank}`;
      const field = state.parentElement.querySelector("[data-part]");
      field.id = `i-${list}-${index}-${field.dataset.part}`;
      field.setAttribute("aria-describedby", state.id);
    });
  });
  at(add).disabled = entries.length >= limitsOf(schema, list)[1];
}

for (const list of Object.keys(LISTS)) {
  at(LISTS[list][2]).addEventListener("click", () => {
    addEntry(list).querySelector("[data-part]").focus();
    form.dispatchEvent(new Event("input"));
  });
}

/** The draft that the page holds. */
export function read() {
  const draft = { territory: form.elements.territory.value, consent: form.elements.consent.checked };
  for (const name of [...TEXTS, ...NEWS]) draft[name] = form.elements[name].value;
  for (const name of Object.keys(PICKS)) draft[name] = [...form.querySelectorAll(`input[name=${name}]:checked`)].map((tick) => tick.value);
  for (const list of Object.keys(LISTS)) {
    draft[list] = [...at(list).children].map((entry) => ({
      ...sources.get(entry),
      ...Object.fromEntries(partsOf(entry).map((field) => [field.dataset.part, field.validity.badInput ? "?" : field.value])),
    }));
  }
  return draft;
}

/** Show a draft; the field where somebody writes keeps its cursor. */
export function fill(draft) {
  const put = (field, value) => field.value !== value && (field.value = value);
  for (const name of [...TEXTS, ...NEWS]) put(form.elements[name], typeof draft[name] === "string" ? draft[name] : form.elements[name].dataset.first ?? "");
  put(form.elements.territory, data.territories.some((place) => place.code === draft.territory) ? draft.territory : "");
  form.elements.consent.checked = draft.consent === true;
  for (const name of Object.keys(PICKS)) {
    for (const tick of form.querySelectorAll(`input[name=${name}]`)) tick.checked = (draft[name] ?? []).includes(tick.value);
  }
  for (const list of Object.keys(LISTS)) {
    const entries = Array.isArray(draft[list]) ? draft[list] : [];
    if (JSON.stringify(read()[list]) === JSON.stringify(entries)) continue;
    at(list).replaceChildren();
    for (const values of entries) addEntry(list, values);
    number(list);
  }
}

/** Where a fault is shown: its field, and the place of its words. */
export function placeOf(fault) {
  if (fault.index === undefined) {
    const field = at(`i-${fault.field}`) ?? form.elements[fault.field];
    return { field, state: at(`i-${fault.field}-state`)?.querySelector(".error") };
  }
  const field = at(`i-${fault.field}-${fault.index}-${fault.part}`);
  return { field, state: field?.closest(".field")?.querySelector(".error") ?? null };
}
