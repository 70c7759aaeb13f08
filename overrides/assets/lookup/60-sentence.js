// The sentence of a page where the words were found, read from the page itself: only for results that are on the screen,
// only where there is a network, never for a reader who saves data.
(function (lookup) {
  const PIECES = "p, li, dd, td, h2, h3, figcaption";
  const [BEFORE, LONG, SHORT] = [60, 190, 40];

  /** Text cut around a place, between words. */
  function around(text, at) {
    let from = at <= BEFORE ? 0 : text.indexOf(" ", at - BEFORE) + 1;
    if (from > at) from = at;
    const to = text.length <= from + LONG ? text.length : text.lastIndexOf(" ", from + LONG);
    return (from ? "… " : "") + text.slice(from, to > from ? to : from + LONG) + (to < text.length ? " …" : "");
  }

  /** Text as nodes, the words that `found(word)` accepts marked. */
  lookup.marked = function (text, found) {
    return text.split(/([\p{L}\p{N}]+)/u).map((piece, at) => {
      if (at % 2 === 0 || !found(piece)) return document.createTextNode(piece);
      const mark = document.createElement("mark");
      mark.textContent = piece;
      return mark;
    });
  };

  const held = (text, found) => new Set(lookup.cut(text).map(found).filter(Boolean)).size;

  /** The piece of a page that holds the most different words, more than `most`; "" when none does. */
  function best(page, anchor, found, most) {
    const main = (anchor && page.getElementById(anchor)) || page.querySelector("main");
    if (!main) return "";
    for (const unread of main.querySelectorAll("[data-lookup-ignore], [aria-hidden=true]")) unread.remove();
    let said = "";
    for (const piece of main.querySelectorAll(PIECES)) {
      const text = piece.textContent.replace(/\s+/g, " ").trim();
      const words = text.length < SHORT ? 0 : held(text, found);
      if (words <= most) continue;
      most = words;
      said = text;
    }
    const first = [...said.matchAll(/[\p{L}\p{N}]+/gu)].find(([word]) => found(word));
    return said && around(said, first ? first.index : 0);
  }

  const seen = globalThis.IntersectionObserver && new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      target.dispatchEvent(new Event("seen"));
    }
  });

  /** Replaces the text of an element, when it comes on the screen, by a sentence of the page at an address that says more. */
  lookup.sentence = function (element, address, found) {
    const saving = navigator.connection && navigator.connection.saveData;
    if (!seen || saving || !address.startsWith("http")) return;
    element.addEventListener("seen", async () => {
      try {
        const answer = await fetch(address);
        if (!answer.ok || !element.isConnected) return;
        const said = best(new DOMParser().parseFromString(await answer.text(), "text/html"), new URL(address).hash.slice(1), found, held(element.textContent, found));
        if (said) element.replaceChildren(...lookup.marked(said, found));
      } catch {
        // no network: the summary stays
      }
    }, { once: true });
    seen.observe(element);
  };
})(preau.lookup);
