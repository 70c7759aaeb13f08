// A question answered: which stems each of its words may be, which documents hold them, the best first.
(function (lookup) {
  const [LIKE, BEGUN, WRONG] = [1, 0.6, 0.4];
  const [SHORTEST, MOST_FILES] = [2, 6];
  const LETTERS = "abcdefghijklmnopqrstuvwxyz";

  /** Opens the index of a folder: `search(text, {filters, first, limit})` promises {total, least, whole, results, facets, found}; `least`
   *  says that there may be more than `total`, `whole` that they hold every word. */
  lookup.open = function (base) {
    const folder = new URL(base.endsWith("/") ? base : base + "/", document.baseURI);
    const read = lookup.reader(folder);
    const web = folder.protocol.startsWith("http");
    let opened = null;
    const begin = () => {
      opened ||= read("index").then((about) => {
        if (!about) throw new Error("no index");
        return new Index(about, (name) => read(name, web ? about.revision : ""));
      });
      opened.catch(() => (opened = null));
      return opened;
    };
    return {
      search: (text, options = {}) => begin().then((index) => index.search(text, options)),
      facets: () => begin().then((index) => index.about.filters),
    };
  };

  /** Several opened indexes asked as one, such as those of the courses that a device keeps: the best of all come first. */
  lookup.together = (indexes) => ({
    async search(text, { first = 0, limit = 10, ...options } = {}) {
      const answers = await Promise.all(indexes.map((index) => index.search(text, { ...options, limit: first + limit })));
      const whole = answers.some((answer) => answer.whole);
      const kept = answers.filter((answer) => answer.whole === whole);
      const results = kept.flatMap((answer) => answer.results).sort((a, b) => b.score - a.score);
      const total = kept.reduce((sum, answer) => sum + answer.total, 0);
      const least = kept.some((answer) => answer.least);
      return { ...answers[0], total, least, whole, results: results.slice(first, first + limit), facets: added(answers.map(({ facets }) => facets)) };
    },
    facets: async () => added(await Promise.all(indexes.map((index) => index.facets()))),
  });

  /** Filters of several indexes: each label with all its documents. */
  function added(some) {
    const sum = {};
    for (const [name, labels] of some.flatMap(Object.entries)) {
      sum[name] ??= {};
      for (const [label, count] of Object.entries(labels)) sum[name][label] = (sum[name][label] ?? 0) + count;
    }
    return sum;
  }

  /** The stems that one wrong letter makes of another. */
  const nearest = (entries, stem) =>
    stem.length < 4 ? [] : [...entries].filter(([other]) => other.length > 2 && lookup.near(stem, other)).map(([other, lists]) => [other, lists, WRONG]);

  /** The stems that begin as a word does, sharing at least so many letters and at most so many: an ending may have changed them. */
  const sharing = (entries, word, least, most) =>
    [...entries].filter(([other]) => alike(other, word) >= least && alike(other, word) <= most).map(([other, lists]) => [other, lists, WRONG]);

  /** Of these, those that share the most. */
  function longest(entries, word, least) {
    const most = Math.max(...[...entries.keys()].map((other) => alike(other, word)));
    return most < least ? [] : sharing(entries, word, most, most);
  }

  /** How many letters two words begin with alike. */
  function begun(one, other) {
    let shared = 0;
    while (shared < one.length && one[shared] === other[shared]) shared++;
    return shared;
  }

  /** How many letters a stem shares with the beginning of a word; 0 when more than its last letter differs. */
  function alike(stem, word) {
    const shared = begun(word, stem);
    return stem.length - shared > 1 ? 0 : shared;
  }

  class Index {
    constructor(about, read) {
      Object.assign(this, { about, read, language: lookup.language(about) });
      this.shards = about.shards.split(" ");
      this.known = new Set(this.shards);
      this.size = 32 << about.bits;
      this.parsed = new Map();
    }

    /** The files that may hold stems that begin so. */
    files(start) {
      let at = start.length;
      while (at > 0 && !this.known.has(start.slice(0, at))) at--;
      const own = this.known.has(start.slice(0, at)) ? [start.slice(0, at)] : [];
      return own.concat(this.shards.filter((name) => name.length > start.length && name.startsWith(start)));
    }

    /** The stems of a file, none when there is no such file. */
    async entries(shard) {
      if (shard === undefined) return new Map();
      if (!this.parsed.has(shard)) this.parsed.set(shard, lookup.entries((await this.read(`s-${lookup.named(shard)}`)) ?? ""));
      return this.parsed.get(shard);
    }

    /** The stems that a word may stand for: [[stem, lists, how sure]…]. */
    async candidates(word, begun) {
      const stem = this.language.common(word) ? word : this.language.stem(word);
      const own = await this.entries(this.files(stem)[0]);
      const exact = own.get(stem);
      const found = exact ? [[stem, exact, LIKE]] : [];
      if ((begun || !exact) && word.length >= SHORTEST) {
        const files = this.files(word);
        for (const entries of await Promise.all((files.length > MOST_FILES ? files.slice(0, 1) : files).map((name) => this.entries(name)))) {
          for (const [other, lists] of entries) if (other !== stem && other.startsWith(word)) found.push([other, lists, exact && stem === word ? BEGUN * BEGUN : BEGUN]);
        }
      }
      if (/\d/.test(word)) return found; // a number that differs is another one
      if (!found.length) found.push(...nearest(own, stem));
      if (!found.length) found.push(...this.mended(own, word));
      const doubt = found.length ? BEGUN : 1; // others say it already: these come after
      if (begun && !exact) found.push(...sharing(own, word, Math.max(4, Math.ceil(word.length * 0.7)), word.length - 1).map(([stem, lists, sure]) => [stem, lists, sure * doubt]));
      if (found.length || word.length < 4) return found;
      const again = this.language.stem(stem);
      return own.has(again) ? [[again, own.get(again), WRONG]] : longest(own, word, Math.max(4, Math.ceil(word.length * 0.55)));
    }

    /** The stems of the words that one letter put into another, taken out or replaced makes: an ending hides it from its stem. */
    mended(entries, word) {
      const found = new Map();
      for (let at = 1; word.length >= 5 && at <= word.length; at++) {
        for (const letter of ["", ...LETTERS]) {
          for (const rest of [word.slice(at), word.slice(at + 1)]) {
            const stem = this.language.stem(word.slice(0, at) + letter + rest);
            if (entries.has(stem)) found.set(stem, [stem, entries.get(stem), WRONG]);
          }
        }
      }
      return [...found.values()];
    }

    /** The same stems with all their lists: those of common stems are told in files of their own but for their head. */
    completed(candidates) {
      const { wide } = this.about;
      return Promise.all(
        candidates.map(async ([stem, lists, sure]) => {
          const pieces = lookup.ranges(lists).map(async (range) => [(await this.read(`o-${lookup.named(stem)}-${range.toString(16)}`)) ?? "", range * 2 ** wide]);
          return [stem, lists, sure, await Promise.all(pieces)];
        }),
      );
    }

    /** How much each document says of a word, `worth`; how `rare` it is; and how many more documents hold it. */
    weigh(candidates) {
      const worth = new Float32Array(this.size);
      let more = 0;
      let documents = 0;
      for (const [, lists, sure, pieces] of candidates) {
        if (!pieces) more += lookup.more(lists);
        for (const [text, from] of [[lists, 0], ...(pieces ?? [])]) {
          for (const [level, list] of lookup.levels(text)) {
            const value = sure * this.about.worth[level];
            const say = (number) => {
              documents += worth[number] === 0;
              if (value > worth[number]) worth[number] = value;
            };
            lookup.each(list, say, from);
          }
        }
      }
      const rare = documents ? Math.log(1 + this.about.documents / Math.min(this.about.documents, documents + more)) : 0;
      return { worth, rare, more };
    }

    async allowed(filters) {
      const asked = Object.entries(filters).filter(([, label]) => label);
      const lists = await Promise.all(asked.map(([name, label]) => this.labelled(name, label)));
      return lists.map((list) => {
        const some = new Uint8Array(this.size);
        lookup.each(list, (number) => (some[number] = 1));
        return some;
      });
    }

    async labelled(name, label) {
      const file = (await this.read(`f-${name}-${lookup.named(lookup.fold(label))}`)) ?? {};
      return file[label] ?? "";
    }

    words(text) {
      const words = lookup.cut(text).map(lookup.fold);
      const begun = /[\p{L}\p{N}]$/u.test(text) ? words.length - 1 : -1;
      const asked = words.map((word, at) => ({ word, begun: at === begun, common: this.language.common(word) }));
      const telling = asked.filter(({ common }) => !common);
      return telling.length ? telling : asked;
    }

    async search(text, { filters = {}, first = 0, limit = 10 } = {}) {
      const words = this.words(text);
      const sets = await this.allowed(filters);
      const candidates = await Promise.all(words.map(({ word, begun }) => this.candidates(word, begun)));
      let weighed = candidates.map((some) => this.weigh(some));
      let least = weighed.some(({ more }) => more);
      let { found, whole } = this.ranked(weighed, sets);
      if (least && !(whole && found.length >= first + limit)) {
        weighed = (await Promise.all(candidates.map((some) => this.completed(some)))).map((some) => this.weigh(some));
        least = false;
        ({ found, whole } = this.ranked(weighed, sets));
      }
      const told = await Promise.all(found.slice(first, first + limit).map(([number, score]) => this.document(number, score)));
      const results = told.filter(Boolean);
      for (const result of results) {
        const summed = this.said(lookup.cut(result.summary).map(lookup.fold), words) / (words.length || 1);
        result.score *= this.titled(result.title, words) * (1 + 0.1 * summed);
      }
      results.sort((a, b) => b.score - a.score || a.address.length - b.address.length); // of equals, the nearest to the root
      const counted = least && !sets.length && candidates.length === 1 && candidates[0].length === 1; // one word in each: none twice
      const total = found.length + (counted ? weighed[0].more : 0);
      return { total, least: least && !counted, whole, results, facets: this.about.filters, found: this.recognised(words) };
    }

    /** Which word of a question a word of a text is: `found(word)` gives it, "" when it is none. */
    recognised(words) {
      const asked = words.map(({ word, begun }) => ({ word, begun, stem: this.language.stem(word) }));
      return (text) => {
        const word = lookup.fold(text);
        const stem = this.language.stem(word);
        const one = asked.find((known) => known.stem === stem || known.word === word || (known.begun && word.startsWith(known.word)));
        return one ? one.word : "";
      };
    }

    /** By how much a title that says the very words of a question counts more, and even more when it says nothing else. */
    titled(title, words) {
      const plain = lookup.cut(title).map(lookup.fold).filter((word) => !this.language.common(word));
      const said = this.said(plain, words);
      return said ? 1 + (0.2 * said) / words.length + (0.2 * said) / Math.max(said, plain.length) : 1;
    }

    /** How many words of a question some words say. */
    said(some, words) {
      return words.reduce((sum, { word }) => sum + Math.max(0, ...some.map((one) => this.same(one, word))), 0);
    }

    /** How much two words are the same: 1 but for a plural, the share of the letters that they begin with for other forms of one. */
    same(one, other) {
      if (one.replace(/[sx]$/, "") === other.replace(/[sx]$/, "")) return 1;
      return this.language.stem(one) === this.language.stem(other) ? begun(one, other) / Math.max(one.length, other.length) : 0;
    }

    /** Numbers of documents with their scores, the best first: those that hold every word, else those that hold most of what is rare. */
    ranked(weighed, sets) {
      const all = [];
      const some = [];
      for (let number = 0; number < this.size; number++) {
        if (sets.some((set) => !set[number])) continue;
        let score = 0;
        let held = 0;
        for (const { worth, rare } of weighed) {
          if (worth[number]) held++;
          score += worth[number] * rare;
        }
        if (held === weighed.length && (held || sets.length)) all.push([number, score]);
        else if (held) some.push([number, score]);
      }
      const kept = all.length || !weighed.length ? all : some;
      return { found: kept.sort((a, b) => b[1] - a[1] || a[0] - b[0]), whole: all.length > 0 };
    }

    /** What is shown of the documents of a bucket. A device that keeps the whole has them in larger files alone. */
    async bucket(bucket) {
      const { span, kept } = this.about;
      const within = async (name, many) => (await this.read(`${name}-${(bucket >> many).toString(16)}`))?.[bucket & ((1 << many) - 1)];
      if (span) return (await within("d", span)) ?? [];
      const own = this.large ? null : await this.read(`d-${bucket.toString(16)}`);
      this.large ||= !own && kept > 0;
      return own ?? (this.large && (await within("w", kept))) ?? [];
    }

    /** What is shown of a document; `~12` in its address stands for so many signs of the name that its title gives. */
    async document(number, score) {
      const told = (await this.bucket(number >> 5))[number & 31];
      if (!told) return null;
      const [title, short, summary, kind = "", territory = "", status = ""] = told;
      const address = short.replace(/~(\d+)/, (_, many) => lookup.cut(title).map(lookup.fold).join("-").slice(0, many));
      return { title, address, summary, kind, territory, status, score };
    }
  }

  /** Whether one letter added, missing, wrong, or exchanged with its neighbour makes one word of the other. */
  lookup.near = function (one, other) {
    const [long, short] = one.length >= other.length ? [one, other] : [other, one];
    if (long.length - short.length > 1) return false;
    let at = 0;
    while (at < short.length && long[at] === short[at]) at++;
    if (long.length > short.length) return long.slice(at + 1) === short.slice(at);
    if (long.slice(at + 1) === short.slice(at + 1)) return true;
    return long[at] === short[at + 1] && long[at + 1] === short[at] && long.slice(at + 2) === short.slice(at + 2);
  };
})(preau.lookup);
