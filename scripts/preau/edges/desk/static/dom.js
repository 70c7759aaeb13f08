// Elements made from values: a stranger's text is only ever text. Words come from the page, in the movement's language.
const read = (id) => JSON.parse(document.getElementById(id).textContent);

export const settings = read("settings"); // {base: address of the desk, language, root: the movement's first commit or ""}
const words = read("words");
const plurals = new Intl.PluralRules(settings.language);

export const say = (name, values = {}) => (words[name] ?? name).replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

export const count = (name, n) => say(`${name}_${plurals.select(n) === "one" ? "one" : "many"}`, { n });

export const onDay = (day) => new Date(`${day}T00:00:00Z`).toLocaleDateString(settings.language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

export const seconds = (value) => value.toLocaleString(settings.language, { maximumFractionDigits: 1 });

// el("p", {class: "late", onclick: f}, "text", child, null)
export function el(tag, given = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...inside.flat().filter((part) => part !== null && part !== undefined && part !== ""));
  return made;
}

let names = 0;
export const fresh = (stem) => `${stem}-${(names += 1)}`;

// A field with its label, its help and a place for its fault.
export function field(label, input, help = "") {
  const id = fresh("field");
  input.id = id;
  const note = el("p", { class: "note", id: `${id}-note` }, help);
  const fault = el("p", { class: "fault", id: `${id}-fault`, role: "alert" });
  input.setAttribute("aria-describedby", `${id}-note ${id}-fault`);
  const whole = el("div", { class: "field" }, el("label", { for: id }, label), help ? note : null, input, fault);
  return Object.assign(whole, {
    input,
    tell(text) {
      fault.textContent = text;
      input.setAttribute("aria-invalid", String(Boolean(text)));
      if (text) input.focus();
      return !text;
    },
  });
}

// What the server says instead of an answer: {message, help, findings}.
export class Refused extends Error {
  constructor(told) {
    super(told.message);
    this.told = told;
  }
}

async function asked(path, how = {}) {
  let answer;
  try {
    answer = await fetch(`${settings.base}${path}`, { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", ...how });
  } catch {
    throw new Refused({ message: say("unreachable") });
  }
  const told = await answer.json().catch(() => ({ message: say("unreachable") }));
  if (!answer.ok) throw new Refused(told);
  return told;
}

export const get = (path) => asked(path);
export const post = (path, value) => asked(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });

export function faultOf(error) {
  const told = error instanceof Refused ? error.told : { message: `${say("unexpected")} (${error.message})` };
  const found = (told.findings ?? []).map((one) => el("li", {}, `${one.code} ${one.message} `, el("span", { class: "note" }, one.help)));
  return el("div", { class: "box bad", role: "alert", tabindex: "-1" }, el("p", {}, el("strong", {}, told.message)), told.help ? el("p", {}, told.help) : null, found.length ? el("ul", {}, found) : null);
}
