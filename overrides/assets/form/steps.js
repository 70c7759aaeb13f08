// One question at a time (at first on a phone) or all at once: a switch that this device remembers, progress, back, keyboard.
import { at, make, say, words } from "./page.js";

const WAY = "preau-form-way";
const steps = [...document.querySelectorAll("[data-step]")];
const parts = [...document.querySelectorAll("[data-steps]")];
const bar = at("steps-bar");
let current = 0;
let onShow = () => {};

const remembered = () => {
  try {
    return localStorage.getItem(WAY);
  } catch {
    return null;
  }
};

/** Whether one question shows at a time; a choice made before this script was there counts. */
const chosen = document.querySelector("input[name=way]:checked")?.value;
export let oneByOne = (chosen ?? remembered() ?? (matchMedia("(max-width: 40rem)").matches ? "one" : "all")) === "one";

const live = () => steps.filter((step) => !step.hasAttribute("data-off"));

function draw() {
  const shown = live();
  for (const step of steps) step.hidden = step.hasAttribute("data-off") || (oneByOne && step !== shown[current]);
  for (const part of parts) part.hidden = ![...part.querySelectorAll("[data-step]")].some((step) => !step.hidden);
  bar.hidden = !oneByOne;
  at("step-said").textContent = say(words.step, { n: current + 1, all: shown.length });
  at("step-progress").max = shown.length;
  at("step-progress").value = current + 1;
  at("step-back").disabled = current === 0;
  at("step-next").hidden = current === shown.length - 1;
  for (const choice of document.querySelectorAll("input[name=way]")) choice.checked = choice.value === (oneByOne ? "one" : "all");
  document.querySelector(".act-form-page").classList.toggle("act-one", oneByOne);
  at("form-lead").hidden = oneByOne && current > 0;
  onShow(shown[current].dataset.step);
}

/** Show one question, and put the focus where its answer is written. */
export function go(name, { record = true, focus = true } = {}) {
  const place = live().findIndex((step) => step.dataset.step === name);
  if (place < 0) return;
  if (oneByOne) {
    const moved = place !== current;
    current = place;
    draw();
    if (record && moved) history.pushState({ step: name }, "", `#q-${name}`);
    if (focus) {
      const first = live()[place].querySelector("input:not([type=checkbox], [hidden]), textarea, select, legend, h2, h3, button");
      first?.focus({ preventScroll: true });
      scrollTo({ top: at("form-top").getBoundingClientRect().top + scrollY - 8 });
    }
  }
}

/** The question after or before this one; `stop(step)` may keep the person here. */
function move(by, stop = () => false) {
  const shown = live();
  if (by > 0 && stop(shown[current].dataset.step)) return;
  const next = shown[Math.min(Math.max(current + by, 0), shown.length - 1)];
  if (by < 0 && history.state?.step === shown[current].dataset.step) history.back();
  else go(next.dataset.step);
}

/** Which question a field belongs to, and lead there. */
export function lead(field) {
  const step = field.closest("[data-step]");
  if (step) go(step.dataset.step, { focus: false });
  field.focus();
  field.scrollIntoView({ block: "center" });
}

/** Begin: `stop(step)` may keep a person on a question once; `shown(step)` hears which one shows. */
export function begin({ stop, shown }) {
  onShow = shown;
  at("step-next").addEventListener("click", () => move(1, stop));
  at("step-back").addEventListener("click", () => move(-1));
  at("proposal").addEventListener("keydown", (event) => {
    const typed = event.target.matches("input:not([type=checkbox]), select") && !event.target.closest(".act-entry");
    if (oneByOne && event.key === "Enter" && typed) {
      event.preventDefault();
      move(1, stop);
    }
  });
  for (const choice of document.querySelectorAll("input[name=way]")) {
    choice.addEventListener("change", () => {
      oneByOne = choice.value === "one";
      try {
        localStorage.setItem(WAY, choice.value);
      } catch {
        // a browser that keeps nothing: the choice holds for this page
      }
      draw();
    });
  }
  const asked = (hash) => steps.find((step) => `#q-${step.dataset.step}` === hash)?.dataset.step;
  addEventListener("popstate", (event) => {
    const step = event.state?.step ?? asked(location.hash);
    if (oneByOne && (step || !location.hash)) go(step ?? live()[0].dataset.step, { record: false });
  });
  draw();
  const first = asked(location.hash);
  if (first) go(first, { record: false, focus: oneByOne });
}

/** Draw again after a question came or went. */
export const redraw = draw;
