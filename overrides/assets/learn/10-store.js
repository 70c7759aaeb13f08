// What a learner did, kept on this device: one key an item, so that two tabs never erase each other. These scripts are
// classic ones, joined in the order of their names into /assets/learn.js: they also run from a disk (file://).
//
//   preau.progress.get(course, item)         the value, or null
//   preau.progress.put(course, item, value)  true, or false when the device refuses: what is on screen is then all there is
//   preau.progress.all()                     {course: {item: value}}, unknown items included
//   preau.progress.merge({course: {item: value}})  how many items changed, or false when the device refused one
//   preau.progress.joined(one, other)        the one value of an item that two devices know
//   preau.progress.moved(course, {old: new}) ids of blocks that were renamed: what was kept under the old one is read too
//   preau.progress.forget()                  everything of this device erased; false when it refuses
//   preau.progress.onchange(told)            told(course, item, value) after each change, of this page or of another tab
//
// `course` is its identifier; `item` is q/<question>, x/<exercise>, r/<reflection> or c/<chapter identifier>. Values are
// objects with `v` (1) and `at` (ISO: when it was put), which put() writes.
(() => {
  "use strict";
  const preau = (globalThis.preau ??= {});
  const FIRST = "preau-progress:";
  const listeners = [];

  const keyOf = (course, item) => `${FIRST}${course}:${item}`;
  const parts = (key) => {
    const found = /^preau-progress:([^:]+):(.+)$/s.exec(key ?? "");
    return found && [found[1], found[2]];
  };
  const read = (text) => {
    try {
      const value = JSON.parse(text);
      return value && typeof value === "object" && !Array.isArray(value) ? value : null;
    } catch {
      return null; // written by something else: left as it is
    }
  };
  // Renamed ids: the old key stays where it is, so that a course taken back to its former text finds it again.
  const renamed = new Map();
  const now = (course, item) => {
    const [kind, id] = [item.slice(0, 2), item.slice(2)];
    const names = renamed.get(course);
    let name = id;
    for (let steps = 0; names?.has(name) && steps < 50; steps += 1) name = names.get(name);
    return kind + name;
  };
  const formerly = (course, item) => [...(renamed.get(course)?.keys() ?? [])].map((old) => item.slice(0, 2) + old)
    .filter((old) => old !== item && now(course, old) === item);
  const moved = (course, names) => {
    const valid = Object.entries(names ?? {}).filter(([, name]) => typeof name === "string");
    renamed.set(course, new Map([...(renamed.get(course) ?? []), ...valid]));
  };
  const tell = (course, item, value) => listeners.forEach((told) => told(course, now(course, item), value));

  const raw = (course, item) => {
    try {
      return read(localStorage.getItem(keyOf(course, item)));
    } catch {
      return null;
    }
  };
  const get = (course, item) => [item, ...formerly(course, item)].map((name) => raw(course, name)).reduce(joined, null);

  const keep = (course, item, value) => {
    try {
      localStorage.setItem(keyOf(course, item), JSON.stringify(value));
    } catch {
      return false;
    }
    tell(course, item, value);
    return true;
  };
  // A page in another language than its course says so: what was done there is found again in that language.
  const put = (course, item, value) => keep(course, item, { v: 1, ...value, at: new Date().toISOString(), lang: document.body?.dataset.tongue });

  const all = () => {
    const found = Object.create(null); // a key of storage is anybody's: no name of it may reach a prototype
    try {
      for (const key of Object.keys(localStorage)) {
        const [course, item] = parts(key) ?? [];
        const value = course ? read(localStorage.getItem(key)) : null;
        if (value) (found[course] ??= Object.create(null))[item] = value;
      }
    } catch {
      // a browser that keeps nothing
    }
    return found;
  };

  // The newest wins; at the same instant, the one whose text comes last, so that any order of merging gives the same.
  // A chapter that was done once stays done, since the first day.
  function joined(one, other) {
    if (!one || !other) return one || other;
    const rank = (value) => `${value.at ?? ""}\n${JSON.stringify(value)}`;
    const newest = rank(one) < rank(other) ? other : one;
    const done = [one.done, other.done].filter(Boolean).sort()[0];
    return done && newest.done !== done ? { ...newest, done } : newest;
  }

  const merge = (values) => {
    let changed = 0;
    let refused = false;
    for (const [course, items] of Object.entries(values ?? {})) {
      for (const [item, value] of Object.entries(items ?? {})) {
        const before = raw(course, item);
        const after = joined(before, read(JSON.stringify(value)));
        if (!after || JSON.stringify(after) === JSON.stringify(before)) continue;
        if (keep(course, item, after)) changed += 1;
        else refused = true;
      }
    }
    return refused ? false : changed;
  };

  const forget = () => {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(FIRST)) localStorage.removeItem(key);
      return true;
    } catch {
      return false;
    }
  };

  addEventListener("storage", (event) => {
    const [course, item] = parts(event.key) ?? [];
    if (course) tell(course, item, read(event.newValue));
  });
  preau.progress = { get, put, all, merge, joined, moved, forget, onchange: (told) => listeners.push(told) };
  const { course, redirects } = document.body.dataset;
  if (redirects) moved(course, read(redirects));
})();
