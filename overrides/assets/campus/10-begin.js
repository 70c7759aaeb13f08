// My campus. What its parts share: the courses of the site (#campus-data, views/mycampus.py), words, and what was done in each.
(() => {
  "use strict";
  const preau = (globalThis.preau ??= {});
  const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");
  const data = read("campus-data");
  if (!data) return;
  const { progress } = preau;
  for (const course of data.courses) progress.moved(course.id, course.redirects);

  const at = (name, where = document) => where.querySelector(`[data-${name}]`);
  const longDay = (iso) => {
    const date = new Date(/^\d{4}-\d\d-\d\d$/.test(iso) ? `${iso}T12:00` : iso);
    return Number.isNaN(date.getTime()) ? "" : new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "long" }).format(date);
  };
  const download = (name, text, type) => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };

  // A course in the language in which it was last followed: its words and addresses there, the others as they are.
  const spoken = (course) => {
    const values = Object.values(progress.all()[course.id] ?? {});
    const last = values.reduce((one, other) => (String(one?.at ?? "") < String(other.at ?? "") ? other : one), null);
    const there = Object.hasOwn(course.tongues ?? {}, last?.lang) ? course.tongues[last.lang] : null;
    if (!there) return course;
    const over = (ours, theirs) => ours.map((one) => ({ ...one, ...theirs.find(({ id }) => id === one.id), week: one.week }));
    return { ...course, title: there.title, address: there.address, chapters: over(course.chapters, there.chapters), questions: over(course.questions, there.questions) };
  };
  // What was done of a course: its chapters with their day, its questions with what was answered.
  const state = (original) => {
    const course = spoken(original);
    const chapters = course.chapters.map((one) => ({ ...one, done: progress.get(course.id, `c/${one.id}`)?.done ?? "" }));
    const questions = course.questions.map((one) => ({ ...one, value: progress.get(course.id, `q/${one.id}`) }));
    const answered = questions.filter((one) => Array.isArray(one.value?.given));
    return {
      ...course, chapters, questions, done: chapters.filter((one) => one.done), next: chapters.find((one) => !one.done),
      answered, right: answered.filter((one) => one.value.right === true),
    };
  };
  const redrawn = [];
  const redraw = () => redrawn.forEach((draw) => draw());
  let waiting = 0;
  progress.onchange(() => {
    clearTimeout(waiting);
    waiting = setTimeout(redraw, 50); // an import tells of each item: drawn once
  });

  // A list of choices that keeps what was chosen.
  const choices = (select, courses) => {
    const chosen = select.value;
    select.replaceChildren(...courses.map((one) => new Option(one.title, one.id)));
    if (courses.some((one) => one.id === chosen)) select.value = chosen;
  };
  preau.campus = {
    data, words: read("campus-words"), at, longDay, download, state, choices, redraw,
    ondraw: (draw) => redrawn.push(draw), states: () => data.courses.map(state),
  };
})();
