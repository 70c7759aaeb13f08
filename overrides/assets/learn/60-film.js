// A film: its size and its speed can be chosen, before it is played or while it is; nothing is asked for before.
(() => {
  "use strict";
  for (const figure of document.querySelectorAll("[data-film]")) {
    const film = figure.querySelector("video");
    if (!film) { // a carrier that leaves films on the site keeps their words
      figure.querySelector(".video-bar")?.remove();
      continue;
    }
    const speed = figure.querySelector("[data-speed]");
    const keep = () => {
      film.defaultPlaybackRate = film.playbackRate = Number(speed.value);
    };
    speed.addEventListener("change", keep);
    figure.querySelector("[data-size]")?.addEventListener("change", (event) => {
      const [at, playing, begun] = [film.currentTime, !film.paused, film.readyState > 0];
      film.src = figure.querySelectorAll("source")[event.target.value].src;
      keep();
      if (!begun) return; // with preload="none", a film not yet played stays where it is
      film.addEventListener("loadedmetadata", () => { film.currentTime = at; }, { once: true });
      if (playing) film.play();
      else film.load();
    });
  }
})();
