// Follow my proposal: its number to where it is, whose turn it is, what was answered and what its author can do.
// #form-data: {built: day, serve, buckets: ["2026/0001-0500"], scopes: {code: [name, address]}, criteria: {id: name},
//   paths: {proposals, root, form}}; what the site tells of a number: views/following.py; what a server tells: docs/doors.md
import { asText, receipts } from "./form/receipts.js";
import { at, button, data, download, link, longDay, make, say, today, words } from "./form/page.js";
import { asksAbout, openDoor } from "./form/serve.js";

const DONE = new Set(["published", "declined", "withdrawn", "dropped"]);

/** A number as people write it: "n° 2026 12" is 2026-0012; "" when it is none. */
export function numberOf(text) {
  const found = String(text).normalize("NFKC").replace(/[‐-―−]/g, "-").match(/(20\d{2})\D{0,3}?(\d{1,4})(?!\d)/);
  return found && Number(found[2]) ? `${found[1]}-${found[2].padStart(4, "0")}` : "";
}

const bucketOf = (number) =>
  data.buckets.find((one) => {
    const [year, first, last] = one.split(/[/-]/);
    return number.startsWith(`${year}-`) && Number(number.slice(5)) >= Number(first) && Number(number.slice(5)) <= Number(last);
  });

/** What is told of a number: {found: {…}} from the server or the site, or {why: a sentence}. */
async function ask(number) {
  const door = await openDoor();
  const told = door ? await asksAbout(door, number) : null;
  if (told) return { found: { ...told, territory: told.scope ?? told.territory }, live: true };
  if (!data.buckets.length) return { why: words.noTrail };
  const unknown = { why: say(words.unknown, { number, day: longDay(data.built) }), more: words.unknownWhy };
  const bucket = bucketOf(number);
  if (!bucket) return unknown;
  try {
    const answer = await fetch(`${data.paths.proposals}${bucket}.json`);
    const found = (await answer.json()).proposals.find((one) => one.number === number);
    return found ? { found } : unknown;
  } catch {
    return { why: words.noNetwork };
  }
}

const message = (to, subject, body) => `mailto:${to}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
const inSite = (address) => (/^https?:/.test(address) ? address : data.paths.root + address.replace(/^\//, ""));

function acts(told, state, to) {
  const { number } = told;
  const receipt = receipts().find((one) => one.number === number)?.receipt ?? "";
  const row = (text, ...inside) => make("li", "", text, ...inside);
  if (state === "published") {
    const key = told.address?.match(/([\w-]+)\/([a-z0-9-]+)\/$/);
    return key ? [row("", link(`${data.paths.form}?initiative=${key[1].toUpperCase().replace(/^R-/, "r-").replace("ABROAD", "abroad")}/${key[2]}`, words.update))] : [];
  }
  if (state === "declined") return [row("", link(data.paths.form, words.again))];
  if (DONE.has(state)) return [];
  return [
    row(say(words.revise, { number }), " ", link(data.paths.form, words.openForm)),
    ...(state === "late" ? [row("", link(message(to, say(words.subjectAsk, { number }), say(words.bodyAsk, { number })), words.ask))] : []),
    row("", link(message(to, say(words.subjectWithdraw, { number }), say(words.bodyWithdraw, { number, receipt })), words.withdraw), ` · ${words.withdrawHow}`),
  ];
}

function shown(told, live) {
  const late = told.state === "waiting" && told.deadline < today();
  const state = late ? "late" : told.state;
  const [scope, to] = data.scopes[told.territory] ?? [told.territory ?? "", at("follow").dataset.contact ?? ""];
  const facts = { scope, contact: to };
  const waits = !DONE.has(state);
  const can = acts(told, state, to);
  return make("article", `block ${state === "published" ? "good" : waits ? "calm" : "warm"}`,
    make("h2", "", say(words.number, told), told.revision > 1 ? ` · ${say(words.revision, { n: told.revision })}` : ""),
    told.title ? make("p", "", make("strong", "", told.title)) : "",
    make("p", "act-where", words.states[state] ?? state),
    make("p", "", say(told.whose_turn && typeof told.whose_turn === "string" && told.whose_turn.includes(" ") ? told.whose_turn : words.turn[state] ?? "", facts)),
    told.decided ? make("p", "", say(words.decided, { day: longDay(told.decided) })) : waits && told.deadline ? make("p", "", say(late ? words.overdue : words.due, { day: longDay(told.deadline) })) : "",
    told.criterion ? make("p", "", say(words.criterion, { name: data.criteria[told.criterion] ?? told.criterion })) : "",
    told.reason ? make("div", "", make("p", "", words.reason), make("blockquote", "", told.reason)) : "",
    told.address ? make("p", "", link(inSite(told.address), words.see)) : "",
    can.length ? make("h3", "", words.acts) : "", can.length ? make("ul", "", ...can) : "",
    make("p", "small soft", told.received ? say(words.received, { day: longDay(told.received), scope }) : "", " ", live ? words.live : say(words.built, { day: longDay(data.built) })));
}

async function follow(text) {
  const number = numberOf(text);
  at("number").setAttribute("aria-invalid", String(!number));
  if (!number) {
    at("answer").replaceChildren(make("p", "error", words.form));
    return;
  }
  at("number").value = number;
  const { found, live, why, more } = await ask(number);
  at("answer").replaceChildren(found ? shown({ ...found, number }, live) : make("div", "block warm", make("p", "", why), more ? make("p", "", more) : ""));
  if (found) at("answer").focus();
}

at("follow").addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = at("number").value;
  history.replaceState(null, "", `?n=${encodeURIComponent(numberOf(typed) || typed)}`);
  follow(typed);
});
const mine = receipts();
at("mine-part").hidden = !mine.length;
for (const one of mine) {
  const absolute = new URL(`?n=${encodeURIComponent(one.number)}`, location.href).href;
  at("mine").append(make("li", "", link(`?n=${encodeURIComponent(one.number)}`, `${one.number} · ${one.title ?? ""}`),
    make("span", "", button(words.download, () => download(`${one.number}.txt`, asText(one, absolute))))));
}
const given = new URLSearchParams(location.search).get("n");
if (given) {
  at("number").value = given;
  follow(given);
}
