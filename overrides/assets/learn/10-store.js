// What a learner did, kept on this device: one key an item, so that two tabs never erase each other. These scripts are
// classic ones, joined in the order of their names into /assets/learn.js: they also run from a disk (file://).
//
//   preau.progress.get(course, item)         the value, or null
//   preau.progress.put(course, item, value)  true, or false when the device refuses: what is on screen is then all there is
//   preau.progress.all()                     {course: {item: value}}, unknown items included
//   preau.progress.merge({course: {item: value}})  how many items changed, or false when the device refused one
//   preau.progress.joined(one, other)        the one value of an item that two devices know
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
  const tell = (course, item, value) => listeners.forEach((told) => told(course, item, value));

  const get = (course, item) => {
    try {
      return read(localStorage.getItem(keyOf(course, item)));
    } catch {
      return null;
    }
  };

  const keep = (course, item, value) => {
    try {
      localStorage.setItem(keyOf(course, item), JSON.stringify(value));
    } catch {
      return false;
    }
    tell(course, item, value);
    return true;
  };
  const put = (course, item, value) => keep(course, item, { v: 1, ...value, at: new Date().toISOString() });

  const all = () => {
    const found = {};
    try {
      for (const key of Object.keys(localStorage)) {
        const [course, item] = parts(key) ?? [];
        const value = course ? read(localStorage.getItem(key)) : null;
        if (value) (found[course] ??= {})[item] = value;
      }
    } catch {
      // a browser that keeps nothing
    }
    return found;
  };

  // The newest wins; at the same instant, the one whose text comes last, so that any order of merging gives the same.
  // A chapter that was done once stays done, since the first day.
  const joined = (one, other) => {
    if (!one || !other) return one || other;
    const rank = (value) => `${value.at ?? ""}\n${JSON.stringify(value)}`;
    const newest = rank(one) < rank(other) ? other : one;
    const done = [one.done, other.done].filter(Boolean).sort()[0];
    return done && newest.done !== done ? { ...newest, done } : newest;
  };

  const merge = (values) => {
    let changed = 0;
    let refused = false;
    for (const [course, items] of Object.entries(values ?? {})) {
      for (const [item, value] of Object.entries(items ?? {})) {
        const before = get(course, item);
        const after = joined(before, read(JSON.stringify(value)));
        if (!after || JSON.stringify(after) === JSON.stringify(before)) continue;
        if (keep(course, item, after)) changed += 1;
        else refused = true;
      }
    }
    return refused ? false : changed;
  };

  addEventListener("storage", (event) => {
    const [course, item] = parts(event.key) ?? [];
    if (course) tell(course, item, read(event.newValue));
  });
  preau.progress = { get, put, all, merge, joined, onchange: (told) => listeners.push(told) };
})();
