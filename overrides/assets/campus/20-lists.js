// What I began, what to review today, what is new.
(() => {
  "use strict";
  const { campus, html, progress, review } = globalThis.preau ?? {};
  if (!campus) return;
  const { make, fill } = html;
  const { at, data, words } = campus;
  const SEEN = "preau-campus-seen";
  const NEW_DAYS = 14;
  const REVIEWED = 10; // a day: more than that is put off by nobody's choice but tiredness

  const list = (name, entries) => {
    const section = at(name);
    section.hidden = entries.length === 0;
    at("list", section).replaceChildren(...entries);
    return entries.length;
  };
  const link = (href, text, attributes = {}) => make("a", { href, ...attributes }, text);
  const entry = (href, text, more) => make("li", {}, make("a", { href }, make("span", {}, make("strong", {}, text), " ", more)));

  const finished = (course) => {
    if (!data.contact) return [];
    const subject = fill(words.countSubject, course);
    const body = fill(words.countBody, { slug: course.slug, month: review.today().slice(0, 7) }).replace(/\n/g, "\r\n");
    const href = `mailto:${data.contact}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
    return [make("details", { class: "above small" }, make("summary", {}, words.count), make("p", {}, words.countTold), make("p", {}, link(href, words.count)))];
  };
  const card = (course) => {
    const text = fill(words.done, { n: course.done.length, all: course.chapters.length });
    const parts = [make("h3", { class: "card-title" }, link(course.address, course.title))];
    if (course.chapters.length) parts.push(make("progress", { max: String(course.chapters.length), value: String(course.done.length), "aria-label": text }), make("p", { class: "small" }, text));
    if (course.answered.length) parts.push(make("p", { class: "small" }, fill(words.answered, { n: course.right.length, all: course.answered.length })));
    if (course.next) parts.push(make("p", { class: "above" }, link(course.next.address, fill(words.resume, course.next), { class: "more" })));
    else if (course.chapters.length) parts.push(make("p", {}, make("span", { class: "badge badge-good" }, `✓ ${words.whole}`)), ...finished(course));
    return make("li", {}, make("article", { class: "card card-course" }, ...parts));
  };
  const gone = (items) => make("li", {}, make("article", { class: "card" }, make("h3", { class: "card-title" }, words.gone), make("p", {}, fill(words.goneTold, { n: Object.keys(items).length }))));

  const begun = () => {
    const kept = progress.all();
    const known = new Set(data.courses.map((one) => one.id));
    const latest = (course) => Object.values(kept[course.id]).map((one) => String(one.at ?? "")).sort().at(-1);
    const mine = campus.states().filter((one) => kept[one.id]).sort((one, other) => (latest(one) < latest(other) ? 1 : -1));
    return list("begun", [...mine.map(card), ...Object.entries(kept).filter(([id]) => !known.has(id)).map(([, items]) => gone(items))]);
  };

  // Opened from here, a question is asked afresh (learn/40-questions.js).
  const asking = (address) => address.replace(/(?=#)/, "?review");
  const toReview = () => {
    const today = review.today();
    const due = campus.states().flatMap((course) => course.answered.map((one) => ({ ...one, course, due: review.due(one.value) })))
      .filter((one) => one.due <= today).sort((one, other) => (one.due < other.due ? -1 : one.due > other.due ? 1 : 0));
    const from = (one) => make("span", { class: "soft small" }, fill(words.from, { title: one.course.chapters.find((chapter) => chapter.id === one.chapter)?.title ?? one.course.title }));
    list("review", due.slice(0, REVIEWED).map((one) => entry(asking(one.address), one.text, from(one))));
    const more = at("more", at("review"));
    more.hidden = due.length <= REVIEWED;
    more.textContent = fill(words.moreReview, { n: due.length - REVIEWED });
  };

  // What this device saw for the first time on which day; the first visit knows everything, and finds nothing new.
  const seen = () => {
    try {
      const value = JSON.parse(localStorage.getItem(SEEN));
      return value?.v === 1 && typeof value.first === "string" && value.days && typeof value.days === "object" ? value : null;
    } catch {
      return null;
    }
  };
  const fresh = () => {
    const today = review.today();
    const value = seen() ?? { v: 1, first: today, days: {} };
    const days = new Map(Object.entries(value.days));
    const things = data.courses.flatMap((course) => [
      { id: course.id, address: course.address, text: course.title, more: words.newCourse },
      ...course.chapters.map((one) => ({ id: one.id, address: one.address, text: one.title, course: course.id, more: fill(words.newChapter, course) })),
    ]);
    for (const { id } of things) if (!days.has(id)) days.set(id, today);
    try {
      localStorage.setItem(SEEN, JSON.stringify({ ...value, days: Object.fromEntries(days) }));
    } catch {
      // a browser that keeps nothing finds nothing new
    }
    const since = new Date();
    since.setDate(since.getDate() - NEW_DAYS);
    const recent = (id) => id !== undefined && days.get(id) > value.first && new Date(`${days.get(id)}T23:59`) > since;
    const shown = things.filter((one) => recent(one.id) && !recent(one.course) && !progress.get(one.course, `c/${one.id}`)?.done);
    list("new", shown.map((one) => entry(one.address, one.text, make("span", { class: "soft small" }, one.more))));
  };

  const keeps = () => {
    try {
      localStorage.setItem("preau-campus-try", "1");
      localStorage.removeItem("preau-campus-try");
      return true;
    } catch {
      return false;
    }
  };
  const draw = () => {
    const any = begun();
    at("empty").hidden = any > 0;
    at("refused").hidden = keeps();
    toReview();
    fresh();
  };
  draw();
  campus.ondraw(draw);
  campus.SEEN = SEEN;
})();
