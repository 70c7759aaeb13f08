// What resembles an initiative among the published ones: the measure of scripts/preau/proposals/similar.py, number for number;
// tests/browser/test_form_near.py feeds both. The list comes from the site's open data, only when it is asked for.
const COMMON = new Set(
  "les des une pour dans par sur avec aux est sont qui que quoi dont nous vous ils elles leur leurs notre votre plus pas mais tout tous toute toutes cette ces ceux chez sans sous entre comme fait faire etre avoir the and for with from that this are our your their".split(" "),
);
const ENDING = /(?:ement|ements|ation|ations|euses?|eurs?|ives?|ifs?|aux|es|er|ez|ed|ing|e|s|x)$/;
const [TITLE, LEAST, MOST] = [3, 0.35, 5];

function add(counts, text, weight) {
  const flat = text.toLowerCase().normalize("NFKD").replace(/[^\0-\x7f]/g, "");
  for (const [word] of flat.matchAll(/[a-z0-9]{3,}/g)) {
    if (COMMON.has(word)) continue;
    const stem = word.length > 5 ? word.replace(ENDING, "") : word;
    counts.set(stem, (counts.get(stem) ?? 0) + weight);
  }
  return counts;
}

/** The words of a text by how much they count: a word of the title for three. */
export const wordsOf = (title, body) => add(add(new Map(), title, TITLE), body, 1);

/** What resembles some words most among [{key, title, words}]: [{score, key, title}], the nearest first, five at most. */
export function nearest(words, others) {
  const known = new Map();
  for (const other of others) for (const word of other.words.keys()) known.set(word, (known.get(word) ?? 0) + 1);
  const total = others.length + 1;
  const weighed = (some) => new Map([...some].map(([word, count]) => [word, Math.log1p(count) * Math.log(1 + total / (1 + (known.get(word) ?? 0)))]));
  const length = (some) => Math.sqrt([...some.values()].reduce((sum, value) => sum + value * value, 0)) || 1;
  const mine = weighed(words);
  const size = length(mine);
  const found = [];
  for (const { key, title, words: theirs } of others) {
    const other = weighed(theirs);
    let common = 0;
    for (const [word, value] of other) common += value * (mine.get(word) ?? 0);
    const score = common / (size * length(other));
    if (score >= LEAST) found.push({ score: Math.round(score * 1000) / 1000, key, title });
  }
  return found.sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1)).slice(0, MOST);
}

const lists = new Map();

/** Published initiatives as the open data of a territory tells them; [] where there are none or no network. */
function published(address) {
  if (!lists.has(address)) {
    const asked = fetch(address).then((answer) => (answer.ok ? answer.json() : { initiatives: [] })).then((read) => read.initiatives);
    lists.set(address, asked.catch(() => (lists.delete(address), [])));
  }
  return lists.get(address);
}

/** The published initiatives of the territory that resemble a draft: [{score, key, title, address, place}]. */
export async function neighbours(draft, address, except = "") {
  const rows = (await published(address)).filter((row) => row.key !== except);
  const others = rows.map((row) => ({ key: row.key, title: row.title, words: wordsOf(row.title, row.summary) }));
  const found = nearest(wordsOf(draft.title, draft.summary), others);
  return found.map((near) => ({ ...near, ...rows.find((row) => row.key === near.key), score: near.score }));
}
