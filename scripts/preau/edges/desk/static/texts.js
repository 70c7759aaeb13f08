// Texts of strangers, shown so that nothing in them hides; and what differs between two of them.
import { HIDDEN } from "./statement.js";

// Characters that do not show, or turn others round, as their codes; line ends and tabs stay.
export const visible = (text) =>
  Array.from(text, (letter) => (letter !== "\n" && letter !== "\t" && HIDDEN.test(letter) ? `⟨U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩` : letter)).join("");

// The text of some bytes; null when they are no text.
export function textOf(bytes) {
  try {
    return bytes.includes(0) ? null : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const MOST = 4000; // lines; beyond, both texts are shown whole

// Rows ["=" | "-" | "+", line] that lead from a text to another: the longest common part is kept.
export function rows(before, after) {
  const [old, now] = [before.split("\n"), after.split("\n")];
  if (old.length * now.length > MOST * MOST) return [...old.map((line) => ["-", line]), ...now.map((line) => ["+", line])];
  const width = now.length + 1;
  const best = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      best[i * width + j] = old[i] === now[j] ? best[(i + 1) * width + j + 1] + 1 : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
  const found = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      found.push(["=", old[i]]);
      i += 1;
      j += 1;
    } else if (i < old.length && (j === now.length || best[(i + 1) * width + j] >= best[i * width + j + 1])) {
      found.push(["-", old[i]]);
      i += 1;
    } else {
      found.push(["+", now[j]]);
      j += 1;
    }
  }
  return found;
}

// The rows that differ, with two lines around each; null stands for lines left out.
export function around(all, count = 2) {
  const near = all.map((_, at) => all.slice(Math.max(0, at - count), at + count + 1).some(([kind]) => kind !== "="));
  const found = [];
  all.forEach((row, at) => {
    if (near[at]) found.push(row);
    else if (found.at(-1) !== null) found.push(null);
  });
  return found;
}
