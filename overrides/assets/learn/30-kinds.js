// The ways of answering, one for each type of question. preau.kinds[type](quiz) gives:
//   element       what stands in the form: a fieldset whose legend is the question
//   given()       the answer as a list of texts, names of answers (data-answer) wherever there are some
//   lacking()     null, or [the sentence that asks for what is missing, where to write it]
//   set(given)    shows an answer given before
//   judge(given)  {right, good, all, told: [{good, said, why}], spelled, marks: [[place, good]]}
// `quiz` is made by 40-questions.js from the static HTML: block, name, question, rows, ends, words.
(() => {
  "use strict";
  const preau = (globalThis.preau ??= {});
  const { alike, number, near } = preau.compare;

  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  // The content of an element, again; identifiers stay with the first one.
  const copy = (from) => {
    const nodes = from ? [...from.cloneNode(true).childNodes] : [];
    for (const node of nodes) for (const one of node.querySelectorAll?.("[id]") ?? []) one.removeAttribute("id");
    return nodes;
  };
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  // Where an answer is marked: beside its label, so that its name does not change; it describes what is marked.
  const place = (input, name) => {
    const mark = make("span", { class: "quiz-mark", id: `${name}-mark` });
    input.setAttribute("aria-describedby", mark.id);
    return mark;
  };
  const said = (row) => row.said.textContent.trim();

  // A question of one paragraph is the legend; a longer one stays above, and describes the group.
  const group = (quiz, ...children) => {
    const only = quiz.question.children.length === 1 && quiz.question.firstElementChild.matches("p") ? quiz.question.firstElementChild : null;
    quiz.question.id ||= `${quiz.name}-question`;
    quiz.question.hidden = Boolean(only);
    const legend = only ? make("legend", { class: "quiz-question" }, ...copy(only)) : make("legend", { class: "visually-hidden" }, quiz.words.yours);
    return make("fieldset", { class: "quiz-group", "aria-describedby": only ? null : quiz.question.id }, legend, ...children);
  };

  const choices = (type) => (quiz) => {
    const all = quiz.rows.map((row, index) => {
      const input = make("input", { type, name: quiz.name, value: row.key });
      const mark = place(input, `${quiz.name}-${index}`);
      const label = make("label", { class: "quiz-choice" }, input, make("span", {}, ...copy(row.said)));
      return { row, input, mark, line: make("div", { class: "quiz-line-live" }, label, mark) };
    });
    return {
      element: group(quiz, ...all.map((one) => one.line)),
      given: () => all.filter((one) => one.input.checked).map((one) => one.row.key),
      lacking: () => (all.some((one) => one.input.checked) ? null : [quiz.words.choose, all[0].input]),
      set: (given) => all.forEach((one) => (one.input.checked = given.includes(one.row.key))),
      judge: (given) => {
        const chosen = all.filter((one) => given.includes(one.row.key));
        const good = chosen.filter((one) => one.row.right).length;
        const wanted = quiz.rows.filter((row) => row.right).length;
        const right = good === wanted && chosen.length === good;
        return {
          right, good, all: 0,
          short: !right && chosen.length > 0 && chosen.length === good,
          told: chosen.map(({ row }) => ({ good: row.right, said: row.said, why: row.why })),
          marks: chosen.map((one) => [one.mark, one.row.right]),
        };
      },
    };
  };

  const typed = (isNumber) => (quiz) => {
    const { words, rows, block } = quiz;
    const id = `${quiz.name}-typed`;
    const input = make("input", { id, type: "text", maxlength: "200", autocomplete: "off", autocapitalize: "off", spellcheck: "false", inputmode: isNumber ? "decimal" : null });
    const unit = block.dataset.unit ?? "";
    const mark = place(input, id);
    const meant = (text) => {
      const fits = isNumber
        ? (row) => near(number(text), number(said(row)), Number(row.right ? block.dataset.tolerance : 0))
        : (row) => alike(text, said(row));
      return rows.filter((row) => row.right).find(fits) ?? rows.find((row) => !row.right && fits(row));
    };
    return {
      element: group(quiz, make("label", { for: id }, words.yours), make("span", { class: "quiz-typed" }, input, unit, mark)),
      given: () => [input.value.trim()],
      lacking: () => {
        if (!input.value.trim()) return [words.write, input];
        return isNumber && number(input.value) === null ? [words.number, input] : null;
      },
      set: ([text]) => (input.value = text ?? ""),
      judge: ([text]) => {
        const row = meant(text);
        const right = Boolean(row?.right);
        const why = row?.why ?? (right ? rows.find((one) => one.right).why : null);
        const differs = right && !isNumber && preau.compare.folded(text) !== preau.compare.folded(said(row));
        return { right, good: 0, all: 0, told: why ? [{ good: right, said: row.said, why }] : [], spelled: differs ? said(row) : "", marks: [[mark, right]] };
      },
    };
  };

  // Several places to fill, each judged apart.
  const several = (all, quiz) => ({
    lacking: () => {
      const empty = all.filter((one) => !one.input.value.trim());
      return empty.length ? [fill(quiz.words.left, { n: empty.length }), empty[0].input] : null;
    },
    judge: (given) => {
      const known = new Map(given.map((text) => [text.slice(0, 8), text.slice(9)]));
      const judged = all.map((one) => [one, one.fits(known.get(one.row.key) ?? "")]);
      const good = judged.filter(([, fits]) => fits).length;
      const told = judged.filter(([one, fits]) => fits && one.row.why).map(([one]) => ({ good: true, said: one.row.said, why: one.row.why }));
      return { right: good === all.length, good, all: all.length, told, marks: judged.map(([one, fits]) => [one.mark, fits]) };
    },
    given: () => all.map((one) => `${one.row.key}:${one.input.value.trim()}`),
    set: (given) => all.forEach((one) => (one.input.value = given.find((text) => text.startsWith(`${one.row.key}:`))?.slice(9) ?? "")),
  });

  const matching = (quiz) => {
    const starts = [...quiz.block.querySelectorAll(".quiz-starts > li")];
    const all = quiz.rows.map((row, index) => {
      const id = `${quiz.name}-pair${index}`;
      const input = make("select", { id }, make("option", { value: "" }, quiz.words.pick),
        ...quiz.ends.map((end) => make("option", { value: end.dataset.answer }, end.textContent.trim())));
      const mark = place(input, id);
      return { row, input, mark, fits: (value) => value === row.match, line: make("div", { class: "quiz-pair" }, make("label", { for: id }, ...copy(starts[index])), make("span", { class: "quiz-typed" }, input, mark)) };
    });
    return { element: group(quiz, ...all.map((one) => one.line)), ...several(all, quiz) };
  };

  const cloze = (quiz) => {
    const text = make("div", { class: "quiz-text" }, ...copy(quiz.question));
    const all = [...text.querySelectorAll(".quiz-gap")].map((gap, index) => {
      const row = quiz.rows[index];
      const input = make("input", { type: "text", maxlength: "100", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
      const mark = place(input, `${quiz.name}-gap${index}`);
      const label = make("label", { class: "quiz-gap-live" }, make("span", { class: "visually-hidden" }, fill(quiz.words.gap, { n: index + 1 })), input);
      gap.replaceWith(label, mark);
      return { row, input, mark, fits: (value) => row.accepted.some((word) => alike(value, word)) };
    });
    const element = make("fieldset", { class: "quiz-group" }, make("legend", { class: "quiz-small" }, quiz.words.complete), text);
    quiz.question.hidden = true;
    // As long as one is wrong, each gap is told by its number, with what was typed and what the author says of it.
    const ways = several(all, quiz);
    const judge = (given) => {
      const result = ways.judge(given);
      if (result.right) return result;
      const texts = new Map(given.map((text) => [text.slice(0, 8), text.slice(9)]));
      const told = all.map(({ row }, index) => {
        const [, good] = result.marks[index];
        const said = make("span", {}, fill(good ? quiz.words.gapGood : quiz.words.gapBad, { n: index + 1, text: texts.get(row.key) ?? "" }));
        return { good, said, why: row.why };
      });
      return { ...result, told };
    };
    return { element, ...ways, judge };
  };

  const ordering = (quiz) => {
    const { words } = quiz;
    const list = make("ol", { class: "quiz-order" });
    const moved = make("p", { class: "visually-hidden", role: "status" });
    const all = quiz.ends.map((end, index) => {
      const text = end.textContent.trim();
      const [up, down] = [["up", "↑"], ["down", "↓"]].map(([name, sign]) =>
        make("button", { type: "button", class: "button button-plain quiz-move", "aria-label": fill(words[name], { text }) }, sign));
      const mark = place(up, `${quiz.name}-step${index}`);
      const item = make("li", { "data-answer": end.dataset.answer }, make("span", { class: "quiz-step" }, ...copy(end)), mark, up, down);
      const step = (by, button) => {
        const items = [...list.children];
        const to = items.indexOf(item) + by;
        if (to < 0 || to >= items.length) return;
        if (by < 0) items[to].before(item);
        else items[to].after(item);
        bounds();
        button.focus();
        moved.textContent = fill(words.moved, { text, n: to + 1, all: items.length });
        item.dispatchEvent(new Event("input", { bubbles: true }));
      };
      up.addEventListener("click", () => step(-1, up));
      down.addEventListener("click", () => step(1, down));
      return { item, mark, up, down };
    });
    const bounds = () => [...list.children].forEach((item, index, items) => {
      const one = all.find((other) => other.item === item);
      one.up.setAttribute("aria-disabled", String(index === 0));
      one.down.setAttribute("aria-disabled", String(index === items.length - 1));
    });
    const show = (order) => {
      const known = order.map((key) => all.find((one) => one.item.dataset.answer === key)?.item).filter(Boolean);
      list.append(...known, ...all.map((one) => one.item).filter((item) => !known.includes(item)));
      bounds();
    };
    show([]);
    return {
      element: group(quiz, list, moved),
      given: () => [...list.children].map((item) => item.dataset.answer),
      lacking: () => null,
      set: show,
      judge: (given) => {
        const judged = all.map((one) => [one, quiz.rows[given.indexOf(one.item.dataset.answer)]?.key === one.item.dataset.answer]);
        const good = judged.filter(([, fits]) => fits).length;
        const right = good === all.length;
        const told = right ? quiz.rows.filter((row) => row.why).map((row) => ({ good: true, said: row.said, why: row.why })) : [];
        return { right, good, all: all.length, told, marks: judged.map(([one, fits]) => [one.mark, fits]) };
      },
    };
  };

  // Turned over, then judged by the learner alone: 40-questions.js shows the two buttons.
  const flashcard = (quiz) => ({
    element: group(quiz, make("p", { class: "quiz-small" }, quiz.words.think)),
    given: () => [],
    lacking: () => null,
    set: () => {},
    judge: ([known]) => ({ right: known === "known", good: 0, all: 0, told: [], marks: [] }),
  });

  preau.html = { make, copy, fill };
  preau.kinds = {
    single: choices("radio"), multiple: choices("checkbox"), "true-false": choices("radio"), "short-answer": typed(false),
    numeric: typed(true), matching, ordering, cloze, flashcard,
  };
})();
