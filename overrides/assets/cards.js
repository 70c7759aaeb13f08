// A module's cards side by side: buttons, left and right arrows, a finger; the address keeps the card.
const calm = matchMedia("(prefers-reduced-motion: reduce)");

for (const deck of document.querySelectorAll("[data-deck]")) {
  const track = deck.querySelector("[data-cards]");
  const cards = [...track.children];
  const [back, forth] = ["-1", "1"].map((step) => deck.querySelector(`[data-step="${step}"]`));
  const place = deck.querySelector("[data-say]");
  const progress = deck.querySelector("progress");
  const total = cards.filter((card) => !card.matches(".deck-end")).length; // what comes next is no card
  let now = 0;
  let aim = -1; // the card that a movement of ours is going to, -1 when the reader's finger moves

  deck.classList.add("alive");
  const fit = () => (track.style.height = `${cards[now].offsetHeight}px`);

  function show(index) {
    now = index;
    cards.forEach((card, i) => (card.inert = i !== now));
    back.disabled = now === 0;
    forth.disabled = now === cards.length - 1;
    progress.value = Math.min(now + 1, total);
    place.textContent = now < total ? place.dataset.say.replace("{n}", now + 1).replace("{total}", total) : place.dataset.end;
    fit();
  }

  function go(index, { smooth = true, focus = true } = {}) {
    if (index < 0 || index >= cards.length) return;
    aim = index;
    show(index);
    const behavior = smooth && !calm.matches ? "smooth" : "instant";
    track.scrollTo({ left: cards[index].offsetLeft - track.offsetLeft, behavior });
    if (behavior === "instant") aim = -1;
    if (focus) {
      cards[index].querySelector("h3").focus({ preventScroll: true });
      const top = track.getBoundingClientRect().top;
      if (top < 0 || top > innerHeight * 0.4) scrollTo({ top: scrollY + top - 12, behavior });
    }
    history.replaceState(null, "", `#${cards[index].id}`);
  }

  back.addEventListener("click", () => go(now - 1));
  forth.addEventListener("click", () => go(now + 1));
  document.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const busy = event.target.closest?.("input, textarea, select, dialog, [contenteditable], video");
    if (!step || busy || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    go(now + step);
  });

  // A finger: whichever card fills most of the track is the one shown.
  const watch = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const index = cards.indexOf(entry.target);
        if (!entry.isIntersecting) continue;
        if (aim >= 0 && index !== aim) continue;
        aim = -1;
        if (index !== now) {
          show(index);
          history.replaceState(null, "", `#${cards[index].id}`);
        }
      }
    },
    { root: track, threshold: 0.6 },
  );
  cards.forEach((card) => watch.observe(card));
  new ResizeObserver(() => {
    fit();
    if (aim < 0) track.scrollTo({ left: cards[now].offsetLeft - track.offsetLeft, behavior: "instant" });
  }).observe(track.parentElement);
  const grown = new ResizeObserver(fit); // a question that is answered grows
  cards.forEach((card) => grown.observe(card));
  deck.addEventListener("toggle", fit, true);

  const asked = () => cards.findIndex((card) => `#${card.id}` === decodeURIComponent(location.hash));
  addEventListener("hashchange", () => asked() >= 0 && go(asked(), { smooth: false }));
  if (asked() > 0) go(asked(), { smooth: false, focus: false });
  else show(0);
}
