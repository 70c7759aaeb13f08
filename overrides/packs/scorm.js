// A course inside a learning platform (SCORM 1.2): the pages stand in a frame, this page speaks with the platform.
//
// When the course opens, what the platform keeps goes into the store of this device; each change of the store is then told
// to the platform: answers and chapters done (suspend_data), where the learner is (lesson_location), the share of questions
// answered right (score, 0 to 100) and a status. The status is `incomplete` until every question has an answer, or every
// chapter was said to be finished (what was not answered is then not right); then `passed` or `failed` if the course has a
// score to reach, else `completed`. What was once passed or completed stays so. A course without questions is completed
// when its last page was opened, too.
//
// What a learner writes in exercises never leaves the device. When somebody else opens a course on it, everything of the
// one before is put aside under another name, and comes back with them. Without a platform, the course is read as from a key.
(() => {
  "use strict";
  const course = JSON.parse(document.getElementById("course").textContent);
  const frame = document.querySelector("iframe");
  const FIRST = `preau-progress:${course.identifier}:`;
  const OWNER = "preau-learner";
  const ASIDE = "preau-aside:";
  const MOST = 4096;
  const SOON = 1000; // milliseconds: several answers in a row are told at once
  const questions = course.chapters.flatMap((chapter) => chapter.questions); // [identifier, revision] each
  const begun = Date.now();

  const store = (() => {
    try {
      return globalThis.localStorage;
    } catch {
      return null; // a platform whose frames keep nothing: the pages say so themselves
    }
  })();

  function find(start) {
    for (let place = start, step = 0; place && step < 10; step++) {
      try {
        if (place.API) return place.API;
        if (place.parent === place) return place.opener ? find(place.opener) : null;
        place = place.parent;
      } catch {
        return null; // a page of another site: nothing can be asked of it
      }
    }
    return null;
  }
  const platform = find(window);
  platform?.LMSInitialize("");
  const get = (name) => (platform ? String(platform.LMSGetValue(name) ?? "") : "");
  const set = (name, value) => platform?.LMSSetValue(name, String(value));
  const readOnly = ["browse", "review"].includes(get("cmi.core.lesson_mode"));
  const over = new Set(["passed", "completed"]);

  const read = (item) => {
    try {
      return JSON.parse(store.getItem(FIRST + item));
    } catch {
      return null;
    }
  };
  const keep = (key, text) => {
    try {
      store.setItem(key, text);
    } catch {
      // the device is full: the platform still has it
    }
  };

  // One learner at a time: taken away before it is put aside, since to show it to somebody else would be worse than to lose it.
  function hand(learner) {
    const before = store.getItem(OWNER) ?? "";
    if (before === learner) return;
    const named = (one) => `${ASIDE}${encodeURIComponent(one)}:`;
    const move = (key, to) => {
      const text = store.getItem(key);
      store.removeItem(key);
      keep(to, text);
    };
    for (const key of Object.keys(store)) {
      if (key.startsWith("preau-") && key !== OWNER && !key.startsWith(ASIDE)) move(key, named(before) + key);
    }
    for (const key of Object.keys(store)) {
      if (key.startsWith(named(learner))) move(key, key.slice(named(learner).length));
    }
    keep(OWNER, learner);
  }

  // suspend_data: {v: 2, r: "<revision>+ <revision>-…" right or not, d: chapters done, a: [[revision, tries, minute, given]…]},
  // of which `r` and `a` hold the newest that fit (`r`: about 400). Questions go by revision, which no new order changes.
  const brief = (text) => text.slice(0, 8);
  const minute = (at) => Math.floor((Date.parse(at) || 0) / 60000).toString(36);

  function packed() {
    const kept = questions.map(([id, revision]) => [brief(revision), read(`q/${id}`)]).filter(([, value]) => value);
    kept.sort(([, one], [, other]) => String(other.at).localeCompare(String(one.at)));
    const told = { v: 2, r: "", d: finished().map((chapter) => brief(chapter.identifier)).join(" "), a: [] };
    const room = Math.floor((MOST - JSON.stringify(told).length) / 10); // a result takes ten characters, its space included
    told.r = kept.slice(0, room).map(([name, value]) => name + (value.right ? "+" : "-")).join(" ");
    let text = JSON.stringify(told);
    for (const [name, value] of kept) {
      told.a.push([name, value.tries ?? 1, minute(value.at), value.given ?? []]);
      const longer = JSON.stringify(told);
      if (longer.length > MOST) break;
      text = longer;
    }
    return text;
  }

  function unpacked(text) {
    const told = JSON.parse(text || "{}");
    const words = (name) => String(told[name] ?? "").split(" ").filter(Boolean);
    const results = new Map(words("r").map((word) => [word.slice(0, -1), word.endsWith("+")]));
    const details = new Map((told.a ?? []).map(([name, ...rest]) => [name, rest]));
    const found = {};
    for (const [id, revision] of questions) {
      const name = brief(revision);
      if (!results.has(name)) continue;
      const [tries, at, given] = details.get(name) ?? [1, "0", null];
      const value = { v: 1, at: new Date(parseInt(at, 36) * 60000).toISOString(), revision, right: results.get(name), tries };
      found[`q/${id}`] = given ? { ...value, given } : value;
    }
    const at = new Date(0).toISOString();
    for (const chapter of course.chapters) {
      if (words("d").includes(brief(chapter.identifier))) found[`c/${chapter.identifier}`] = { v: 1, at, done: at };
    }
    return found;
  }

  function restore() {
    hand(get("cmi.core.student_id"));
    let told = {};
    try {
      told = unpacked(get("cmi.suspend_data"));
    } catch {
      return; // written by something else
    }
    for (const [item, value] of Object.entries(told)) {
      const here = read(item);
      if (!here || String(here.at) < value.at) keep(FIRST + item, JSON.stringify(value));
    }
  }

  const page = () => {
    try {
      return frame.contentWindow.location.href.split("#")[0].slice(new URL(".", location.href).href.length);
    } catch {
      return ""; // a link led to another site
    }
  };

  const finished = () => course.chapters.filter((chapter) => read(`c/${chapter.identifier}`)?.done);

  function status(answered, score) {
    const whole = questions.length ? answered === questions.length : page() === course.pages.at(-1);
    if (!whole && finished().length < course.chapters.length) return "incomplete";
    if (!course.passing_score || !questions.length) return "completed";
    return score >= course.passing_score ? "passed" : "failed";
  }

  function tell() {
    if (!platform || !store || readOnly) return;
    const answers = questions.map(([id]) => read(`q/${id}`)).filter(Boolean);
    const score = Math.round((100 * answers.filter((one) => one.right).length) / (questions.length || 1));
    set("cmi.suspend_data", packed());
    if (answers.length) {
      set("cmi.core.score.min", 0);
      set("cmi.core.score.max", 100);
      set("cmi.core.score.raw", score);
    }
    if (!over.has(get("cmi.core.lesson_status"))) set("cmi.core.lesson_status", status(answers.length, score));
    platform.LMSCommit("");
  }

  let waiting = 0;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(tell, SOON);
  };

  function end() {
    clearTimeout(waiting);
    if (!platform) return;
    tell();
    const seconds = Math.round((Date.now() - begun) / 1000);
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    set("cmi.core.session_time", parts.map((number, place) => String(number).padStart(place ? 2 : 4, "0")).join(":"));
    set("cmi.core.exit", "suspend");
    platform.LMSFinish("");
  }

  if (platform && store) restore();
  const known = get("cmi.core.lesson_location");
  frame.src = course.pages.includes(known) ? known : course.pages[0];
  frame.addEventListener("load", () => {
    if (course.pages.includes(page()) && !readOnly) set("cmi.core.lesson_location", page());
    later();
  });
  addEventListener("storage", (event) => event.key?.startsWith(FIRST) && later()); // the frame writes, this page hears
  document.addEventListener("visibilitychange", () => document.hidden && tell()); // a phone may end the page without a word
  addEventListener("pagehide", end);
  addEventListener("pageshow", (event) => event.persisted && location.reload()); // the session was ended: another one begins
})();
