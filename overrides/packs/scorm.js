// A course inside a learning platform (SCORM 1.2): the pages stand in a frame, this page speaks with the platform.
// What the platform keeps (suspend_data, 4,096 characters at most) goes into the store of the device when the course opens;
// what changes in the store goes back to the platform. On a shared computer, another learner never sees the answers.
(() => {
  "use strict";
  const course = JSON.parse(document.getElementById("course").textContent);
  const frame = document.querySelector("iframe");
  const FIRST = `preau-progress:${course.identifier}:`;
  const OWNER = `preau-learner:${course.identifier}`;
  const MOST = 4096;
  const questions = course.chapters.flatMap((chapter) => chapter.questions);
  const begun = Date.now();

  function find(start) {
    for (let place = start, step = 0; place && step < 10; step++) {
      try {
        if (place.API) return place.API;
        if (place.parent === place) break;
        place = place.parent;
      } catch {
        break; // a page of another site: nothing can be asked of it
      }
    }
    return null;
  }
  const told = find(window) ?? find(window.opener);
  told?.LMSInitialize("");
  const get = (name) => (told ? String(told.LMSGetValue(name)) : "");
  const set = (name, value) => told?.LMSSetValue(name, String(value));

  const read = (item) => {
    try {
      return JSON.parse(localStorage.getItem(FIRST + item));
    } catch {
      return null;
    }
  };
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(FIRST));

  /** What is kept, the newest first, as short as it can be: `q/<id>` right or not, tries, and what was answered. */
  function packed() {
    const kept = keys()
      .map((key) => [key.slice(FIRST.length), read(key.slice(FIRST.length))])
      .filter(([item, value]) => value && /^[qc]\//.test(item))
      .sort(([, one], [, other]) => String(other.at).localeCompare(String(one.at)));
    const whole = Object.fromEntries(kept);
    let text = JSON.stringify(whole);
    for (let last = kept.length - 1; text.length > MOST && last >= 0; last--) {
      const { given, ...rest } = kept[last][1]; // the oldest answers lose their words before their result
      whole[kept[last][0]] = rest;
      text = JSON.stringify(whole);
    }
    if (text.length <= MOST) return text;
    const short = kept.map(([item, value]) => [questions.indexOf(item.slice(2)), item, value]);
    const results = short.filter(([at]) => at >= 0).map(([at, , value]) => `${at.toString(36)}${value.right ? "+" : "-"}`);
    const done = course.chapters.map((chapter) => (whole[`c/${chapter.identifier}`]?.done ? "1" : "0")).join("");
    return `s1;${done};${results.join(",")}`.slice(0, MOST);
  }

  function unpack(text) {
    if (!text.startsWith("s1;")) return JSON.parse(text || "{}");
    const [, done, results] = text.split(";");
    const at = new Date(0).toISOString();
    const found = {};
    [...done].forEach((mark, number) => {
      if (mark === "1" && course.chapters[number]) found[`c/${course.chapters[number].identifier}`] = { v: 1, at, done: at };
    });
    for (const one of results.split(",").filter(Boolean)) {
      const id = questions[parseInt(one.slice(0, -1), 36)];
      if (id) found[`q/${id}`] = { v: 1, at, right: one.endsWith("+"), tries: 1 };
    }
    return found;
  }

  function restore() {
    const learner = get("cmi.core.student_id");
    if (localStorage.getItem(OWNER) !== learner) keys().forEach((key) => localStorage.removeItem(key));
    localStorage.setItem(OWNER, learner);
    let kept = {};
    try {
      kept = unpack(get("cmi.suspend_data"));
    } catch {
      kept = {}; // written by something else
    }
    for (const [item, value] of Object.entries(kept)) {
      const here = read(item);
      if (!here || String(here.at) < String(value.at)) localStorage.setItem(FIRST + item, JSON.stringify(value));
    }
  }

  function tell() {
    const answered = questions.filter((id) => read(`q/${id}`));
    const right = answered.filter((id) => read(`q/${id}`).right);
    const score = questions.length ? Math.round((100 * right.length) / questions.length) : 100;
    const over = answered.length === questions.length;
    set("cmi.suspend_data", packed());
    if (questions.length) {
      set("cmi.core.score.min", 0);
      set("cmi.core.score.max", 100);
      set("cmi.core.score.raw", score);
    }
    const passing = course.passing_score;
    const last = over ? (passing ? (score >= passing ? "passed" : "failed") : "completed") : "incomplete";
    set("cmi.core.lesson_status", last);
    told?.LMSCommit("");
  }

  let waiting = 0;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(tell, 1000);
  };

  function end() {
    if (!told || end.done) return;
    end.done = true;
    clearTimeout(waiting);
    tell();
    const seconds = Math.round((Date.now() - begun) / 1000);
    const two = (number) => String(number).padStart(2, "0");
    set("cmi.core.session_time", `${String(Math.floor(seconds / 3600)).padStart(4, "0")}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`);
    set("cmi.core.exit", "suspend");
    told.LMSFinish("");
  }

  restore();
  const known = get("cmi.core.lesson_location");
  frame.src = course.pages.includes(known) ? known : course.pages[0];
  frame.addEventListener("load", () => {
    try {
      const base = new URL(".", location.href).href;
      const page = frame.contentWindow.location.href.split("#")[0].slice(base.length);
      if (course.pages.includes(page)) set("cmi.core.lesson_location", page);
    } catch {
      return; // a link led to another site
    }
    later();
  });
  addEventListener("storage", (event) => event.key?.startsWith(FIRST) && later()); // the frame writes, this page hears
  addEventListener("pagehide", end);
  addEventListener("beforeunload", end);
})();
