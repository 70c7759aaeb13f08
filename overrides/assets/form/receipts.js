// Receipts on this device: what was sent, under which number, and when the answer is due; kept, shown, downloaded, printed.
// localStorage["preau-receipts"]: [{number, revision, title, path, sent, deadline, receipt, code}], the newest first
import { button, download, link, longDay, make, say, words } from "./page.js";

const KEY = "preau-receipts";
const MOST = 50;

/** The receipts kept here, the newest first. */
export function receipts() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.number === "string") : [];
  } catch {
    return [];
  }
}

/** Keep a receipt; whether this device took it. */
export function keepReceipt(receipt) {
  const others = receipts().filter((one) => one.number !== receipt.number || one.revision !== receipt.revision);
  try {
    localStorage.setItem(KEY, JSON.stringify([receipt, ...others].slice(0, MOST)));
    return true;
  } catch {
    return false;
  }
}

/** The receipt as a file that a person and a program can read. */
export function asText(receipt, follow) {
  const rows = [
    `${words.receiptTitle} ${receipt.number}`, "", receipt.title ?? "", receipt.path ?? "", "",
    say(words.received, { day: longDay(receipt.sent) }), receipt.deadline ? say(words.due, { day: longDay(receipt.deadline) }) : "", words.next, "",
    `${words.followHere} ${follow}`, "", receipt.receipt ? `preau-receipt: ${receipt.receipt}` : "",
    receipt.code ? `${words.code} ${receipt.code}` : "",
  ];
  return rows.join("\n").replace(/\n{3,}/g, "\n\n") + "\n";
}

/** The receipt as a part of the page: number, what happens next and by when, and ways to keep it. */
export function receiptCard(receipt, follow, kept) {
  const absolute = new URL(follow, location.href).href;
  return make("div", "block good act-receipt",
    make("p", "block-title", words.sent),
    make("p", "act-number-big", say(words.number, { number: receipt.number })),
    receipt.deadline ? make("p", "", say(words.due, { day: longDay(receipt.deadline) })) : "",
    make("p", "", words.next),
    make("p", "actions", button(words.download, () => download(`${receipt.number}.txt`, asText(receipt, absolute)), "button"),
      button(words.print, () => print()), Object.assign(link(follow, words.follow), { className: "button button-plain" })),
    make("p", "small", kept ? words.receiptKept : words.receiptNotKept),
    receipt.receipt ? make("details", "", make("summary", "", words.receiptText), make("pre", "", receipt.receipt)) : "");
}
