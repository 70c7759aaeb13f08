// What every part of the form starts from: the data written in the page, its words, the model's schema, and small helpers.
// #form-data: {language, territories: [{code, name, open, contact, group}], contact, answerWithin,
//   forge: {kind, url, branch} | null, serve: address | "", sections: {problem, solution, means, progress},
//   vocabularies: {purposes, themes, beneficiaries, skills: [{id, label}]}, addresses: [role addresses allowed in a text],
//   paths: {data, initiatives, follow, decisions}} · #form-schema: /schemas/initiative.json, its words completed
const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

export const data = read("form-data");
export const words = read("form-words");
export const schema = read("form-schema");
export const base = document.documentElement.dataset.base ?? "./";

/** An element by its name in the page. */
export const at = (id) => document.getElementById(id);

/** A sentence with its facts: say("{n} left", {n: 2}). */
export const say = (sentence, values) => String(sentence ?? "").replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

/** An element with its class and what it holds; text is always text. */
export function make(tag, style = "", ...inside) {
  const element = document.createElement(tag);
  if (style) element.className = style;
  element.append(...inside.filter((part) => part !== null && part !== ""));
  return element;
}

/** A link to an address. */
export const link = (address, text) => Object.assign(make("a", "", text), { href: address });

/** A button that does something. */
export function button(text, act, style = "button button-plain") {
  const made = Object.assign(make("button", style, text), { type: "button" });
  made.addEventListener("click", act);
  return made;
}

/** A day as people write it, in the language of the site; what is not a day is given back. */
export function longDay(day) {
  const read = new Date(/^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T12:00` : day);
  return Number.isNaN(read.getTime()) ? String(day) : read.toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
}

/** The day on this device, as a date field writes it. */
export function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Give a text to the person as a file. */
export function download(name, text, type = "text/plain;charset=utf-8") {
  const address = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
