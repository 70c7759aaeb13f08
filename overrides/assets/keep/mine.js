// On My campus: the courses that this device keeps, with their sizes; and the page itself, brought up to date with them.
import { accompany } from "./download.js";
import { base, bytesOf, kept, obstacle, wanted } from "./shelf.js";
import { day, link, make, size } from "./say.js";

const section = document.querySelector("[data-kept]");
const markers = (await obstacle()) ? [] : (await kept()).filter(({ search }) => !search);
const row = (marker) => make("li", "", link(new URL(marker.address, base).href, marker.title),
  make("span", "soft small", ` · ${size(bytesOf(wanted(marker)))} · ${day(marker.day)}`));
section.querySelector("ul").replaceChildren(...markers.map(row));
section.hidden = !markers.length;
await accompany();
