// What is at fault, in plain words, with the code of `preau check` and the way to its explanation; and characters counted.
import { data, link, say, words } from "./page.js";

const plural = new Intl.PluralRules(data.language);

/** What is wrong, as people say it. */
function sentenceOf(fault) {
  const { code, facts } = fault;
  if (code === "PR122") return facts.sign === "≥" ? words.choose : say(words.tooMany, { most: facts.limit });
  return say(words.rules[code] ?? words.refusedHere, { ...facts, n: facts.over });
}

/** Show a fault beside its question, or take it away; a warning is told more softly. */
export function showFault(state, fault) {
  if (!state) return;
  const sign = fault ? `${fault.code} ${JSON.stringify(fault.facts)}` : "";
  if (state.dataset.sign === sign) return;
  state.dataset.sign = sign;
  state.classList.toggle("act-advice", fault?.severity === "warning");
  state.replaceChildren(...(fault ? [sentenceOf(fault), " ", Object.assign(link(`#${fault.code}`, fault.code), { className: "act-code", title: words.why })] : []));
}

/** How many characters there are, of how many. */
export function count(counter, n, most) {
  if (!counter || most === Infinity) return;
  counter.textContent = n > most ? say(words.over, { n: n - most }) : say(plural.select(n) === "one" ? words.counterOne : words.counter, { n, most });
  counter.classList.toggle("over", n > most);
}
