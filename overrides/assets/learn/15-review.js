// When a question comes back: five boxes, 1, 3, 7, 14 and 30 days. A right answer moves it up a box, a wrong one back to the
// first. Days are those of the learner's own clock, "2026-11-26": whoever answers late at night is asked again in the morning.
//
//   preau.review.after(before, right)  {box, due} after an answer to the question that was kept as `before`
//   preau.review.due(value)            the day when it is to be answered again, "" for what was never answered
//   preau.review.today()               "2026-11-26"
(() => {
  "use strict";
  const preau = (globalThis.preau ??= {});
  const DAYS = [1, 3, 7, 14, 30];
  const two = (number) => String(number).padStart(2, "0");
  const dayOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const later = (date, days) => dayOf(new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, 12));
  const today = () => dayOf(new Date());
  const boxOf = (value) => (Number.isInteger(value?.box) && value.box >= 1 && value.box <= DAYS.length ? value.box : 0);

  const due = (value) => {
    if (!Array.isArray(value?.given)) return "";
    if (boxOf(value) && /^\d{4}-\d\d-\d\d$/.test(value.due)) return value.due;
    const answered = new Date(value.at);
    return Number.isNaN(answered.getTime()) ? today() : later(answered, DAYS[0]);
  };

  // Answered again before its day, a question stays where it is: trying three times at once is no memory.
  const after = (before, right) => {
    const box = boxOf(before);
    if (right && box && due(before) > today()) return { box, due: before.due };
    const next = right ? Math.min(box + 1, DAYS.length) : 1;
    return { box: next, due: later(new Date(), DAYS[next - 1]) };
  };

  preau.review = { after, due, today, DAYS };
})();
