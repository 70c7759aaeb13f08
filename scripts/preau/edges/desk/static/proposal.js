// One proposal: as it will appear, the very bytes that one signs, what is known of it, and the answer.
import { blobId, fromBase64 } from "./bytes.js";
import { el, get, onDay, say, settings } from "./dom.js";
import { answer } from "./answer.js";
import { around, rows, textOf, visible } from "./texts.js";

// The bytes of each file, under the name that this page computes for them; throws when the server named them otherwise.
async function checked(one) {
  const bytes = new Map();
  for (const [name, text] of Object.entries(one.blobs)) {
    const data = fromBase64(text);
    if ((await blobId(data)) !== name) throw new Error(say("wrongBytes"));
    bytes.set(name, data);
  }
  for (const entry of one.entries)
    for (const name of [entry.old, entry.new]) if (name && !bytes.has(name)) throw new Error(say("wrongBytes"));
  return bytes;
}

const part = (title, inside, open = false) => el("details", { class: "part", open }, el("summary", {}, el("h2", {}, title)), inside);

function file(entry, bytes) {
  const [before, after] = [entry.old, entry.new].map((name) => (name ? textOf(bytes.get(name)) : ""));
  const title = el("h3", {}, el("code", {}, entry.path));
  if (before === null || after === null) return [title, el("p", {}, say("noText"))];
  if (!entry.new) return [title, el("p", { class: "late" }, say("removed")), el("pre", { tabindex: "0" }, visible(before))];
  if (!entry.old) return [title, el("pre", { tabindex: "0", class: "exact" }, visible(after))];
  const kinds = { "=": "", "-": "old", "+": "new" };
  const lines = around(rows(before, after)).map((row) => (row === null ? el("span", { class: "gap" }, "⋯\n") : el("span", { class: kinds[row[0]] }, `${row[0] === "=" ? " " : row[0]} ${visible(row[1])}\n`)));
  return [title, el("p", { class: "note" }, say("onlyChanges")), el("pre", { tabindex: "0", class: "changes" }, lines), el("details", {}, el("summary", {}, say("whole")), el("pre", { tabindex: "0", class: "exact" }, visible(after)))];
}

function preview(one) {
  const wait = el("p", { class: "note", role: "status" }, say("drawing"));
  const drawn = (event) => {
    event.target.setAttribute("data-drawn", "");
    wait.remove();
  };
  const frame = el("iframe", { title: say("preview"), sandbox: "", loading: "lazy", referrerpolicy: "no-referrer", src: `${settings.base}${one.preview}`, onload: drawn });
  return [el("p", { class: "note" }, say("previewNote")), wait, frame];
}

function facts(one) {
  const rows = [
    [say("number"), `${one.number} (${say("revision", { n: one.revision })})`],
    [say("place"), one.place],
    [say("received"), one.received ? onDay(one.received) : ""],
    [say("deadline"), one.deadline ? onDay(one.deadline) : ""],
    [say("turnOf"), one.turn],
  ];
  return el("dl", { class: "facts" }, rows.filter(([, value]) => value).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

function toAnswer() {
  const form = document.getElementById("answer");
  form?.scrollIntoView({ block: "start" });
  form?.querySelector("input")?.focus();
}

const bullets = (texts, empty) => (texts.length ? el("ul", {}, texts.map((text) => el("li", {}, text))) : el("p", {}, empty));

export async function proposal(number, movement, keys) {
  const one = await get(`/api/waiting/${number}`);
  const bytes = await checked(one);
  const near = one.near.map((other) => el("span", {}, other.address ? el("a", { href: other.address, rel: "noopener", target: "_blank" }, other.title) : other.title, ` (${other.score} %)`));
  const found = one.findings.map((fault) => `${fault.code} ${fault.path}:${fault.line} ${fault.message}`);
  return [
    el("p", {}, el("a", { href: "#" }, say("back"))),
    el("h1", { tabindex: "-1" }, one.title),
    facts(one),
    el("p", {}, el("button", { type: "button", onclick: () => toAnswer() }, say("toYourAnswer"))),
    one.beside.length ? el("p", { class: "box" }, say("beside", { numbers: one.beside.join(", ") })) : null,
    one.preview ? part(say("appears"), preview(one), true) : null,
    part(say("exactly"), one.entries.flatMap((entry) => file(entry, bytes)), one.entries.some((entry) => entry.old)),
    part(say("criteria"), bullets(movement.criteria.map((rule) => `${rule.name} · ${rule.question}`), say("none")), true),
    part(say("near"), bullets(near, say("none"))),
    part(say("findings"), bullets(found, say("noFindings"))),
    part(say("said"), bullets(one.words, say("nothingSaid")), one.words.length > 0),
    answer(one, movement, keys),
  ];
}
