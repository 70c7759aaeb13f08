// The draft of the form (docs/doors.md) goes into the file of progress and comes back: joined with the one of this device, nothing
// lost. The newest of two answers to a question takes its place; the other stands beside that question, as exercises do.
(() => {
  "use strict";
  const { campus, html } = globalThis.preau ?? {};
  if (!campus) return;
  const KEY = "preau-draft-initiative";
  const BASE = "preau"; // where assets/form/draft.js keeps its other copy
  const MOST = 200_000;
  const plain = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);
  const moment = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
  const named = (value) => !["__proto__", "constructor", "prototype"].some((name) => Object.hasOwn(value, name));
  const flat = (value) => ["string", "boolean"].includes(typeof value);
  const entry = (value) => plain(value) && named(value) && Object.values(value).every(flat);
  const answer = (value) => flat(value) || entry(value) || (Array.isArray(value) && value.every((one) => flat(one) || entry(one)));
  const exercise = (one) => plain(one) && named(one) && [one.field, one.text, one.saved].every((text) => typeof text === "string") && (one.title === undefined || typeof one.title === "string");
  const sound = (value) => plain(value) && value.version === 1 && moment(value.saved) && JSON.stringify(value).length <= MOST
    && [value.draft ?? {}, value.exercises ?? {}].every((one) => plain(one) && named(one))
    && Object.values(value.draft ?? {}).every(answer) && Object.values(value.exercises ?? {}).every(exercise);

  const read = () => {
    try {
      const value = JSON.parse(localStorage.getItem(KEY));
      return sound(value) ? value : null;
    } catch {
      return null;
    }
  };

  const empty = (value) => value === undefined || value === "" || value === false || (typeof value !== "boolean" && Object.keys(value).length === 0);
  const same = (one, other) => campus.canonical(one) === campus.canonical(other);
  /** Two drafts in one: {draft, beside}, where `beside` holds the texts that gave way. */
  const both = (newest, oldest) => {
    const draft = { ...oldest.draft, ...newest.draft };
    const beside = {};
    for (const [field, former] of Object.entries(oldest.draft ?? {})) {
      const now = newest.draft?.[field];
      if (empty(now)) draft[field] = former;
      else if (Array.isArray(now) && Array.isArray(former)) draft[field] = [...now, ...former.filter((one) => !now.some((other) => same(one, other)))];
      else if (typeof former === "string" && former.trim() && former !== now) {
        const name = `file/${field}-${campus.sha256(former).slice(0, 8)}`;
        beside[name] = { field, text: former, saved: oldest.saved, title: campus.words.formerly.replace("{day}", campus.longDay(oldest.saved)) };
      }
    }
    return { draft, beside };
  };
  const exercisesOf = (one, other) => {
    const found = { ...one };
    for (const [name, value] of Object.entries(other ?? {})) {
      const mine = found[name];
      if (!mine || mine.saved < value.saved) found[name] = value;
      const former = mine && mine.text !== value.text ? (found[name] === value ? mine : value) : null;
      if (former) found[`${name}-${campus.sha256(former.text).slice(0, 8)}`] = former;
    }
    return found;
  };

  /** The draft of this device joined with another; the same value when the other holds nothing more. */
  const joined = (here, other) => {
    if (!here || !other) return here ?? other;
    const [newest, oldest] = other.saved > here.saved ? [other, here] : [here, other];
    const { draft, beside } = both(newest, oldest);
    const exercises = { ...beside, ...exercisesOf(newest.exercises, oldest.exercises) };
    const made = { ...newest, ...(Object.keys(draft).length ? { draft } : {}), ...(Object.keys(exercises).length ? { exercises } : {}) };
    return same({ ...made, saved: "", by: "" }, { ...here, saved: "", by: "" }) ? here : made;
  };

  const keep = (value) => {
    try {
      if (value) localStorage.setItem(KEY, JSON.stringify(value));
      else localStorage.removeItem(KEY);
    } catch {
      return false;
    }
    if (!value) indexedDB.deleteDatabase(BASE);
    return true;
  };
  /** Bring a draft to this device: 1 when something changed, 0 when all was here, false when the device refuses. */
  const bring = (other) => {
    const here = read();
    const made = joined(here, other);
    if (made === here) return 0;
    // Written now, or the copy in the database of the form would seem newer and come back over it.
    return keep({ ...made, saved: new Date().toISOString() }) && 1;
  };
  const brings = (other) => {
    const here = read();
    return joined(here, other) === here ? 0 : 1;
  };
  // What the courses led to: the draft, and how many texts of exercises wait for the form.
  const draw = () => {
    const value = read();
    const title = typeof value?.draft?.title === "string" ? value.draft.title.trim() : "";
    const texts = Object.values(value?.exercises ?? {}).filter((one) => one.text.trim()).length;
    const section = campus.at("initiative");
    section.hidden = !title && !texts;
    campus.at("waits", section).textContent = html.fill(title ? campus.words.draftOf : campus.words.draftTexts, { title, n: texts });
  };
  draw();
  campus.ondraw(draw);
  addEventListener("storage", (event) => event.key === KEY && draw());
  campus.draft = { read, sound, brings, bring, forget: () => keep(null) };
})();
