// Questions of the page made live: an answer, what is said of it, hints one by one, another try; kept on the device. The static
// HTML (overrides/macros-quiz.html) is all that they need; it stays in the page for paper, and for whoever has no script.
(() => {
  "use strict";
  const preau = (globalThis.preau ??= {});
  const { make, copy, fill } = preau.html;
  const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");
  const words = (preau.words = read("learn-words"));
  if (!words) return;
  const day = (iso) => {
    const when = new Date(iso);
    return Number.isNaN(when.getTime()) ? "…" : new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "long" }).format(when);
  };
  const rowOf = (item) => ({
    key: item.dataset.answer, right: "right" in item.dataset, match: item.dataset.match, accepted: (item.dataset.accepted ?? "").split("|"),
    said: item.querySelector(".quiz-said"), why: item.querySelector(".quiz-why"),
  });

  const reviewing = new URLSearchParams(location.search).has("review"); // this page was opened from the list of what to review

  class Question {
    constructor(block) {
      this.block = block;
      this.recalls = reviewing || Boolean(block.closest(".recall"));
      this.id = block.dataset.quiz;
      this.course = block.closest("[data-course]")?.dataset.course ?? "";
      this.item = `q/${this.id}`;
      this.key = block.querySelector(".quiz-key");
      this.way = preau.kinds[block.dataset.type]({
        block, words, name: `${block.id}-answer`, question: block.querySelector(".quiz-question"),
        rows: [...this.key.querySelectorAll(".quiz-feedback > li")].map(rowOf),
        ends: [...block.querySelectorAll(":is(.quiz-ends, .quiz-steps) > li")],
      });
      this.said = make("div", { class: "quiz-result", role: "status" });
      this.notice = make("p", { class: "quiz-notice", hidden: "" });
      this.build();
      this.restore(this.kept());
      preau.progress.onchange((course, item, value) => {
        if (course === this.course && item === this.item && !this.busy) this.restore(value);
      });
    }

    kept() {
      return preau.progress.get(this.course, this.item);
    }

    build() {
      const card = this.block.dataset.type === "flashcard";
      this.check = make("button", { class: "button", type: "submit" }, card ? words.turn : words.check);
      this.again = make("button", { class: "button button-plain", type: "button", hidden: "" }, words.again);
      this.rate = ["known", "unknown"].map((name) => make("button", { class: "button button-plain", type: "button", hidden: "" }, words[name]));
      const actions = make("p", { class: "actions quiz-actions" }, this.check, ...(card ? this.rate : []), this.again, ...this.hints());
      this.form = make("form", { class: "quiz-live", novalidate: "" }, this.notice, this.way.element, actions, this.clues, this.said);
      this.block.classList.add("live");
      this.key.before(this.form);
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (card) this.turn(true);
        else this.answer();
      });
      this.form.addEventListener("input", () => this.touch());
      this.again.addEventListener("click", () => this.restart());
      this.rate.forEach((button, index) => button.addEventListener("click", () => this.give([["known", "unknown"][index]])));
    }

    // Hints come one at a time, each said once.
    hints() {
      this.clues = make("ol", { class: "quiz-clues", "aria-live": "polite" });
      const hints = [...this.block.querySelectorAll(".quiz-hints li")];
      if (!hints.length) return [];
      const button = make("button", { class: "button button-plain", type: "button" });
      const show = () => {
        const next = this.clues.children.length;
        const left = next < hints.length;
        button.textContent = left ? fill(words.hint, { n: next + 1, all: hints.length }) : words.noHint;
        button.setAttribute("aria-disabled", String(!left));
      };
      button.addEventListener("click", () => {
        const next = hints[this.clues.children.length];
        if (next) this.clues.append(make("li", {}, ...copy(next)));
        show();
      });
      show();
      return [button];
    }

    // An answer that is being changed is judged no more.
    touch() {
      this.dirty = true;
      this.marks([]);
      this.said.replaceChildren();
    }

    answer() {
      const lacking = this.way.lacking();
      if (!lacking) return this.give(this.way.given());
      this.said.replaceChildren(make("p", {}, lacking[0]));
      lacking[1].focus();
    }

    give(given) {
      const before = this.kept() ?? {};
      const { right } = this.way.judge(given);
      const revision = this.block.dataset.revision;
      const value = { ...before, revision, given, right, tries: (before.tries ?? 0) + 1, ...preau.review.after(before, right) };
      if (before.revision && before.revision !== revision) {
        value.before = { revision: before.revision, given: before.given, right: before.right, at: before.at };
        value.tries = 1;
      }
      this.busy = true;
      const kept = preau.progress.put(this.course, this.item, value);
      this.busy = false;
      this.notice.hidden = true;
      this.show(given, kept ? "" : words.unkept);
    }

    // What was answered before, here or in another tab; an answer that is being written is left alone.
    restore(value) {
      if (this.dirty || !value || !Array.isArray(value.given)) return;
      const given = value.given.filter((one) => typeof one === "string");
      const same = value.revision === this.block.dataset.revision;
      if (same && this.recalls && preau.review.due(value) <= preau.review.today()) {
        this.afresh(given, value);
        return;
      }
      if (same) {
        this.way.set(given);
        this.show(given, fill(words.since, { day: day(value.at) }));
        return;
      }
      const told = given.map((one) => this.tell(one)).filter(Boolean).join(" ; ");
      this.notice.textContent = fill(told ? words.rewrittenSaid : words.rewritten, { day: day(value.at), answer: told });
      this.notice.hidden = false;
    }

    // What is to be remembered is asked again with nothing shown; the answer given before is one press away.
    afresh(given, value) {
      const see = make("button", { class: "button button-plain", type: "button" }, words.seeMine);
      see.addEventListener("click", () => {
        this.notice.hidden = true;
        this.way.set(given);
        this.show(given, fill(words.since, { day: day(value.at) }));
        this.again.focus();
      });
      this.notice.replaceChildren(`${fill(words.recall, { day: day(value.at) })} `, see);
      this.notice.hidden = false;
    }

    // An answer given before, in words: names of answers are looked for among those that still stand.
    tell(one) {
      const named = (key) => this.block.querySelector(`[data-answer="${CSS.escape(key)}"] .quiz-said, :is(.quiz-starts, .quiz-ends, .quiz-steps) [data-answer="${CSS.escape(key)}"]`)?.textContent.trim();
      const { type } = this.block.dataset;
      if (type === "flashcard") return Object.hasOwn(words, one) ? words[one] : "";
      const [, key, rest] = /^([0-9a-f]{8})(?::(.*))?$/s.exec(one) ?? [];
      if (!key) return one;
      if (type === "cloze") return rest; // what was typed: the words of the gap would tell the answer
      return rest ? `${named(key) ?? "…"} → ${named(rest) ?? rest}` : named(key);
    }

    show(given, more) {
      const result = this.way.judge(given);
      this.dirty = false;
      this.turn(false);
      this.block.classList.add("tried");
      this.again.hidden = false;
      this.marks(result.marks);
      this.said.replaceChildren(...this.sentences(result, given), ...(more ? [make("p", { class: "quiz-small" }, more)] : []));
    }

    sentences(result, given) {
      const card = this.block.dataset.type === "flashcard";
      const partly = result.all ? fill(words.partly, { n: result.good, all: result.all }) : result.good ? words.almost : words.wrong;
      const sentence = card ? (result.right ? words.knownSaid : words.unknownSaid) : result.right ? words.right : partly;
      const lead = make("p", { class: `quiz-lead ${result.right ? "good" : "bad"}` }, sentence);
      const told = result.told.map(({ said, why }) => (result.told.length > 1
        ? make("li", {}, make("span", { class: "quiz-said" }, ...copy(said)), ...(why ? [make("br"), ...copy(why)] : [])) : make("p", {}, ...copy(why ?? said))));
      return [
        lead, ...(told.length > 1 ? [make("ul", {}, ...told)] : told), ...(result.short ? [make("p", {}, words.short)] : []),
        ...(result.spelled ? [make("p", {}, fill(words.spelled, { text: result.spelled }))] : []),
        ...(result.right && !card ? [make("div", { class: "quiz-explanation" }, ...copy(this.key.querySelector(".quiz-explanation")))] : []),
      ];
    }

    marks(places) {
      for (const mark of this.form.querySelectorAll(".quiz-mark")) mark.replaceChildren();
      for (const [mark, good] of places) mark.replaceChildren(make("span", { class: `quiz-verdict ${good ? "good" : "bad"}` }, good ? words.good : words.bad));
    }

    // A card that is turned shows its other side, then asks whether it was known.
    turn(asking) {
      if (this.block.dataset.type !== "flashcard") return;
      this.block.classList.add("tried");
      this.key.open = true;
      this.check.hidden = true;
      this.rate.forEach((button) => (button.hidden = !asking));
      if (asking) {
        this.said.replaceChildren(...copy(this.key.querySelector(".quiz-explanation")));
        this.rate[0].focus();
      }
    }

    restart() {
      this.way.set([]);
      this.touch();
      this.dirty = false;
      this.again.hidden = true;
      this.check.hidden = false;
      this.rate.forEach((button) => (button.hidden = true));
      this.key.open = false;
      if (this.block.dataset.type === "flashcard") this.block.classList.remove("tried");
      (this.form.querySelector("input, select, .quiz-move") ?? this.check).focus();
    }
  }

  for (const block of document.querySelectorAll("[data-quiz][data-type]")) if (preau.kinds[block.dataset.type]) new Question(block);
})();
