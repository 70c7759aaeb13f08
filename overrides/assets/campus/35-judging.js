// A file of progress read with mistrust: it may come from anywhere. preau.campus.judged(text) gives {fault: name of a sentence}, or
// {progress, draft, made, left}: what is well formed, and how many things are not. preau.campus.news(progress, draft) tells what it would change.
(() => {
  "use strict";
  const { campus, progress } = globalThis.preau ?? {};
  if (!campus) return;
  const MOST = { bytes: 5 * 2 ** 20, items: 20_000, value: 40_000, depth: 6 };
  const [FORMAT, VERSION] = ["preau-progress", 2];
  const plain = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);
  const moment = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(value) && !Number.isNaN(Date.parse(value));
  const depth = (value) => (value && typeof value === "object" ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0);
  const texts = (value) => Array.isArray(value) && value.every((one) => typeof one === "string");

  const KINDS = {
    "q/": (value) => texts(value.given) && typeof value.right === "boolean" && typeof value.revision === "string",
    "x/": (value) => typeof value.text === "string",
    "r/": (value) => typeof value.text === "string",
    "c/": (value) => moment(value.done) && (value.title === undefined || typeof value.title === "string"),
  };
  const sound = (item, value) => /^[^\x00-\x1f]{1,200}$/.test(item) && plain(value) && moment(value.at) && JSON.stringify(value).length <= MOST.value
    && !["__proto__", "constructor", "prototype"].some((name) => Object.hasOwn(value, name)) && (KINDS[item.slice(0, 2)]?.(value) ?? true);

  // A date still to come would win over everything to come: it is brought back to now.
  const timely = (value) => {
    const now = new Date().toISOString();
    return { ...value, at: value.at > now ? now : value.at, ...(value.done > now ? { done: now } : {}) };
  };

  const kept = (given) => {
    const found = Object.create(null);
    let left = 0;
    for (const [course, items] of Object.entries(given)) {
      if (!/^[A-Za-z0-9-]{1,64}$/.test(course) || !plain(items)) left += 1;
      else for (const [item, value] of Object.entries(items)) {
        if (sound(item, value)) (found[course] ??= Object.create(null))[item] = timely(value);
        else left += 1;
      }
    }
    return { progress: found, left };
  };

  const timelyDraft = (draft) => {
    const now = new Date().toISOString();
    return { ...draft, saved: draft.saved > now ? now : draft.saved };
  };
  // What the checksum is made from: the draft of the form came with the second version.
  const sealed = ({ version, progress: values, draft }) => (version === 1 ? values : draft === undefined ? { progress: values } : { progress: values, draft });

  campus.judged = (text) => {
    if (text.length > MOST.bytes) return { fault: "tooBig" };
    let file = null;
    try {
      file = JSON.parse(text);
    } catch {
      return { fault: "notFile" };
    }
    if (!plain(file) || file.format !== FORMAT || !Number.isInteger(file.version)) return { fault: "notFile" };
    if (file.version > VERSION) return { fault: "newer" };
    if (!plain(file.progress) || depth(file.progress) > MOST.depth) return { fault: "notFile" };
    if (file.sha256 !== campus.sha256(campus.canonical(sealed(file)))) return { fault: "altered" };
    if (Object.values(file.progress).reduce((sum, one) => sum + (plain(one) ? Object.keys(one).length : 1), 0) > MOST.items) return { fault: "tooBig" };
    const found = { ...kept(file.progress), made: moment(file.made) ? file.made : "", draft: null };
    if (file.draft === undefined) return found;
    return campus.draft.sound(file.draft) ? { ...found, draft: timelyDraft(file.draft) } : { ...found, left: found.left + 1 };
  };

  // By kind, how many things are absent here or older here.
  campus.news = (values, draft) => {
    const here = progress.all();
    const counts = { "c/": 0, "q/": 0, texts: 0, draft: draft ? campus.draft.brings(draft) : 0, others: 0 };
    for (const [course, items] of Object.entries(values)) {
      for (const [item, value] of Object.entries(items)) {
        const before = here[course]?.[item] ?? null;
        if (JSON.stringify(progress.joined(before, value)) === JSON.stringify(before)) continue;
        const kind = item.slice(0, 2);
        counts[kind === "x/" || kind === "r/" ? "texts" : kind in counts ? kind : "others"] += 1;
      }
    }
    return counts;
  };
  campus.file = () => {
    const draft = campus.draft.read();
    const whole = { progress: progress.all(), ...(draft ? { draft } : {}) };
    const sha256 = campus.sha256(campus.canonical(sealed({ version: VERSION, ...whole })));
    return JSON.stringify({ format: FORMAT, version: VERSION, made: new Date().toISOString(), site: campus.data.site, ...whole, sha256 }, null, 1);
  };
  campus.MOST = MOST;
})();
