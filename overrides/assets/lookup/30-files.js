// Files of an index, each a script that hands one value over: read once, whatever page asks, from the web or from a folder.
(function (lookup) {
  const waiting = new Map();

  /** What each file of an index calls. */
  lookup.take = function (value) {
    const asked = waiting.get(document.currentScript);
    if (asked) asked.value = value;
  };

  /** A reader of the files of one folder: `read(name)` promises their values, null for a file that is not there. */
  lookup.reader = function (base) {
    const kept = new Map();
    const load = (name, version) =>
      new Promise((give) => {
        const script = document.createElement("script");
        const asked = { value: null };
        waiting.set(script, asked);
        script.onload = script.onerror = () => {
          waiting.delete(script);
          script.remove();
          if (asked.value === null) kept.delete(name);
          give(asked.value);
        };
        script.src = new URL(`${name}.js`, base).href + (version ? `?${version}` : "");
        document.head.append(script);
      });
    return (name, version = "") => {
      if (!kept.has(name)) kept.set(name, load(name, version));
      return kept.get(name);
    };
  };
})(preau.lookup);
