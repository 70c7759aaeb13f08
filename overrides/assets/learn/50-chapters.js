// “I have finished this chapter”: a button at its end, ticks in the programme of the course, and where to go on.
(() => {
  "use strict";
  const preau = (globalThis.preau ??= {});
  const { make, fill } = preau.html;
  const { words } = preau;
  if (!words?.finish) return;
  const course = document.querySelector("[data-course]")?.dataset.course ?? "";
  const day = (iso) => {
    const date = new Date(iso);
    return Number.isNaN(date.getTime()) ? "" : new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "long" }).format(date);
  };
  const done = (identifier) => preau.progress.get(course, `c/${identifier}`)?.done ?? "";

  // A chapter is one; a module is all its cards.
  const parts = (box) => {
    const cards = box.closest("[data-deck]")?.querySelectorAll("[data-chapter]");
    return cards ? [...cards].map((card) => [card.dataset.chapter, card.querySelector("h3")?.textContent.replace(/^\s*\d+\s+/, "").trim()])
      : [[document.body.dataset.chapter, document.querySelector("h1")?.textContent.trim()]];
  };
  for (const box of document.querySelectorAll("[data-finish]")) {
    const button = box.querySelector("button");
    const said = box.querySelector("[role=status]");
    const draw = () => {
      const days = parts(box).map(([identifier]) => done(identifier));
      const all = days.length > 0 && days.every(Boolean);
      button.hidden = all;
      box.classList.toggle("finished", all);
      const text = all ? `✓ ${fill(words.finished, { day: day(days.sort().at(-1)) })}` : "";
      if (said.textContent !== text) said.textContent = text;
    };
    button.addEventListener("click", () => {
      const now = new Date().toISOString();
      const kept = parts(box).map(([identifier, title]) => preau.progress.put(course, `c/${identifier}`, { done: done(identifier) || now, title }));
      if (!kept.every(Boolean)) return (said.textContent = words.unfinished);
      draw();
      box.querySelector("a")?.focus(); // the button has gone: the focus goes to what comes next
    });
    draw();
    preau.progress.onchange((one) => one === course && draw());
  }

  // Programmes: each chapter that is done says so; the page of the course tells how far one is, and where to go on.
  const ticks = () => {
    const entries = [...document.querySelectorAll("[data-part]")];
    for (const entry of entries) {
      const tick = entry.querySelector(".part-done");
      if (!done(entry.dataset.part)) tick?.remove();
      else if (!tick) entry.querySelector(".chapter-title")?.append(" ", make("span", { class: "part-done" }, `✓ ${words.partDone}`));
    }
    const box = document.querySelector("[data-so-far]");
    const n = entries.filter((entry) => done(entry.dataset.part)).length;
    if (!box) return;
    box.hidden = n === 0;
    box.replaceChildren();
    if (!n) return;
    const text = fill(words.soFar, { n, all: entries.length });
    box.append(make("progress", { max: String(entries.length), value: String(n), "aria-label": text }), make("p", { class: "small" }, text));
    const next = entries.find((entry) => !done(entry.dataset.part) && entry.querySelector("a"));
    const start = document.querySelector("[data-start]");
    if (start && next) {
      start.href = next.querySelector("a").href;
      start.replaceChildren(fill(words.resume, { title: next.querySelector(".chapter-title").firstChild.textContent.trim() }));
    }
  };
  ticks();
  preau.progress.onchange((one) => one === course && ticks());
})();
