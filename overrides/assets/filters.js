// The filters of the initiatives: kept in the address, counted aloud; the data comes only when a filter is used.
// Data: {"initiatives": [{key: "34/berges-propres", title, summary, place, territory, purpose: [], themes: [],
// beneficiaries: [], status, needs: [kinds still open], open_needs?: how many (else the length of needs)}]}, newest first.

const STEP = 60;
const form = document.getElementById("filters");
const found = document.getElementById("found");
const newest = document.getElementById("cards");
const list = document.getElementById("results");
const more = document.getElementById("more");
const model = document.getElementById("card-model");
const clear = form.querySelector("[type=reset]");
const selects = [...form.querySelectorAll("select")];
const words = JSON.parse(found.dataset.words);
const atFirst = found.textContent;
const labels = new Map(selects.map((select) => [select, [...select.options].map((option) => option.textContent)]));
const places = new Map([...form.querySelector("[data-field=territory]").options].map((option) => [option.value, plain(option)]));
let loading = null;
let answer = [];
let turn = 0;

function plain(option) {
  return option.textContent.replace(/ \(\d+\)$/, "");
}

function load() {
  loading ??= fetch(new URL(form.dataset.source, document.baseURI)).then((reply) => {
    if (!reply.ok) throw new Error(String(reply.status));
    return reply.json();
  });
  loading.catch(() => (loading = null));
  return loading;
}

const chosen = () => selects.filter((select) => select.value);
const says = (item, select) => !select.value || [item[select.dataset.field]].flat().includes(select.value);
const fits = (item, but = null) => selects.every((select) => select === but || says(item, select));
const counted = (n) => (n === 0 ? words.none : n === 1 ? words.one : words.many.replace("{n}", n.toLocaleString(document.documentElement.lang)));

function addressOf(key) {
  const root = new URL(form.dataset.root, document.baseURI);
  const index = root.pathname.endsWith("index.html");
  return new URL(`${key.toLowerCase()}/${index ? "index.html" : ""}`, root).href;
}

/** French spaces and apostrophes, as on the cards that the page came with. */
function printed(text) {
  if (document.documentElement.lang !== "fr") return text;
  return text
    .replace(/ ([?!;»])/g, "\u202f$1")
    .replace(/ :/g, "\u00a0:")
    .replace(/« ?/g, "«\u202f")
    .replace(/(\p{L})'(?=\p{L})/gu, "$1’");
}

function card(item) {
  const entry = model.content.cloneNode(true);
  const link = entry.querySelector(".card-title a");
  link.href = addressOf(item.key);
  link.textContent = printed(item.title);
  entry.querySelector(".card-where").lastChild.data = ` ${item.place} · ${places.get(item.territory) ?? item.territory}`;
  entry.querySelector(".card-where + p").textContent = printed(item.summary);
  const badge = document.getElementById(`status-${item.status}`);
  if (badge) entry.querySelector(".badge").replaceWith(badge.content.cloneNode(true));
  const need = entry.querySelector(".card-need");
  const wanted = ["seeking", "underway"].includes(item.status) ? (item.open_needs ?? item.needs.length) : 0;
  if (wanted) need.lastChild.data = " " + (wanted === 1 ? words.need : words.needs).replace("{n}", wanted);
  else need.remove();
  return entry;
}

function show(first) {
  const slice = answer.slice(first, first + STEP).map(card);
  const links = slice.map((entry) => entry.querySelector("a"));
  if (!first) list.replaceChildren();
  list.append(...slice);
  more.hidden = first + STEP >= answer.length;
  if (first) links[0]?.focus();
}

/** Each choice says how many it would leave, the other filters being kept. */
function recount(items) {
  for (const select of selects) {
    const left = new Map();
    for (const item of items) {
      if (!fits(item, select)) continue;
      for (const value of new Set([item[select.dataset.field]].flat())) left.set(value, (left.get(value) ?? 0) + 1);
    }
    for (const option of select.options) if (option.value) option.textContent = `${plain(option)} (${left.get(option.value) ?? 0})`;
  }
}

async function apply() {
  const mine = ++turn;
  const some = chosen().length > 0;
  clear.hidden = !some;
  if (!some) {
    list.hidden = more.hidden = true;
    newest.hidden = false;
    found.textContent = atFirst;
    for (const [select, texts] of labels) [...select.options].forEach((option, index) => (option.textContent = texts[index]));
    return;
  }
  const waiting = setTimeout(() => (found.textContent = words.wait), 400);
  try {
    const { initiatives } = await load();
    if (mine !== turn) return;
    answer = initiatives.filter((item) => fits(item));
    newest.hidden = true;
    list.hidden = false;
    show(0);
    recount(initiatives);
    clearTimeout(waiting);
    found.textContent = counted(answer.length);
  } catch {
    if (mine === turn) found.textContent = words.failed;
  } finally {
    clearTimeout(waiting);
  }
}

function read() {
  const asked = new URLSearchParams(location.search);
  for (const select of selects) {
    const value = asked.get(select.name) ?? "";
    select.value = [...select.options].some((option) => option.value === value) ? value : "";
  }
}

function write() {
  const kept = new URLSearchParams(chosen().map((select) => [select.name, select.value])).toString();
  history.pushState(null, "", location.pathname + (kept ? `?${kept}` : ""));
}

form.addEventListener("change", () => {
  write();
  apply();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", (event) => {
  event.preventDefault();
  for (const select of selects) select.value = "";
  write();
  apply();
  selects[0].focus();
});
addEventListener("popstate", () => {
  read();
  apply();
});
more.addEventListener("click", () => show(list.children.length));
read();
if (chosen().length) apply();
