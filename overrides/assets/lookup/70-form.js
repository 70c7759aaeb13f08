// A search form alive: results as one types, filters, arrows to walk the results, states announced.
// `data-index` says where the index is, or several with a space between, and `data-root` where addresses begin, both seen from the page; `data-folder` that no server
// answers for folders.
(function (lookup) {
  const NAMES = ["kind", "territory", "theme", "status"];
  const [STEP, PATIENCE] = [10, 120];

  lookup.form = function (form, base = document.baseURI) {
    if (form.dataset.alive) return;
    form.dataset.alive = "yes";
    const opened = new Map();
    const index = () => {
      const said = form.dataset.index; // it may change: a course is no longer kept
      if (!opened.has(said)) {
        const indexes = said.split(" ").map((folder) => lookup.open(new URL(folder, base).href));
        opened.set(said, indexes.length > 1 ? lookup.together(indexes) : indexes[0]);
      }
      return opened.get(said);
    };
    const place = (address) => {
      const [path, anchor = ""] = address.slice(1).split("#");
      return new URL((form.dataset.folder ? path.replace(/(^|\/)$/, "$1index.html") : path) + (anchor && "#" + anchor), new URL(form.dataset.root, base)).href;
    };
    const say = form.dataset;
    const field = form.q;
    const state = form.querySelector("[role=status]");
    const list = form.querySelector(".search-results");
    const more = form.querySelector(".search-more");
    const none = form.querySelector(".search-none");
    const way = none && new URL(none.querySelector("a").getAttribute("href"), base).href; // the form may have come from another page
    const selects = NAMES.map((name) => form.elements[name]).filter(Boolean);
    let turn = 0;
    let timer = 0;
    let shown = 0;

    const chosen = () => Object.fromEntries(selects.map((select) => [select.name, select.value]));
    const count = ({ total, least }) => (total === 0 ? say.sayNone : total === 1 && !least ? say.sayOne : (least ? say.sayLeast : say.sayMany).replace("{n}", total));

    function empty() {
      list.replaceChildren();
      state.textContent = "";
      more.hidden = true;
      if (none) none.hidden = true;
    }

    function show(answer, add) {
      const items = answer.results.map((result) => item(result, place(result.address), answer.found));
      if (!add) list.replaceChildren();
      list.append(...items);
      shown = (add ? shown : 0) + items.length;
      more.hidden = shown >= answer.total && !answer.least;
      if (none) propose(answer.whole);
      state.textContent = count(answer);
      if (add) items[0]?.querySelector("a").focus();
    }

    /** Nothing holds every word: a way to the form, which takes them as its title. */
    function propose(hidden) {
      none.hidden = hidden;
      none.querySelector("a").href = `${way}?${new URLSearchParams({ title: field.value.trim() })}`;
    }

    async function ask(add = false) {
      const mine = ++turn;
      if (!field.value.trim() && !Object.values(chosen()).some(Boolean)) return empty();
      const waiting = setTimeout(() => (state.textContent = say.sayWaiting), 300);
      try {
        const answer = await index().search(field.value, { filters: chosen(), first: add ? shown : 0, limit: STEP });
        clearTimeout(waiting);
        if (mine === turn) show(answer, add);
      } catch {
        clearTimeout(waiting);
        if (mine === turn) state.textContent = say.sayFailed;
      }
    }

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PATIENCE);
    });
    for (const select of selects) select.addEventListener("change", () => ask());
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
    if (selects.length) index().facets().then((known) => fill(selects, known)).catch(() => (state.textContent = say.sayFailed));
    if (field.value) ask();
  };

  function fill(selects, known) {
    for (const select of selects) {
      const labels = Object.keys(known[select.name] ?? {}).sort((a, b) => a.localeCompare(b, document.documentElement.lang));
      select.append(...labels.map((label) => new Option(label, label)));
      select.closest("label").hidden = labels.length < 2;
    }
  }

  function item(result, address, found) {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    const title = document.createElement("strong");
    title.textContent = result.title;
    const where = document.createElement("span");
    where.textContent = [result.kind, result.territory, result.status].filter(Boolean).join(" · ");
    const text = document.createElement("p");
    text.append(...lookup.marked(result.summary, found));
    link.append(title, where, text);
    entry.append(link);
    lookup.sentence(text, address, found);
    return entry;
  }

  const start = () => document.querySelectorAll("form[data-lookup]").forEach((form) => lookup.form(form));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})(preau.lookup);
