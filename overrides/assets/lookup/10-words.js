// The search in static files: what scripts/preau/views/lookup/ writes, read. Classic scripts, joined into /assets/lookup.js, so
// that they run from a folder on a USB key as well. This part: words, cut and reduced by the rules that come with an index.
var preau = globalThis.preau || {};
globalThis.preau = preau;
preau.lookup = preau.lookup || {};

(function (lookup) {
  const JOINED = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d" };
  const RULE = /([^\s\d>]+)>([^\s\d]*)(\d+)/g;

  /** A word in small letters, without accents. */
  lookup.fold = (word) => word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[œæßøłđ]/g, (sign) => JOINED[sign]);

  /** The words of a text, in small letters. */
  lookup.cut = (text) => text.normalize("NFC").toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];

  const step = (text) => new Map([...text.matchAll(RULE)].map(([, end, put, least]) => [end, [put, Number(least)]]));

  /** What forms of words have in common, by the rules of an index: {stem(folded), common(folded)}. */
  lookup.language = function ({ steps, common }) {
    const rules = steps.map(step);
    const known = new Set(common.split(" "));
    const stem = (word) => {
      if (!/^[a-z]+$/.test(word)) return word;
      for (const endings of rules) {
        for (let at = 0; at < word.length; at++) {
          const rule = endings.get(word.slice(at));
          if (rule && at >= rule[1]) {
            word = word.slice(0, at) + rule[0];
            break;
          }
        }
      }
      return word;
    };
    return { stem, common: (word) => known.has(word) };
  };
})(preau.lookup);
