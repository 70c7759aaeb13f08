// A published file with the changes of a draft: only what was changed changes, all else stays byte for byte. Pure.
// Source: {path, text, values}: the file as it stands, and its head as the site reads it (every value a string, a list or a group).
import { clean, line, needId, needLines, needsOf, partnerLines, partnersOf, quote, quotes, safeText } from "./file.js";

const KEY = /^(?:([\w-]+)|"([^"]*)"|'([^']*)')[ \t]*:(?:[ \t]|$)/;
const bare = (row) => row.replace(/\r?\n$/, "");
const rowsOf = (text) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** The draft that a published file makes: what the form shows first. */
export function draftOf(source, sections) {
  const { values } = source;
  const entry = (item, index) => ({ ...item, from: index });
  const file = cut(source.text, sections);
  const draft = {
    territory: values.territory, name: values.carrier?.name ?? "", consent: values.carrier?.consent === "public",
    needs: (values.needs ?? []).map(entry), partners: (values.partners ?? []).map(entry), status: values.status ?? "seeking",
    outcomeDate: values.outcome?.date ?? "", outcomeText: values.outcome?.text ?? "", stepDate: "", stepText: "",
  };
  for (const name of ["title", "summary", "place"]) draft[name] = values[name] ?? "";
  for (const name of ["purpose", "beneficiaries", "themes"]) draft[name] = values[name] ?? [];
  for (const name of ["problem", "solution", "means"]) draft[name] = clean(file.parts[name] ? file.body.slice(...file.parts[name]).join("") : "");
  return draft;
}

/** Head and body as rows, with the rows of each section: {before, head, after, body, parts: {problem: [from, to], …}}. */
function cut(text, sections) {
  const rows = rowsOf(text);
  const close = rows.findIndex((row, index) => index > 0 && /^---[ \t]*$/.test(bare(row)));
  const body = rows.slice(close + 1);
  const parts = {};
  let fence = "";
  let current = "";
  body.forEach((row, index) => {
    const mark = bare(row).match(/^ {0,3}(`{3,}|~{3,})/)?.[1];
    if (mark && (!fence || mark.startsWith(fence))) fence = fence ? "" : mark;
    const heading = fence || mark ? null : bare(row).match(/^(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/);
    if (!heading || (current === "progress" && heading[1].length === 3)) return;
    if (current) parts[current][1] = index;
    current = Object.keys(sections).find((key) => sections[key].toLowerCase() === heading[2].toLowerCase()) ?? "";
    if (current) parts[current] = [index + 1, body.length];
  });
  return { before: rows.slice(0, 1), head: rows.slice(1, close), after: rows.slice(close, close + 1), body, parts };
}

/** The rows of a key of the head, without the remarks and empty lines that follow it: [from, to], or null. */
function rowsOfKey(head, key) {
  const starts = head.map((row, index) => [bare(row).match(KEY), index]).filter(([found]) => found);
  const place = starts.findIndex(([found]) => (found[1] ?? found[2] ?? found[3]) === key);
  if (place < 0) return null;
  const from = starts[place][1];
  let to = starts[place + 1]?.[1] ?? head.length;
  while (to > from + 1 && /^\s*(?:#.*)?$/.test(bare(head[to - 1]))) to -= 1;
  return [from, to];
}

/** The items of a list written with dashes, each as its rows; null when it is written otherwise. */
function itemsOf(rows) {
  if (!/:[ \t]*$/.test(bare(rows[0]))) return null;
  const indent = bare(rows[1] ?? "").match(/^([ \t]*)- /)?.[1];
  if (indent === undefined) return null;
  const items = [];
  for (const row of rows.slice(1)) {
    if (row.startsWith(`${indent}- `)) items.push([]);
    if (!items.length) return null;
    items.at(-1).push(row);
  }
  return { indent, items };
}

class Head {
  constructor(rows, end) {
    this.rows = rows;
    this.end = end;
  }

  /** Put other rows at the place of a key; at the end of the head when it had none; [] takes the key away. */
  put(key, lines) {
    const rows = lines.map((text) => text + this.end);
    const found = rowsOfKey(this.rows, key);
    if (found) this.rows.splice(found[0], found[1] - found[0], ...rows);
    else this.rows.push(...rows);
  }

  /** Change one key of a group and leave the others as they are written. */
  putInside(key, inner, value, whole) {
    const found = rowsOfKey(this.rows, key);
    const place = found ? this.rows.slice(...found).findIndex((row, index) => index && row.match(new RegExp(`^[ \\t]+${inner}:[ \\t]`))) : -1;
    const row = place > 0 ? this.rows[found[0] + place] : "";
    const next = found ? bare(this.rows[found[0] + place + 1] ?? "") : "";
    const alone = row && !/:[ \t]*[|>]/.test(row) && (found[0] + place + 1 >= found[1] || /^[ \t]+[\w-]+:/.test(next));
    if (alone) this.rows[found[0] + place] = row.replace(/^([ \t]+[\w-]+:[ \t]+)[^\n]*?(\r?\n)?$/, (all, lead, end) => `${lead}${value}${end ?? ""}`);
    else this.put(key, [`${key}:`, ...Object.entries(whole).map(([name, said]) => `  ${name}: ${said}`)]);
  }

  /** A list of groups: entries left as they were keep their rows; `lines(entry, indent)` writes the others. */
  putList(key, entries, before, lines) {
    const found = rowsOfKey(this.rows, key);
    const standing = found ? itemsOf(this.rows.slice(...found)) : null;
    const known = standing?.items.length === before.length ? standing : null;
    const same = (entry) => known && entry.from !== undefined && equal(entry, before[entry.from]);
    const indent = known?.indent ?? "  ";
    const rows = entries.flatMap((entry) => (same(entry) ? known.items[entry.from].map(bare) : lines(entry, indent)));
    this.put(key, rows.length ? [`${key}:`, ...rows] : []);
  }
}

const flat = (entry) => JSON.stringify(Object.entries(entry ?? {}).filter(([name, value]) => name !== "from" && line(value)).map(([name, value]) => [name, line(value)]).sort());
const equal = (one, other) => flat(one) === flat(other);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function editHead(head, source, old, draft) {
  for (const name of ["title", "summary", "place"]) if (line(draft[name]) !== line(old[name])) head.put(name, [`${name}: ${quote(draft[name])}`]);
  for (const name of ["purpose", "beneficiaries", "themes"]) {
    if (!same([...draft[name]].sort(), [...old[name]].sort())) head.put(name, [`${name}: ${quotes(draft[name])}`]);
  }
  const consent = draft.consent ? '"public"' : '"pseudonym"';
  const carrier = Object.fromEntries(Object.entries(source.values.carrier ?? {}).map(([name, value]) => [name, /^(?:true|false|\d+)$/.test(value) ? value : quote(value)]));
  const whole = { ...carrier, name: quote(draft.name), consent };
  if (line(draft.name) !== line(old.name)) head.putInside("carrier", "name", whole.name, whole);
  if (draft.consent !== old.consent) head.putInside("carrier", "consent", consent, whole);
  const [needs, partners] = [needsOf(draft), partnersOf(draft)];
  if (!same(partners.map(flat), old.partners.map(flat))) head.putList("partners", partners, old.partners, partnerLines);
  if (draft.status !== old.status) head.put("status", [`status: ${quote(draft.status)}`]);
  if (!same(needs.map(flat), old.needs.map(flat))) {
    const taken = new Set(needs.map((need) => need.id).filter(Boolean));
    head.putList("needs", needs, old.needs, (need, indent) => needLines(need, need.id || needId(need, taken), indent));
  }
  if (draft.outcomeDate !== old.outcomeDate || line(draft.outcomeText) !== line(old.outcomeText)) {
    const told = draft.outcomeDate || line(draft.outcomeText);
    head.put("outcome", told ? ["outcome:", `  date: ${quote(draft.outcomeDate)}`, `  text: ${quote(draft.outcomeText)}`] : []);
  }
}

/** The file with the changes of the draft; the very same text when nothing was changed. */
export function edited(source, old, draft, sections) {
  const end = source.text.includes("\r\n") ? "\r\n" : "\n";
  const file = cut(source.text, sections);
  const head = new Head([...file.head], end);
  editHead(head, source, old, draft);
  const body = [...file.body];
  const written = (text) => safeText(text).split("\n").map((row) => row + end);
  const parts = Object.entries(file.parts).sort(([, a], [, b]) => b[0] - a[0]);
  if (body.length && !body.at(-1).endsWith("\n") && clean(draft.stepText)) body.push(body.pop() + end);
  const step = clean(draft.stepText) ? [end, `### ${draft.stepDate}${end}`, end, ...written(draft.stepText)] : [];
  if (step.length && !file.parts.progress) body.push(end, `## ${sections.progress}${end}`, ...step);
  for (const [name, [from, to]] of parts) {
    let [first, last] = [from, to];
    while (last > first && !bare(body[last - 1]).trim()) last -= 1;
    while (first < last && !bare(body[first]).trim()) first += 1;
    if (name === "progress") body.splice(last, 0, ...step);
    else if (clean(draft[name]) !== clean(old[name])) body.splice(first, last - first, ...(first === last ? [end] : []), ...written(draft[name]));
  }
  return [...file.before, ...head.rows, ...file.after, ...body].join("");
}
