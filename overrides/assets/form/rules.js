// What is asked of each answer, from the model's schema; each fault bears the code of `preau check`. Pure: no page.
// A fault: {code, field, index?, part?, facts, severity: "error" | "warning"}; field is the name of the question.
import { clean, kindOf, line, needsOf, partnersOf, safeText, size } from "./file.js";
import { personalData } from "./privacy.js";

export const TEXTS = ["title", "summary", "place"];
export const SECTIONS = ["problem", "solution", "means"];
export const PICKS = { purpose: "purposes", beneficiaries: "beneficiaries", themes: "themes" };
const MARKUP = /<[A-Za-z!/?]|&(?:#\d+|#x[0-9A-Fa-f]+|[a-zA-Z]+);/;
const RUNS = /([[\](){}<>*_`~!#>|^$&])\1{59}|([-=+:.])\2{199}/;
const LEVELS = /^[ \t]*(?:>[ \t]*|(?:[-*+]|\d{1,9}[.)])[ \t]+){11}/m;
const ATTRIBUTE = /\{:[^}\n]*\}?|^[ \t]*;?--8<--.*$/m;
const MIXED = /[A-Za-zÀ-ɏ][\u0370-\u052f]|[\u0370-\u052f][A-Za-zÀ-ɏ]/;
const WARNINGS = new Set(["PR012", "PR605"]);

/** A part of the schema without its references and without the right to be absent. */
export function resolved(schema, part) {
  const choice = part.anyOf?.find((one) => one.type !== "null");
  const whole = choice ? { ...part, ...choice } : part;
  return whole.$ref ? { ...whole, ...schema.$defs[whole.$ref.split("/").pop()] } : whole;
}

/** The part of the schema that a question or one of its parts answers to: at(schema, "needs", "title"). */
export function partOf(schema, field, part = "") {
  const found = field === "name" || field === "consent" ? resolved(schema, schema.$defs.Carrier.properties[field]) : resolved(schema, schema.properties[field]);
  if (!part) return found;
  const inner = found.type === "array" ? resolved(schema, found.items) : found;
  return resolved(schema, inner.properties[part]);
}

/** The least and the most that a question allows: characters of a text, or how many answers. */
export function limitsOf(schema, field, part = "") {
  const found = partOf(schema, field, part);
  if (found.type === "array") return [found.minItems ?? 0, found.maxItems ?? Infinity];
  return [found.minLength ?? (found["x-max-text"] ? 1 : 0), found["x-max-text"] ?? found.maxLength ?? Infinity];
}

/** Whether a question needs an answer. */
export const needed = (schema, field) => (field === "name" ? schema.$defs.Carrier.required : schema.required).includes(field);

/** The words that a reader sees of a text in Markdown: what the limits of a section count. */
export function shown(text) {
  const rows = clean(text).split("\n").map((row) => row.replace(/^\s*(?:>\s?|(?:[-*+]|\d{1,9}[.)])\s+)+/, ""));
  return rows
    .join("\n")
    .replace(/\\([!-/:-@[-`{-~])/g, (all, sign) => String.fromCodePoint(0xf0000 + sign.codePointAt(0)))
    .replace(/`+([^`]+)`+/g, "$1")
    .replace(/\[([^\][]*)\]\([^()\s]*\)/g, "$1")
    .replace(/(\*\*|~~)(?=\S)([^*~]*[^*~\s])\1/g, "$2")
    .replace(/(?<![\p{L}\d])__(?=\S)([^_]*[^_\s])__(?![\p{L}\d])/gu, "$1")
    .replace(/\*(?=\S)([^*]*[^*\s])\*/g, "$1")
    .replace(/(?<![\p{L}\d])_(?=\S)([^_]*[^_\s])_(?![\p{L}\d])/gu, "$1")
    .replace(/[\u{f0021}-\u{f007e}]/gu, (sign) => String.fromCodePoint(sign.codePointAt(0) - 0xf0000))
    .replace(/\s+/g, " ")
    .trim();
}

const realDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(`${text}T00:00Z`).toISOString().startsWith(text);

function ofText(value, part, tell) {
  if (value === "" || value === "null" || value === "~") return tell("PR112");
  const most = part.maxLength ?? Infinity;
  if (size(value) < (part.minLength ?? 0)) return tell("PR113", { size: size(value), least: part.minLength });
  if (size(value) > most) return tell("PR114", { size: size(value), most, over: size(value) - most });
  if (part.pattern) return new RegExp(part.pattern).test(value) ? null : tell("PR116", { value });
  const found = value.match(MARKUP);
  return found ? tell("PR123", { found: found[0] }) : null;
}

function ofSection(text, most, tell) {
  const value = safeText(text);
  if (!value) return tell("PR206");
  if (RUNS.test(value) || LEVELS.test(value)) return tell("PR213");
  const long = size(shown(value));
  if (long > most) tell("PR207", { size: long, most, over: long - most });
  const found = value.replace(/`[^`]*`/g, "").match(ATTRIBUTE);
  if (found) tell("PR215", { found: found[0] });
}

function ofPicks(values, part, tell) {
  if (values.length < (part.minItems ?? 0)) return tell("PR122", { size: values.length, sign: "≥", limit: part.minItems });
  if (values.length > (part.maxItems ?? Infinity)) return tell("PR122", { size: values.length, sign: "≤", limit: part.maxItems });
  const known = part.items.enum;
  const odd = values.find((value) => known && !known.includes(value));
  if (odd !== undefined) tell("PR301", { name: odd });
}

function ofNumber(text, part, tell) {
  if (!/^[0-9]{1,9}$/.test(text)) return tell("PR119", { value: text });
  if (Number(text) < part.minimum) return tell("PR125", { value: text, sign: "≥", limit: part.minimum });
  if (Number(text) > part.maximum) tell("PR125", { value: text, sign: "≤", limit: part.maximum });
}

function ofDay(text, tell, last = "") {
  if (!realDay(text)) tell("PR117", { value: text });
  else if (last && text > last) tell("PR605", { day: text });
}

function ofNeed(need, schema, tell) {
  const own = (part) => (code, facts) => tell(code, part, facts);
  ofText(line(need.title), partOf(schema, "needs", "title"), own("title"));
  if (!partOf(schema, "needs", "kind").enum.includes(kindOf(need))) tell("PR115", "kind", { value: need.kind });
  if (String(need.places ?? "") !== "") ofNumber(String(need.places), partOf(schema, "needs", "places"), own("places"));
  if (need.until) ofDay(need.until, own("until"));
}

function ofPartner(partner, schema, tell) {
  const own = (part) => (code, facts) => tell(code, part, facts);
  ofText(line(partner.name), partOf(schema, "partners", "name"), own("name"));
  if (line(partner.url)) ofText(line(partner.url), partOf(schema, "partners", "url"), own("url"));
}

/** What an initiative that stands may add: its state, what came of it, a step of its story. */
function ofNews(draft, schema, day, tell) {
  const ended = draft.status === "realised" || draft.status === "abandoned";
  const told = Boolean(line(draft.outcomeText) || draft.outcomeDate);
  if (ended !== told) tell("PR308", "outcome");
  if (ended && told) {
    ofText(line(draft.outcomeText), partOf(schema, "outcome", "text"), (code, facts) => tell(code, "outcome", facts));
    if (!draft.outcomeDate) tell("PR112", "outcome");
    else ofDay(draft.outcomeDate, (code, facts) => tell(code, "outcome", facts), day);
  }
  if (!clean(draft.stepText)) return;
  if (!realDay(draft.stepDate ?? "")) tell("PR204", "step", { name: draft.stepDate || "?" });
  else if (draft.stepDate > day) tell("PR605", "step", { day: draft.stepDate });
}

/** Every fault of a draft. Site: {territories, addresses}; day: today; `news` when the initiative is already published. */
export function faultsOf(draft, schema, site, day, news = false) {
  const faults = [];
  const add = (code, field, facts = {}, more = {}) => faults.push({ code, field, facts, severity: WARNINGS.has(code) ? "warning" : "error", ...more });
  const watched = (text, field, more) => {
    for (const code of personalData(text, site.addresses)) add(code, field, {}, more);
    if (MIXED.test(text)) add("PR012", field, { found: text.match(/[\p{L}\d_]+/gu)?.find((word) => MIXED.test(word)) ?? "" }, more);
  };
  for (const field of [...TEXTS, "name"]) {
    ofText(line(draft[field]), partOf(schema, field), (code, facts) => add(code, field, facts));
    watched(line(draft[field]), field);
  }
  for (const field of SECTIONS) {
    ofSection(draft[field], limitsOf(schema, field)[1], (code, facts) => add(code, field, facts));
    watched(clean(draft[field]), field);
  }
  for (const field of Object.keys(PICKS)) ofPicks(draft[field] ?? [], partOf(schema, field), (code, facts) => add(code, field, facts));
  const place = site.territories.find((item) => item.code === draft.territory);
  if (!draft.territory) add("PR112", "territory");
  else if (!place) add("PR301", "territory", { name: draft.territory });
  else if (!place.open && !news) add("PR311", "territory", { name: place.name });
  for (const [field, judge, seen, told] of [["needs", ofNeed, ["title"], needsOf], ["partners", ofPartner, ["name", "url"], partnersOf]]) {
    const entries = told(draft);
    if (entries.length > limitsOf(schema, field)[1]) add("PR122", field, { size: entries.length, sign: "≤", limit: limitsOf(schema, field)[1] });
    entries.forEach((entry) => {
      const index = draft[field].indexOf(entry);
      judge(entry, schema, (code, part, facts) => add(code, field, facts, { index, part }));
      for (const part of seen) watched(line(entry[part]), field, { index, part });
    });
  }
  if (news) {
    ofNews(draft, schema, day, (code, field, facts) => add(code, field, facts));
    for (const [text, field] of [[draft.outcomeText, "outcome"], [draft.stepText, "step"]]) watched(clean(text), field);
  }
  return faults;
}
