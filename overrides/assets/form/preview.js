// The page of the initiative as it will appear, made of text only: nothing that was typed becomes code.
import { clean, kindOf, line, needsOf, partnersOf } from "./file.js";
import { at, data, longDay, make, words } from "./page.js";

const labelOf = (vocabulary, id) => data.vocabularies[vocabulary].find((term) => term.id === id)?.label ?? id;

/** Bold, italics, code and links of one row, as elements; the rest as text. */
function inline(row) {
  const found = [];
  let last = 0;
  for (const one of row.matchAll(/\\([!-/:-@[-`{-~])|\*\*(?=\S)([^*]+?)\*\*|(?<![\p{L}\d*])[*_](?=\S)([^*_]+?)[*_](?![\p{L}\d*])|`([^`]+)`|\[([^\][]+)\]\((https?:[^()\s]+)\)/gu)) {
    found.push(row.slice(last, one.index));
    const [all, escaped, strong, soft, code, said] = one;
    found.push(escaped ?? (strong ? make("strong", "", strong) : soft ? make("em", "", soft) : code ? make("code", "", code) : make("u", "", said)));
    last = one.index + all.length;
  }
  return [...found, row.slice(last)].filter((part) => part !== "");
}

const ITEM = /^(?:[-*+]|\d{1,9}[.)])\s+/;

/** Paragraphs and lists of a section. */
function paragraphs(text) {
  return clean(text).split(/\n{2,}/).filter(Boolean).map((part) => {
    const rows = part.split("\n");
    if (rows.every((row) => ITEM.test(row))) return make(/^\d/.test(rows[0]) ? "ol" : "ul", "", ...rows.map((row) => make("li", "", ...inline(row.replace(ITEM, "")))));
    return make("p", "", ...rows.flatMap((row, index) => [...(index ? ["\n"] : []), ...inline(row)]));
  });
}

/** The whole page, as elements. */
export function preview(draft) {
  const place = data.territories.find((one) => one.code === draft.territory);
  const kinds = [...at("need-model").content.querySelectorAll("[data-part=kind] option")];
  const kind = (id) => kinds.find((option) => option.value === id)?.textContent ?? id;
  const part = (name, ...inside) => make("section", "", make("h4", "", name), ...inside);
  const told = (need) => [kind(kindOf(need)).toLowerCase(), need.places, need.until && longDay(need.until)].filter(Boolean).join(", ");
  const [needs, partners] = [needsOf(draft), partnersOf(draft)];
  const texts = ["problem", "solution", "means"].filter((key) => clean(draft[key]));
  return [
    make("p", "act-top", at("badge-model").content.cloneNode(true), make("span", "", [line(draft.place), place?.name].filter(Boolean).join(" · "))),
    make("h3", "", line(draft.title) || words.untitled),
    make("p", "lead", line(draft.summary) || words.unsaid),
    line(draft.name) ? make("p", "", `${words.carried} `, make("strong", "", line(draft.name)), draft.consent ? "" : ` ${words.pseudonym}`) : "",
    draft.themes.length ? make("ul", "tags", ...draft.themes.map((id) => make("li", "", make("span", "tag", labelOf("themes", id))))) : "",
    draft.beneficiaries.length ? make("p", "small", make("strong", "", words.help), ` ${draft.beneficiaries.map((id) => labelOf("beneficiaries", id)).join(", ")}`) : "",
    needs.length ? part(words.wanted, make("ul", "", ...needs.map((need) => make("li", "", `${line(need.title)} (${told(need)})`)))) : "",
    ...texts.map((key) => part(words.labels[key], ...paragraphs(draft[key]))),
    clean(draft.stepText) ? part(words.labels.step, make("p", "", make("strong", "", longDay(draft.stepDate))), ...paragraphs(draft.stepText)) : "",
    partners.length ? part(words.partners, make("p", "", partners.map((item) => line(item.name)).join(", "))) : "",
  ].filter(Boolean);
}
