// What a learner typed against what is right: the specification of scripts/preau/model/comparing.py, tried on the same vectors.
(() => {
  "use strict";
  const preau = (globalThis.preau ??= {});
  const ARTICLES = new Set("le la les l un une des du de d the a an".split(" "));
  const LETTERS = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", ʼ: " " };
  const LEAST = 5; // letters from which one typing mistake is forgiven
  const SLACK = 1e-9;

  // No capitals, accents, signs or first article.
  const folded = (text) => {
    const bare = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[œæßøłʼ]/g, (letter) => LETTERS[letter]);
    const words = bare.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    return (words.length > 1 && ARTICLES.has(words[0]) ? words.slice(1) : words).join(" ");
  };

  // One sign added, missing, changed, or two neighbours exchanged.
  const oneSlip = (one, other) => {
    if (Math.abs(one.length - other.length) > 1) return false;
    let start = 0;
    while (start < Math.min(one.length, other.length) && one[start] === other[start]) start += 1;
    const [left, right] = [one.slice(start), other.slice(start)];
    const swapped = left.length > 1 && left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2);
    return swapped || left.slice(1) === right.slice(1) || left.slice(1) === right || left === right.slice(1);
  };

  const digits = (text) => text.replace(/\D/g, "");
  const alike = (given, accepted) => {
    const [one, other] = [folded(given), folded(accepted)];
    if (one === other) return one !== "";
    return other.length >= LEAST && digits(one) === digits(other) && oneSlip(one, other);
  };

  // `1 234,5 €`, `2.5 km`: the number, or null.
  const number = (text) => {
    const found = /^([-+]?)(\d[\d.,]*)\D*$/.exec(text.replace(/−/g, "-").replace(/[\s'’]/g, ""));
    if (!found) return null;
    let written = found[2].replace(/[.,]+$/, "");
    const marks = written.replace(/\d/g, "");
    if (marks.length > 1) {
      const last = marks.slice(0, -1).includes(marks.at(-1)) ? "" : marks.at(-1);
      const cut = last ? written.lastIndexOf(last) : written.length;
      written = written.slice(0, cut).replace(/[.,]/g, "") + (last ? `.${written.slice(cut + 1)}` : "");
    }
    return Number(found[1] + written.replace(",", "."));
  };

  const near = (given, right, tolerance) => Math.abs(given - right) <= tolerance + SLACK;
  preau.compare = { folded, alike, number, near };
})();
