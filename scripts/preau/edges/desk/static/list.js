// What waits: the oldest first, for me or for all.
import { count, el, get, onDay, say } from "./dom.js";

function card(one) {
  const due = one.deadline ? say(one.late ? "wasDue" : "due", { day: onDay(one.deadline) }) : "";
  return el("li", { class: "card" },
    el("h2", {}, el("a", { href: `#${one.number}` }, one.title)),
    el("p", { class: "note" }, `${one.number} · ${one.place}`),
    el("p", {}, one.turn),
    due ? el("p", { class: one.late ? "late" : "note" }, due) : null,
  );
}

export async function list(movement, mine) {
  const all = await get("/api/waiting");
  const forMe = all.filter((one) => one.mandates.some((name) => mine.has(name)));
  const place = el("ol", { class: "cards", id: "waiting" });
  const told = el("p", { class: "note", role: "status" });
  const show = (some) => {
    place.replaceChildren(...some.map(card));
    told.textContent = some.length ? count("waiting", some.length) : say("nothing");
  };
  const choice = (name, some, chosen) => {
    const radio = el("input", { type: "radio", name: "which", value: name, checked: chosen, onchange: () => show(some) });
    return el("label", { class: "pick" }, radio, `${say(name)} (${some.length})`);
  };
  show(mine.size ? forMe : all);
  return [
    el("h1", { tabindex: "-1" }, say("toAnswer")),
    mine.size ? el("fieldset", { class: "picks" }, el("legend", { class: "hidden" }, say("which")), choice("forMe", forMe, true), choice("forAll", all, false)) : null,
    told,
    place,
  ];
}
