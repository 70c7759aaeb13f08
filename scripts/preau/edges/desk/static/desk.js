// The desk: what waits, one proposal, my key. One page, three views, named after the sign # of its address.
import { el, faultOf, get, say, settings } from "./dom.js";
import { keyPage } from "./keypage.js";
import { keys } from "./keys.js";
import { list } from "./list.js";
import { proposal } from "./proposal.js";

const place = document.getElementById("view");
const copies = new Map(); // closed copies of keys made since this page was opened, offered until it is closed
let turn = 0;

// A browser that keeps nothing can still read.
function kept(act, ...value) {
  try {
    return localStorage[act]("preau-root", ...value);
  } catch {
    return null;
  }
}

// The movement must stay the one that this page, or this device, knew the first time.
function sameMovement(movement) {
  const known = settings.root || kept("getItem");
  if (known && known !== movement.root) throw new Error(say("otherMovement"));
  kept("setItem", movement.root);
}

async function view() {
  const name = decodeURIComponent(location.hash.slice(1));
  const [movement, mine] = await Promise.all([get("/api/movement"), keys().catch(() => [])]);
  sameMovement(movement);
  const held = movement.mandates.filter((holder) => holder.keys.some((print) => mine.some((key) => key.fingerprint === print)));
  if (name === "key") return keyPage(movement, show, copies);
  if (/^\d{4}-\d{4}$/.test(name)) return proposal(name, movement, mine);
  return [mine.length ? null : el("p", { class: "box" }, say("noKey"), " ", el("a", { href: "#key" }, say("toKey"))), ...(await list(movement, new Set(held.map((holder) => holder.mandate))))];
}

async function show() {
  const mine = (turn += 1);
  place.setAttribute("aria-busy", "true");
  let parts;
  try {
    parts = await view();
  } catch (error) {
    parts = [el("h1", { tabindex: "-1" }, say("trouble")), faultOf(error), el("p", {}, el("button", { type: "button", onclick: show }, say("again")))];
  }
  if (mine !== turn) return;
  place.replaceChildren(...parts.filter((part) => part !== null));
  place.removeAttribute("aria-busy");
  for (const link of document.querySelectorAll("nav a")) {
    if (new URL(link.href).hash === location.hash) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const title = place.querySelector("h1");
  document.title = `${title?.textContent ?? ""} · ${say("desk")}`;
  if (mine > 1) title?.focus();
  window.scrollTo(0, 0);
}

window.addEventListener("hashchange", show);
show();
