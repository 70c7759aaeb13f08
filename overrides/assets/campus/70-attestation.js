// An attestation to print: a name that is kept nowhere, the chapters done with their day, the score, and what it is not worth.
(() => {
  "use strict";
  const { campus, html } = globalThis.preau ?? {};
  if (!campus) return;
  const { make, fill } = html;
  const { at, words, data } = campus;
  const select = document.getElementById("att-course");
  const name = document.getElementById("att-name");
  const sheet = document.getElementById("attestation");

  const row = (one) => make("tr", {}, make("td", {}, one.title), make("td", {}, campus.longDay(one.done)));
  const draw = (course) => {
    const print = make("button", { class: "button", type: "button" }, words.print);
    print.addEventListener("click", () => campus.print("attestation"));
    const score = { right: course.right.length, answered: course.answered.length, all: course.questions.length };
    sheet.replaceChildren(
      make("p", { class: "over" }, data.site), make("h2", {}, words.attestTitle),
      make("p", { class: "lead" }, fill(words.attestBody, { name: name.value.trim() || words.attestNobody, site: data.site, title: course.title })),
      make("p", {}, make("strong", {}, fill(words.attestDone, { n: course.done.length, all: course.chapters.length })), make("br"), fill(words.attestScore, score)),
      make("table", {}, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.chapter), make("th", { scope: "col" }, words.day))), make("tbody", {}, ...course.done.map(row))),
      make("p", { class: "attest-honest" }, words.attestHonest), make("p", { class: "small" }, fill(words.attestDay, { day: campus.longDay(new Date().toISOString()) })),
      make("p", { class: "actions" }, print),
    );
    sheet.hidden = false;
    sheet.focus();
  };
  const offer = () => {
    const begun = campus.states().filter((one) => one.done.length);
    at("attest").hidden = begun.length === 0;
    if (!begun.length) sheet.hidden = true;
    campus.choices(select, begun);
  };
  at("attest-form").addEventListener("submit", (event) => {
    event.preventDefault();
    draw(campus.state(data.courses.find((one) => one.id === select.value)));
  });
  offer();
  campus.ondraw(offer);
})();
