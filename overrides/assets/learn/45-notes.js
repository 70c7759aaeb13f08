// What a learner writes: a field under each exercise and each reflection, kept on the device while typing. An exercise that
// prepares a field of an initiative also writes it for the form (docs/doors.md, “What courses write”).
(() => {
  "use strict";
  const preau = (globalThis.preau ??= {});
  const { make, fill } = preau.html;
  const { words } = preau;
  if (!words) return;
  const DRAFT = "preau-draft-initiative";
  const PAUSE = 400; // milliseconds after the last key: typing is not slowed down, and little can be lost

  const draft = () => {
    try {
      return JSON.parse(localStorage.getItem(DRAFT)) ?? { version: 1 };
    } catch {
      return null; // not ours: left alone
    }
  };

  // Our own entry of the draft, and nothing else of it; a text taken away takes its entry away.
  const prepare = (name, entry) => {
    const value = draft();
    if (value?.version !== 1) return;
    const { [name]: _, ...others } = value.exercises ?? {};
    const saved = new Date().toISOString();
    const exercises = entry.text.trim() ? { ...others, [name]: { ...entry, saved } } : others;
    try {
      localStorage.setItem(DRAFT, JSON.stringify({ ...value, exercises, saved }));
    } catch {
      // said by the field itself, which the device refused too
    }
  };

  const titleOf = (block) => (block.closest("[data-chapter]:not(body)") ?? document).querySelector("h1, h3")?.textContent.replace(/^\s*\d+\s+/, "").trim() ?? "";

  const enliven = (block, kind, id) => {
    const course = block.closest("[data-course]")?.dataset.course ?? "";
    const item = `${kind}/${id}`;
    const { field } = block.dataset;
    const name = `${block.id}-text`;
    const area = make("textarea", { id: name, rows: "4", maxlength: "5000" });
    const said = make("p", { class: "quiz-small", role: "status" });
    const heading = block.querySelector(".block-title");
    heading.id ||= `${block.id}-title`;
    block.querySelector(".block-body").after(make("div", { class: "quiz-live" }, make("label", { for: name, class: "quiz-small" }, words.notes), area, said));
    area.setAttribute("aria-describedby", heading.id);

    let timer = 0;
    let written = area.value;
    const keep = () => {
      clearTimeout(timer);
      if (area.value === written) return;
      written = area.value;
      const kept = preau.progress.put(course, item, { ...preau.progress.get(course, item), text: written });
      if (field) prepare(`${course}/${id}`, { field, text: written, title: titleOf(block) });
      const sentence = kept ? words.noted : words.unnoted;
      if (said.textContent !== sentence) said.textContent = sentence; // said once, not at each key
    };
    const show = (value) => {
      if (area.value !== written || typeof value?.text !== "string") return;
      area.value = written = value.text;
    };
    show(preau.progress.get(course, item));
    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    });
    area.addEventListener("change", keep);
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", () => document.hidden && keep());
    preau.progress.onchange((one, other, value) => one === course && other === item && show(value));
  };

  for (const block of document.querySelectorAll("[data-exercise]")) enliven(block, "x", block.dataset.exercise);
  for (const block of document.querySelectorAll("[data-reflection]")) enliven(block, "r", block.dataset.reflection);

  // At the end of a course: how many of its texts wait for the form.
  for (const told of document.querySelectorAll("[data-prepared]")) {
    const course = told.closest("[data-course]")?.dataset.course ?? "";
    const mine = Object.entries(draft()?.exercises ?? {}).filter(([name, one]) => name.startsWith(`${course}/`) && one?.text?.trim());
    told.textContent = mine.length ? fill(words.ready, { n: mine.length }) : words.unready;
  }
})();
