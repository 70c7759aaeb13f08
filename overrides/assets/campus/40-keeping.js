// Progress to a file, from a file or a code, and erased: each change is told before it is made, and made only when asked.
(() => {
  "use strict";
  const { campus, html, progress, review } = globalThis.preau ?? {};
  if (!campus) return;
  const { make, fill } = html;
  const { at, words } = campus;
  const said = at("said");
  const preview = at("preview");
  let waiting = null;

  const say = (sentence) => {
    waiting = null;
    preview.hidden = true;
    said.textContent = sentence;
  };
  const total = () => Object.values(progress.all()).reduce((sum, items) => sum + Object.keys(items).length, campus.draft.read() ? 1 : 0);

  at("export").addEventListener("click", () => {
    const name = `${words.file}-${review.today()}.json`;
    campus.download(name, campus.file(), "application/json");
    say(fill(words.saved, { name }));
  });

  /** Show what would be added: nothing is written before “Add it”. `lead` says where it comes from. */
  campus.propose = (values, lead, left = 0, draft = null) => {
    const counts = campus.news(values, draft);
    const lines = [["c/", words.chapters], ["q/", words.answers], ["texts", words.texts], ["draft", words.draft], ["others", words.others]].filter(([kind]) => counts[kind])
      .map(([kind, sentence]) => fill(sentence, { n: counts[kind] }));
    if (!lines.length && !left) return say(words.nothing);
    say("");
    waiting = { values, draft };
    const told = [...lines, ...(left ? [fill(words.left, { n: left })] : [])].map((line) => make("li", {}, line));
    at("told").replaceChildren(make("p", {}, lead), make("ul", {}, ...told), make("p", {}, lines.length ? words.union : words.nothing));
    at("add").hidden = !lines.length;
    preview.hidden = false;
    preview.focus();
  };
  campus.refuse = say;

  at("add").addEventListener("click", () => {
    const merged = [progress.merge(waiting.values), waiting.draft ? campus.draft.bring(waiting.draft) : 0];
    say(merged.includes(false) ? words.refused : fill(words.added, { n: merged[0] + merged[1] }));
    campus.redraw();
  });
  at("leave").addEventListener("click", () => say(words["left alone"]));

  const input = document.getElementById("bring");
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    const big = fill(words.tooBig, { n: campus.MOST.bytes / 2 ** 20 });
    if (file.size > campus.MOST.bytes) return say(big);
    let text = "";
    try {
      text = await file.text();
    } catch {
      return say(words.unreadable);
    }
    input.value = ""; // the same file can be chosen again
    const found = campus.judged(text);
    if (found.fault) return say(found.fault === "tooBig" ? big : words[found.fault]);
    campus.propose(found.progress, found.made ? fill(words.fromDay, { day: campus.longDay(found.made) }) : "", found.left, found.draft);
  });

  // Erasing: asked twice, once to open, once to confirm; the focus never falls off the page.
  const sure = at("confirm-erase");
  const ask = at("ask-erase");
  const ended = (sentence) => {
    sure.hidden = true;
    at("erase-said").textContent = sentence;
    ask.focus();
  };
  ask.addEventListener("click", () => {
    at("erase-told").textContent = fill(words.eraseTold, { n: total() });
    at("erase-said").textContent = "";
    sure.hidden = false;
    sure.focus();
  });
  at("keep-all").addEventListener("click", () => ended(words.kept));
  at("do-erase").addEventListener("click", () => {
    const done = progress.forget() && campus.draft.forget();
    try {
      localStorage.removeItem(campus.SEEN);
    } catch {
      // said by the sentence
    }
    campus.redraw();
    ended(done ? words.erased : words.notErased);
  });
  const draw = () => (at("erase").hidden = total() === 0 && !at("erase-said").textContent);
  draw();
  campus.ondraw(draw);
})();
