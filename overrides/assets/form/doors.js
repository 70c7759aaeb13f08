// The doors, the best first: the server that answers at once, e-mail, the forge's page, the file. Each keeps the draft as it is.
import { line, slug } from "./file.js";
import { forgeLink, mailLink } from "./links.js";
import { at, button, data, download, link, make, say, words } from "./page.js";
import { keepReceipt, receiptCard } from "./receipts.js";
import { forget, openDoor, send } from "./serve.js";

let now = { path: "", text: "", draft: null, stands: false };
let looked = false;
let before = null; // the receipt of the text that this one takes the place of

/** What the doors would carry now. `stands`: the file is published already, and changes. */
export function prepareDoors(draft, path, text, stands) {
  now = { draft, path, text, stands };
  const file = path.split("/").pop();
  const place = data.territories.find((one) => one.code === draft.territory);
  const to = place?.contact || data.contact;
  const subject = say(stands ? words.subjectChange : words.subject, { title: line(draft.title), territory: place?.name ?? "" });
  const mail = mailLink(to, subject, stands ? `${say(words.attachChange, { path })}\n\n${text}` : text, say(words.attach, { file }));
  at("door-mail").href = mail.address;
  at("mail-to").textContent = to;
  const named = stands && file !== `${slug(draft.title)}.md`; // its place is not told by its title: the file must be attached
  if (named) at("door-mail").href = mailLink(to, subject, say(words.attachNamed, { file }), "").address;
  at("door-mail").dataset.named = named ? "yes" : "";
  at("mail-long").hidden = mail.whole || named;
  at("mail-whole").hidden = !mail.whole || named;
  at("mail-named").hidden = !named;
  at("door-file").download = file;
  if (!data.forge) return;
  const forge = forgeLink(data.forge, path, text, stands);
  at("forge-way").hidden = false;
  at("forge-long").hidden = forge.filled;
  at("door-forge").href = forge.address;
}

/** Look once whether the server's door is open, when the doors are seen. */
export async function lookForServer() {
  if (looked) return;
  looked = true;
  const open = await openDoor();
  at("serve-way").hidden = !open;
  at("doors").classList.toggle("act-served", Boolean(open));
}

/** Send the next text as a revision of what was sent, where this device holds the code of its receipt; null: a new one. */
export function revise(receipt) {
  before = receipt?.code ? receipt : null;
  at("door-serve").textContent = before ? say(words.reviseNow, { number: before.number }) : words.sendNow;
}

/** Forget what was said of a draft that has changed since. */
export function quiet() {
  for (const said of ["done", "mail-done", "serve-done"]) at(said).replaceChildren();
}

async function copy(said = at("done"), sentence = words.copied) {
  try {
    await navigator.clipboard.writeText(now.text);
    said.textContent = sentence;
  } catch {
    said.textContent = words.notCopied;
  }
}

/** The question that a line of the file answers, as a link, where it can be told. */
function about(finding, lead) {
  const rows = now.text.split("\n").slice(0, finding.line ?? 0).reverse();
  for (const row of rows) {
    const key = row.match(/^([a-z]+):/)?.[1];
    const heading = row.match(/^## (.+)$/)?.[1];
    const name = heading ? Object.keys(data.sections).find((one) => data.sections[one] === heading) : key === "carrier" ? "name" : key;
    if (name && words.labels[name]) {
      const made = link(`#i-${name}`, words.labels[name]);
      made.addEventListener("click", (event) => {
        event.preventDefault();
        lead(at(`i-${name}`));
      });
      return [made, " · "];
    }
  }
  return [];
}

function refused(said, lead) {
  const minutes = Math.max(1, Math.ceil(said.wait / 60));
  const why = { 0: words.noAnswer, 413: words.tooBig, 429: say(words.tooMany429, { n: minutes }), 503: words.closed503 }[said.status];
  const rows = (said.findings ?? []).map((one) => make("li", "", ...about(one, lead), `${one.message ?? ""} ${one.help ?? ""} `, make("span", "act-code", one.code ?? "")));
  return make("div", "block warm", make("p", "", why ?? ([said.message, said.help].filter(Boolean).join(" ") || words.refused)), why && said.message ? make("p", "", said.message) : "",
    rows.length ? make("ul", "", ...rows) : "", make("p", "", words.stillHere));
}

async function sendNow(lead, sent) {
  const act = at("door-serve");
  if (act.getAttribute("aria-disabled") === "true") return;
  act.setAttribute("aria-disabled", "true");
  at("serve-done").replaceChildren(make("p", "", words.sending));
  const { text, path, stands, draft } = now;
  const door = await openDoor();
  const said = door ? await send(door, text, stands ? path.split("/").pop().replace(/\.md$/, "") : "", before?.code) : { status: 0 };
  act.removeAttribute("aria-disabled");
  if (said.status !== 201) {
    if (!said.status) forget();
    act.textContent = words.again;
    at("serve-done").replaceChildren(refused(said, lead));
    return;
  }
  const receipt = { number: said.number, revision: said.revision, title: line(draft.title), path, sent: new Date().toISOString(), deadline: said.deadline, receipt: said.receipt, code: said.code };
  const kept = keepReceipt(receipt);
  const follow = `${data.paths.follow}?n=${encodeURIComponent(said.number)}`;
  at("receipt").replaceChildren(receiptCard(receipt, follow, kept));
  at("receipt").hidden = false;
  at("doors").hidden = true;
  at("receipt").focus();
  sent(receipt);
}

/** Bring the doors to life. `lead(field)` shows a question; `sent(receipt)` hears of a receipt. */
export function beginDoors(lead, sent) {
  at("copy").addEventListener("click", () => copy(at("mail-done")));
  at("door-mail").addEventListener("click", async (event) => {
    at("mail-done").textContent = words.mailNext;
    if (at("door-mail").dataset.named) download(at("door-file").download, now.text, "text/markdown;charset=utf-8");
    if (at("mail-long").hidden) return;
    event.preventDefault(); // the text is copied first: the message that opens asks to paste it
    await copy(at("mail-done"), words.paste);
    location.href = at("door-mail").href;
  });
  at("door-forge").addEventListener("click", () => {
    if (!at("forge-long").hidden) copy();
  });
  at("door-file").addEventListener("click", (event) => {
    event.preventDefault();
    download(at("door-file").download, now.text, "text/markdown;charset=utf-8");
    at("done").textContent = `${words.downloaded} ${at("door-file").download}`;
  });
  at("door-serve").addEventListener("click", () => sendNow(lead, sent));
}
