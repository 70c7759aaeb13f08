// What a person wrote in the exercises of courses, brought to the question it prepares (the contract is in docs/doors.md).
import { clean, line } from "./file.js";
import { at, button, make, words } from "./page.js";

const TEXTS = ["title", "summary", "place", "problem", "solution", "means"];
const LISTS = { needs: "title", partners: "name" };

/** Answers of exercises by question, the newest first: {problem: [{title, text, saved}]}. */
export function answersOf(exercises) {
  const found = {};
  for (const [id, one] of Object.entries(exercises ?? {})) {
    if (typeof one?.field !== "string" || typeof one.text !== "string" || !clean(one.text)) continue;
    (found[one.field] ??= []).push({ id, title: line(one.title) || id, text: clean(one.text), saved: String(one.saved ?? "") });
  }
  for (const some of Object.values(found)) some.sort((a, b) => (a.saved < b.saved ? 1 : -1));
  return found;
}

const entriesOf = (field, text) => text.split("\n").map((row) => row.replace(/^\s*[-*+]\s+/, "")).filter(line).map((row) => ({ [LISTS[field]]: line(row) }));
const isEmpty = (draft, field) => (LISTS[field] ? !(draft[field] ?? []).length : !clean(draft[field]));

/** A draft whose empty answers are those of the newest exercise; which questions were answered so. */
export function filled(draft, exercises) {
  const made = { ...draft };
  const taken = [];
  for (const [field, [first]] of Object.entries(answersOf(exercises))) {
    if (!isEmpty(draft, field) || !(TEXTS.includes(field) || LISTS[field])) continue;
    made[field] = LISTS[field] ? entriesOf(field, first.text) : first.text;
    taken.push(field);
  }
  return { draft: made, taken };
}

/** Beside each question, what the exercises said of it, with a button that takes it: `take(field, value)`. */
export function showExercises(exercises, take) {
  for (const [field, some] of Object.entries(answersOf(exercises))) {
    const box = document.querySelector(`[data-exercises="${field}"]`);
    const canTake = TEXTS.includes(field) || LISTS[field];
    box?.replaceChildren(make("details", "act-learned", make("summary", "", words.learned), ...some.map((one) => make("div", "",
      make("p", "small soft", one.title), make("blockquote", "", one.text),
      canTake ? button(words.take, () => take(field, LISTS[field] ? entriesOf(field, one.text) : one.text)) : ""))));
  }
}
