// What is signed: a statement in its canonical form, and the file of a decision. The same bytes as `preau review` makes.
import { base64, utf8 } from "./bytes.js";

export const NAMESPACE = "preau-v1";
const DAYS = 60;
const LEAST = 20;
const MOST = 600;

// One line, as a reason is kept: every run of spaces is one space. The spaces are those of Python, to the last one.
const SPACES = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
export const oneLine = (text) => text.replace(SPACES, " ").replace(/^ | $/g, "");

// Characters that do not show, or change the order in which others are read; they are refused in a reason.
export const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

export function reasonFault(text) {
  const size = [...oneLine(text)].length;
  return HIDDEN.test(oneLine(text)) ? "hidden" : size < LEAST ? "short" : size > MOST ? "long" : "";
}

export function afterDays(day, count) {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + count);
  return moment.toISOString().slice(0, 10);
}

// A value as JSON with sorted keys and no spaces.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

// entries: [{path, old, new}]; said: {repository, seen, day, signer, verb, mandate, independent, reason?}. The bytes to sign.
export function statementBytes(entries, said) {
  const sorted = entries.map(({ path, old, new: after }) => ({ new: after, old, path })).sort((one, other) => (one.path < other.path ? -1 : 1));
  return utf8(
    canonical({
      version: 1, repository: said.repository, target: "refs/heads/main", verb: said.verb, entries: sorted, seen: said.seen,
      signer: said.signer, mandate: said.mandate, date: said.day, expires: afterDays(said.day, DAYS),
      independent: said.independent, criterion: null, reason: said.reason ? oneLine(said.reason) : null,
    }),
  );
}

const quoted = (text) => `"${oneLine(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

// facts: {outcome, proposal, title, territory, criterion, reason, decider}. The path and the text of the decision on a number.
export function decisionFile(number, facts, day) {
  const { outcome, proposal, title, territory, criterion, reason, decider } = facts;
  const told = { id: number, outcome, proposal, title, territory, criterion, reason, decider, date: day };
  const lines = Object.entries(told).filter(([, value]) => value).map(([key, value]) => `${key}: ${quoted(value)}\n`);
  return { path: `content/decisions/${day.slice(0, 4)}/${number}.yml`, text: lines.join("") };
}

// The line that merges and words carry: the statement, and the body of its signature.
export const signedLine = (bytes, signature) => `${base64(bytes)} ${signature}`;
