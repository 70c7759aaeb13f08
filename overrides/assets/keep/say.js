// What the pages about keeping courses say: the words of the site in #keep-words, sizes, days, and a sentence for each fault.
const lang = document.documentElement.lang;
export const words = JSON.parse(document.getElementById("keep-words").textContent);
export const say = (text, facts) => text.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);

export const day = (iso) => new Intl.DateTimeFormat(lang, { day: "numeric", month: "long", year: "numeric" }).format(new Date(iso));
export function size(bytes) {
  const [unit, by] = bytes >= 1e9 ? [words.gigabytes, 1e9] : bytes >= 1e6 ? [words.megabytes, 1e6] : [words.kilobytes, 1e3];
  const n = by === 1e3 ? Math.ceil(bytes / by) : Math.round((10 * bytes) / by) / 10;
  return say(unit, { n: new Intl.NumberFormat(lang).format(n) }).replaceAll(" ", "\u00a0");
}

/** A fault as a sentence; what happened to the course that was kept before is said by whoever knows it. */
export function sentence(fault) {
  const { kind, facts = {} } = fault;
  if (kind === "full") return say("free" in facts ? words.full : words.filled, { need: size(facts.need), free: size(facts.free ?? 0) });
  return say(words.faults[kind] ?? words.faults.unable, facts);
}

export function make(name, className, ...inside) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...inside);
  return element;
}
export function link(href, text) {
  const element = make("a", "", text);
  element.href = href;
  return element;
}
export function button(text, act, plain = true) {
  const element = make("button", plain ? "button button-plain" : "button", text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}
