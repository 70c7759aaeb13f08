// Lists of documents and files of stems, read: the same signs as in scripts/preau/views/lookup/lists.py and shards.py.
(function (lookup) {
  const SIGNS = Array.from({ length: 85 }, (_, at) => String.fromCharCode(at + 42)).filter((sign) => sign !== "\\" && sign !== "<").join("");
  const [STEPS, NEAR] = [32, 40];
  const FAR = SIGNS.length - STEPS - NEAR;
  const DIGIT = new Int8Array(128).fill(-1);
  [...SIGNS].forEach((sign, at) => (DIGIT[sign.charCodeAt(0)] = at));
  const [MARKS, MORE] = ["!#$%&'(", ")"];

  /** Calls `say(number of a document)` for each of a list that begins from a bucket, in order. */
  lookup.each = function (text, say, from = 0) {
    let bucket = from - 1;
    let place = 0;
    let far = 0;
    for (let at = 0; at < text.length; at++) {
      const digit = DIGIT[text.charCodeAt(at)];
      if (digit < STEPS) {
        place += digit;
        say(bucket * 32 + place++);
      } else if (digit < STEPS + NEAR) {
        bucket += far * NEAR + digit - STEPS + 1;
        place = far = 0;
      } else {
        far = far * FAR + digit - STEPS - NEAR;
      }
    }
  };

  /** The stems of a file: Map(stem → its lists as written). */
  lookup.entries = function (text) {
    const found = new Map();
    let before = "";
    for (const entry of text ? text.split(" ") : []) {
      const mark = entry.search(/[!#-)]/);
      before = before.slice(0, parseInt(entry[0], 36)) + entry.slice(1, mark);
      found.set(before, entry.slice(mark));
    }
    return found;
  };

  /** The lists of a stem: [[level, list]…], the highest level first. */
  lookup.levels = (text) => [...text.split(MORE)[0].matchAll(/([!#-(])([^!#-(]*)/g)].map(([, mark, list]) => [MARKS.indexOf(mark), list]);

  /** How many documents are told elsewhere, in pieces of their own. */
  lookup.more = (text) => Number(text.split(MORE)[1] ?? 0);

  /** The ranges of buckets whose pieces tell them. */
  lookup.ranges = (text) => (text.split(MORE)[2] ?? "").split("-").filter(Boolean).map((range) => parseInt(range, 16));

  /** How many documents a list holds. */
  lookup.count = function (text) {
    let found = 0;
    for (let at = 0; at < text.length; at++) found += DIGIT[text.charCodeAt(at)] < STEPS;
    return found;
  };

  /** A name of file for any text. */
  lookup.named = (text) => Array.from(text, (sign) => (/[A-Za-z0-9]/.test(sign) ? sign : `_${sign.codePointAt(0).toString(16)}_`)).join("");
})(preau.lookup);
