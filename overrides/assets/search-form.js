// A search form alive: results as one types, filters, arrows to walk the results, states announced.
import { filters, search } from "./search.js";

const NAMES = ["kind", "territory", "theme"];
const STEP = 10;

export function start(form) {
  if (form.dataset.alive) return;
  form.dataset.alive = "yes";
  const field = form.q;
  const say = form.dataset;
  const state = form.querySelector("[role=status]");
  const list = form.querySelector(".search-results");
  const more = form.querySelector(".search-more");
  let turn = 0;
  let timer = 0;
  let shown = 0;

  const chosen = () => Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]));
  const count = (total) => (total === 0 ? say.sayNone : total === 1 ? say.sayOne : say.sayMany.replace("{n}", total));

  async function ask(add = false) {
    const mine = ++turn;
    const first = add ? shown : 0;
    if (!field.value.trim() && !Object.values(chosen()).some(Boolean)) {
      list.replaceChildren();
      state.textContent = "";
      more.hidden = true;
      return;
    }
    const waiting = setTimeout(() => (state.textContent = say.sayWaiting), 300);
    try {
      const answer = await search(field.value, chosen(), { first, most: STEP });
      if (mine !== turn) return;
      if (!add) list.replaceChildren();
      const items = answer.results.map(item);
      list.append(...items);
      shown = first + items.length;
      more.hidden = shown >= answer.total;
      clearTimeout(waiting);
      state.textContent = count(answer.total);
      if (add) items[0]?.querySelector("a").focus();
    } catch {
      if (mine === turn) state.textContent = say.sayFailed;
    } finally {
      clearTimeout(waiting);
    }
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  };
  field.addEventListener("input", later);
  for (const name of NAMES) form.elements[name].addEventListener("change", () => ask());
  more.addEventListener("click", () => ask(true));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    ask();
  });
  form.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [field, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    stops[Math.max(0, Math.min(stops.length - 1, at + step))].focus();
  });

  filters().then((known) => fill(form, known)).catch(() => (state.textContent = say.sayFailed));
  if (field.value) ask();
}

function fill(form, known) {
  for (const name of NAMES) {
    const select = form.elements[name];
    const labels = Object.keys(known[name] ?? {}).sort((a, b) => a.localeCompare(b, document.documentElement.lang));
    select.append(...labels.map((label) => new Option(label, label)));
    select.closest("label").hidden = labels.length === 0;
  }
}

function item(result) {
  const entry = document.createElement("li");
  const link = document.createElement("a");
  link.href = result.address;
  const title = document.createElement("strong");
  title.textContent = result.title;
  const where = document.createElement("span");
  where.textContent = [result.kind, result.territory].filter(Boolean).join(" · ");
  const text = document.createElement("p");
  text.append(...marked(result.excerpt));
  link.append(title, where, text);
  entry.append(link);
  return entry;
}

// The engine's excerpt, taken as text with <mark> only: nothing else of it can become an element.
function marked(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html").body;
  return [...parsed.childNodes].map((node) => {
    const mark = document.createElement(node.nodeName === "MARK" ? "mark" : "span");
    mark.textContent = node.textContent;
    return node.nodeName === "MARK" ? mark : document.createTextNode(node.textContent);
  });
}
