// My key: made here, or brought from its closed copy; what it has signed, as the server tells it and as this device knows it.
import { el, field, get, onDay, say } from "./dom.js";
import { LEAST, forget, keys, makeKey, possible, said, takeKey } from "./keys.js";

function offered(name, text) {
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: `${name}.preau-key.json`, class: "button", id: "copy" }, say("saveCopy"));
  return link;
}

function making(done) {
  const name = field(say("keyName"), el("input", { name: "name", value: say("keyNameDefault"), maxlength: "40", autocomplete: "off" }));
  const first = field(say("passphrase"), el("input", { type: "password", name: "passphrase", autocomplete: "new-password" }), say("passphraseNote", { n: LEAST }));
  const again = field(say("passphraseAgain"), el("input", { type: "password", name: "again", autocomplete: "new-password" }));
  const make = async (event) => {
    event.preventDefault();
    if (!first.tell(first.input.value.length < LEAST ? say("passphraseShort", { n: LEAST }) : "")) return;
    if (!again.tell(first.input.value === again.input.value ? "" : say("passphraseOther"))) return;
    const made = await makeKey(name.input.value.trim() || say("keyNameDefault"), first.input.value);
    done(made.entry, made.copy);
  };
  return el("form", { id: "make", novalidate: true, onsubmit: make }, el("h2", {}, say("makeKey")), el("p", {}, say("makeKeyNote")), name, first, again, el("button", { class: "main" }, say("makeKeyButton")));
}

function bringing(done) {
  const file = field(say("copyFile"), el("input", { type: "file", accept: ".json,application/json", name: "copy" }));
  const words = field(say("passphrase"), el("input", { type: "password", name: "opening", autocomplete: "current-password" }));
  const bring = async (event) => {
    event.preventDefault();
    const [chosen] = file.input.files;
    if (!file.tell(chosen ? "" : say("chooseCopy"))) return;
    try {
      done(await takeKey(await chosen.text(), words.input.value), "");
    } catch (error) {
      if (error.message === "passphrase") words.tell(say("wrongPassphrase"));
      else file.tell(say("notACopy"));
    }
  };
  return el("form", { id: "bring", novalidate: true, onsubmit: bring }, el("h2", {}, say("bringKey")), el("p", {}, say("bringKeyNote")), file, words, el("button", {}, say("bringKeyButton")));
}

async function signedBy(key) {
  const [theirs, all] = [await get(`/api/signed/${encodeURIComponent(key.fingerprint)}`), await said()];
  const statement = (line) => line.split(" ")[0];
  const ours = new Set(all.map((one) => statement(one.line)));
  const known = new Set(theirs.map((one) => one.statement));
  const rows = theirs.map((one) => el("li", {}, `${onDay(one.day)}: ${say(`did_${one.verb}`)} `, el("code", {}, one.paths.join(", ")), ours.has(one.statement) ? "" : el("strong", { class: "late" }, ` ${say("notFromHere")}`)));
  const lost = all.filter((one) => one.print === key.fingerprint && !known.has(statement(one.line)));
  const missing = lost.map((one) => el("li", { class: "late" }, `${onDay(one.day)}: ${one.number} ${one.title}. ${say("notShown")}`));
  return [el("h3", {}, say("signedWith")), el("p", { class: "note" }, say("signedNote")), rows.length + missing.length ? el("ul", { id: "signed" }, missing, rows) : el("p", {}, say("nothingSigned"))];
}

async function shown(key, movement, again, copy) {
  const held = movement.mandates.filter((holder) => holder.keys.includes(key.fingerprint));
  const line = el("pre", { tabindex: "0", class: "exact", id: "line" }, `${key.line} ${key.name.replace(/\s+/g, "-")}`);
  const remove = el("button", { type: "button", class: "small", onclick: async () => window.confirm(say("removeSure")) && (await forget(key.fingerprint), again()) }, say("removeKey"));
  return el("section", { class: "key card" }, el("h2", {}, key.name),
    copy ? el("div", { class: "box good" }, el("p", {}, say("saveCopyNote")), offered(key.name.replace(/[^\p{L}\p{N}-]+/gu, "-"), copy)) : null,
    held.length ? el("ul", { class: "mandates" }, held.map((holder) => el("li", {}, say(holder.advises ? "advisesFor" : "speaksFor", { place: holder.place }), holder.until ? ` ${say("untilDay", { day: onDay(holder.until) })}` : ""))) : el("p", { class: "box" }, say("noMandate")),
    el("p", {}, say("giveLine")), line, await signedBy(key).catch(() => null), remove);
}

export async function keyPage(movement, again, copies) {
  if (!(await possible())) return [el("h1", { tabindex: "-1" }, say("myKey")), el("p", { class: "box bad" }, say("cannotSign"))];
  const done = (entry, copy) => {
    if (copy) copies.set(entry.fingerprint, copy);
    again();
  };
  const mine = await Promise.all((await keys()).map((key) => shown(key, movement, again, copies.get(key.fingerprint))));
  const forms = [making(done), bringing(done)];
  return [el("h1", { tabindex: "-1" }, say("myKey")), el("p", {}, say("myKeyNote")), ...mine, mine.length ? el("details", { class: "part" }, el("summary", {}, say("anotherKey")), forms) : el("div", {}, forms)];
}
