// The answer to a proposal: what one says, what one signs, in plain words and to the last byte; then what became of it.
import { blobId, fingerprint, keyIn, pastedLine, utf8 } from "./bytes.js";
import { el, faultOf, field, get, onDay, post, say, seconds } from "./dom.js";
import { remember, sign } from "./keys.js";
import { NAMESPACE, afterDays, decisionFile, oneLine, reasonFault, signedLine, statementBytes } from "./statement.js";

const OUTCOMES = { decline: "declined", withdraw: "withdrawn" };
const TEMPLATES = { return: ["askWho", "askMeans", "askNear"], advise: ["fromPaper", "knowPlace"], decline: ["notMet", "sameExists"], withdraw: ["onRequest"] };

// The reason that is being written about a number stays in this tab until it is sent: another choice, a way back, a reload lose nothing.
function reasonOf(number, text) {
  try {
    if (text === undefined) return sessionStorage.getItem(`preau-reason-${number}`) ?? "";
    sessionStorage.setItem(`preau-reason-${number}`, text);
  } catch {
    // a browser that keeps nothing
  }
  return text ?? "";
}

// Who may say what: [{mandate, name, print, verb, sole}], each with one key of the registry.
function voices(answerKind, one, movement) {
  const people = movement.mandates.flatMap((holder) => holder.keys.map((print) => ({ ...holder, print })));
  if (answerKind === "advise") return people;
  const able = people.filter((person) => !person.advises && person.mandate in one.deciders);
  if (answerKind !== "approve") return able;
  const found = [];
  for (const need of one.needs) {
    for (const person of able) if (need.who.includes(person.mandate)) found.push({ ...person, verb: need.verb, sole: need.sole });
    if (need.carrier) found.push({ mandate: need.carrier.mandate, name: say("carrier"), print: need.carrier.print, verb: "amend", own: true });
  }
  return found;
}

// What is to be signed: {bytes, decision?} for a voice and what it says.
async function toSign(one, movement, how) {
  const said = { repository: movement.root, seen: movement.seen, day: movement.day, signer: how.voice.print, mandate: how.voice.mandate, independent: how.independent };
  if (how.kind in OUTCOMES) {
    const facts = { ...one.deciders[how.voice.mandate], outcome: OUTCOMES[how.kind], criterion: how.criterion, reason: how.reason, decider: how.voice.mandate.split("/")[1] };
    const decision = decisionFile(one.number, facts, movement.day);
    const entries = [{ path: decision.path, old: null, new: await blobId(utf8(decision.text)) }];
    return { bytes: statementBytes(entries, { ...said, verb: how.kind }), decision: decision.text };
  }
  return { bytes: statementBytes(one.entries, { ...said, verb: how.voice.verb ?? how.kind, reason: how.reason }), decision: "" };
}

const VERBS = { approve: "youApprove", return: "youReturn", advise: "youAdvise", decline: "youDecline", withdraw: "youWithdraw" };

function inWords(one, movement, how, made) {
  const files = one.entries.map((entry) => el("li", {}, el("code", {}, entry.path), " ", say(entry.old ? (entry.new ? "changed" : "taken") : "added"), entry.new ? el("span", { class: "note" }, ` ${entry.new.slice(0, 12)}`) : ""));
  return [
    el("p", {}, say(VERBS[how.kind], { who: `${how.voice.name} (${how.voice.mandate})`, title: one.title })),
    how.kind in OUTCOMES ? el("pre", { tabindex: "0" }, made.decision) : el("ul", {}, files),
    how.reason && !(how.kind in OUTCOMES) ? el("blockquote", {}, oneLine(how.reason)) : null,
    el("p", {}, say(how.independent ? "independent" : "notIndependent")),
    el("p", { class: "note" }, say("holds", { day: onDay(movement.day), until: onDay(afterDays(movement.day, 60)) })),
    el("details", {}, el("summary", {}, say("bytes")), el("pre", { tabindex: "0", class: "exact", id: "bytes" }, new TextDecoder().decode(made.bytes))),
  ];
}

// The answer being made, as a form; `keys` are those of this device.
export function answer(one, movement, keys) {
  const state = { turn: 0, file: "" };
  const body = el("div", { class: "answer-body" });
  const outcome = el("div", { id: "outcome", "aria-live": "polite" });
  const choices = Object.keys(VERBS).map((kind) => {
    const radio = el("input", { type: "radio", name: "answer", value: kind, onchange: () => show(kind) });
    return el("label", { class: "pick" }, radio, say(kind));
  });
  const form = el("form", { class: "answer", id: "answer", novalidate: true, onsubmit: (event) => event.preventDefault() }, el("fieldset", { class: "picks" }, el("legend", {}, el("h2", {}, say("yourAnswer"))), choices), body);
  const here = (voice) => keys.find((key) => key.fingerprint === voice.print);

  function show(kind) {
    const able = voices(kind, one, movement);
    const mine = able.filter(here);
    const options = mine.length ? mine : able;
    if (!options.length) {
      body.replaceChildren(el("p", { class: "box" }, say("notYours")));
      return;
    }
    const fields = fieldsOf(kind, options);
    const summary = el("div", { class: "box", id: "summary" });
    const acts = el("div", { class: "acts" });
    const inside = el("div", {}, fields.all, el("h3", {}, say("youSign")), summary, acts);
    body.replaceChildren(inside);
    const draw = () => drawn(kind, fields, summary, acts);
    inside.addEventListener("input", draw);
    draw();
  }

  function fieldsOf(kind, options) {
    const all = [];
    const who = el("select", { name: "who" }, options.map((voice, at) => el("option", { value: at }, `${voice.name} (${voice.mandate}) ${here(voice) ? "" : voice.print.slice(7, 15)}`)));
    const whoField = field(say("inName"), who, keys.length ? "" : say("noKeyHere"));
    if (options.length > 1) all.push(whoField);
    let criterion = null;
    if (kind === "decline") {
      criterion = el("select", { name: "criterion" }, movement.criteria.map((rule) => el("option", { value: rule.id }, rule.name)));
      all.push(field(say("criterion"), criterion));
    }
    let reason = null;
    if (kind in TEMPLATES) {
      const text = el("textarea", { name: "reason", rows: "5", maxlength: "900" });
      text.value = reasonOf(one.number);
      text.addEventListener("input", () => reasonOf(one.number, text.value));
      reason = field(say(kind in OUTCOMES ? "publicReason" : "words"), text, say("reasonNote"));
      all.push(templates(kind, text, criterion), reason);
    }
    const own = el("input", { type: "checkbox", name: "independent" });
    const ask = kind === "approve" && !options.every((voice) => voice.own);
    if (ask) all.push(el("label", { class: "pick" }, own, say("iAmNeither")));
    return { all, options, who, criterion, reason, own: ask ? own : null };
  }

  function templates(kind, text, criterion) {
    let last = "";
    const use = (name) => {
      const [own, said] = [text.value.trim(), say(name, { criterion: criterion?.selectedOptions[0]?.textContent ?? "" })];
      text.value = !own || own === last ? said : `${own}\n${said}`;
      last = said;
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    };
    return el("div", { class: "templates", role: "group", "aria-label": say("templates") }, TEMPLATES[kind].map((name) => el("button", { type: "button", class: "small", onclick: () => use(name) }, say(`${name}Label`))));
  }

  async function drawn(kind, fields, summary, acts) {
    const voice = fields.options[Number(fields.who.value) || 0];
    const independent = voice.own ? false : fields.own ? fields.own.checked || !voice.sole : true;
    const how = { kind, voice, independent, criterion: fields.criterion?.value ?? "", reason: fields.reason?.input.value ?? "" };
    const turn = (state.turn += 1);
    const made = await toSign(one, movement, how);
    const ready = () => {
      const fault = fields.reason ? reasonFault(how.reason) : "";
      if (fault) return fields.reason.tell(say(fault));
      fields.reason?.tell("");
      if (fields.own && !voice.own && !voice.sole && !fields.own.checked) {
        outcome.replaceChildren(el("p", { class: "box bad", role: "alert" }, say("mustSay")));
        fields.own.focus();
        return false;
      }
      return true;
    };
    if (turn === state.turn) {
      summary.replaceChildren(...inWords(one, movement, how, made).filter(Boolean));
      acts.replaceChildren(...signing(how, made, ready));
    }
  }

  // Signing with a key of this device, or with one that is elsewhere.
  function signing(how, made, ready) {
    const key = here(how.voice);
    const label = say(how.kind === "approve" && one.needs.reduce((sum, need) => sum + need.missing, 0) <= 1 ? "signPublish" : "sign");
    const button = el("button", { type: "button", class: "main", id: "sign", onclick: () => ready() && send(() => sign(key, made.bytes, NAMESPACE), how, made) }, label);
    URL.revokeObjectURL(state.file);
    const file = (state.file = URL.createObjectURL(new Blob([made.bytes], { type: "application/json" })));
    const pasted = field(say("pasted"), el("textarea", { rows: "4", name: "signature", spellcheck: "false", autocomplete: "off" }));
    pasted.addEventListener("input", (event) => event.stopPropagation());
    const use = async () => {
      const line = pastedLine(pasted.input.value);
      const signer = line && keyIn(line);
      if (!signer || (await fingerprint(signer)) !== how.voice.print) return pasted.tell(say(line ? "otherKey" : "noBlock"));
      return ready() && send(async () => line, how, made);
    };
    const elsewhere = el("details", { open: !key, id: "elsewhere" }, el("summary", {}, say("elsewhere")),
      el("p", {}, el("a", { href: file, download: "declaration.json" }, say("download"))),
      el("pre", { tabindex: "0" }, `ssh-keygen -Y sign -n ${NAMESPACE} -f ~/.ssh/id_ed25519 declaration.json`),
      pasted, el("button", { type: "button", id: "use", onclick: use }, say("usePasted")));
    return [key ? button : el("p", { class: "note" }, say("keyElsewhere")), elsewhere];
  }

  async function send(signed, how, made) {
    const began = performance.now();
    const buttons = form.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    outcome.replaceChildren(el("p", { role: "status" }, say("sending")));
    try {
      const line = signedLine(made.bytes, await signed());
      await remember({ line, print: how.voice.print, number: one.number, verb: how.kind, day: movement.day, title: one.title }).catch(() => {});
      const done = await post("/api/words", { number: one.number, line, decision: made.decision });
      reasonOf(one.number, "");
      form.replaceChildren();
      await told(done, began);
    } catch (error) {
      outcome.replaceChildren(faultOf(error));
      outcome.firstElementChild.focus();
      for (const button of buttons) button.disabled = false;
    }
  }

  async function told(done, began) {
    const box = el("div", { class: "box good", role: "status", tabindex: "-1" }, el("p", {}, el("strong", {}, say(`done_${done.done}`))), done.turn ? el("p", {}, done.turn) : null);
    for (const frame of document.querySelectorAll("iframe:not([data-drawn])")) frame.remove();
    outcome.replaceChildren(box, el("p", {}, el("a", { href: "#" }, say("next"))));
    box.focus();
    if (!done.commit) return;
    const after = (performance.now() - began) / 1000;
    const wait = el("p", {}, say("soonVisible"));
    box.append(wait);
    for (let tries = 0; tries < 600; tries += 1) {
      const shown = await get(`/api/shown/${done.commit}`).catch(() => null);
      if (shown?.visible) {
        const whole = (performance.now() - began) / 1000;
        wait.replaceChildren(shown.address ? el("a", { href: shown.address, id: "visible" }, say("visible")) : say("visibleHere"), " ", say("took", { whole: seconds(whole), merge: seconds(after), site: seconds(whole - after) }));
        box.dataset.seconds = JSON.stringify({ whole, signed: after, server: done.seconds, site: shown.seconds });
        return;
      }
      await new Promise((later) => setTimeout(later, 300));
    }
    wait.textContent = say("notYetVisible");
  }

  return el("section", { class: "answering" }, form, outcome);
}
