// A draft to the file that the repository keeps: YAML head always in double quotes, then the sections. Pure: no page, no storage.
// Draft: {title, summary, territory, place, purpose: [], themes: [], beneficiaries: [], name, consent: bool,
//   partners: [{name, url}], needs: [{kind, skill, title, places, until}], problem, solution, means}; what an initiative that
//   stands may add: status, outcomeDate, outcomeText, stepDate, stepText

const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]/gu;

/** Text with one form of accents and plain line ends, without the characters that nobody sees. */
export function clean(text) {
  return String(text ?? "").replace(/\r\n?|\u2028|\u2029|\u0085/g, "\n").normalize("NFC").replace(HIDDEN, "").trim();
}

/** One line of clean text. */
export const line = (text) => clean(text).replace(/\s+/g, " ");

/** Characters as a reader counts them: an emoji of one code point is one. */
export const size = (text) => [...text].length;

/** The words of a title, in ASCII, for a file name or an identifier. */
export function slug(text, most = 60) {
  const known = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", þ: "th" };
  const ascii = line(text).toLowerCase().replace(/[œæßøłđþ]/g, (char) => known[char]).normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const whole = ascii.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  if (whole.length <= most) return whole;
  const cut = whole.slice(0, most + 1);
  return cut.slice(0, cut.lastIndexOf("-") > most / 2 ? cut.lastIndexOf("-") : most).replace(/-$/, "");
}

export const quote = (text) => `"${line(text).replace(/[\\"]/g, "\\$&")}"`;
export const quotes = (list) => `[${list.map(quote).join(", ")}]`;

/** A text that stays inside its section: no heading, fence, ruled title or raw HTML can begin in it. */
export function safeText(text) {
  return clean(text)
    .split("\n")
    .map((row) => row.trimEnd().replace(/^\t+| {4,}/, " "))
    .map((row) => row.replace(/^((?:\s*(?:>|[-*+]|\d{1,9}[.)])(?=\s))*\s*)(#{1,6}(?=\s|$)|#|`{3,}|~{3,})/, "$1\\$2"))
    .map((row) => row.replace(/^(\s*)(=+|-+)(\s*)$/, "$1\\$2$3").replace(/^(\s*)((?:[*_-]\s*){3,})$/, "$1\\$2"))
    .map((row) => row.replace(/(?<!\\)<(?=[A-Za-z!/?])/g, "\\<").replace(/(?<!\\)&(?=#|[A-Za-z][A-Za-z0-9]*;)/g, "\\&").replace(/!\[/g, "!\\["))
    .map((row) => row.replace(/\]\((?!https?:|\/(?!\/))/gi, "]\\(").replace(/^(\s*)\[(?=[^\]]*\]:)/, "$1\\["))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n");
}

/** A skill outside the vocabulary is asked of volunteers: the check wants a known word for a need of kind skill. */
export const kindOf = (need) => (need.kind === "skill" && !need.skill ? "volunteers" : need.kind);

/** Entries that hold something: those left empty are not sent. */
export const written = (entries, ...parts) => entries.filter((entry) => parts.some((part) => line(entry[part])));
export const needsOf = (draft) => written(draft.needs ?? [], "title", "places", "until");
export const partnersOf = (draft) => written(draft.partners ?? [], "name", "url");

/** An identifier that no other need bears, from the words of the need; it joins those taken. */
export function needId(need, taken) {
  const base = slug(need.title, 50) || need.kind || "need";
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
  taken.add(id);
  return id;
}

/** A need as lines of YAML, under a dash at an indent. */
export function needLines(need, id, indent = "  ") {
  const lines = [
    `id: ${quote(id)}`,
    `kind: ${quote(kindOf(need))}`,
    ...(need.kind === "skill" && need.skill ? [`skill: ${quote(need.skill)}`] : []),
    `title: ${quote(need.title)}`,
    ...(line(need.places) ? [`places: ${Number(need.places)}`] : []),
    ...(need.until ? [`until: ${quote(need.until)}`] : []),
  ];
  return dashed(lines, indent);
}

/** A partner as lines of YAML. */
export const partnerLines = (partner, indent = "  ") => dashed([`name: ${quote(partner.name)}`, ...(line(partner.url) ? [`url: ${quote(partner.url)}`] : [])], indent);

const dashed = (lines, indent) => lines.map((text, index) => `${indent}${index ? "  " : "- "}${text}`);

/** The whole file; `sections` names the headings in the language of the movement. */
export function fileOf(draft, sections) {
  const partners = partnersOf(draft);
  const needs = needsOf(draft);
  const taken = new Set();
  const head = [
    `title: ${quote(draft.title)}`,
    `summary: ${quote(draft.summary)}`,
    `territory: ${quote(draft.territory)}`,
    `purpose: ${quotes(draft.purpose)}`,
    `themes: ${quotes(draft.themes)}`,
    `beneficiaries: ${quotes(draft.beneficiaries)}`,
    `place: ${quote(draft.place)}`,
    "carrier:",
    `  name: ${quote(draft.name)}`,
    `  consent: ${draft.consent ? '"public"' : '"pseudonym"'}`,
    ...(partners.length ? ["partners:"] : []),
    ...partners.flatMap((item) => partnerLines(item)),
    'status: "seeking"',
    ...(needs.length ? ["needs:"] : []),
    ...needs.flatMap((need) => needLines(need, needId(need, taken))),
  ];
  const body = ["problem", "solution", "means"].map((key) => `## ${sections[key]}\n\n${safeText(draft[key])}\n`);
  return `---\n${head.join("\n")}\n---\n\n${body.join("\n")}`;
}

/** Where the file stands in the repository. */
export const pathOf = (draft) => `initiatives/${draft.territory || "00"}/${slug(draft.title) || "initiative"}.md`;
