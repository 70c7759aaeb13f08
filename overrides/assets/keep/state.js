// On a chapter that comes from what this device keeps: say so, and tell when the site holds a newer one (asked once an hour).
import { newer } from "./download.js";
import { keptOne } from "./shelf.js";

const HOUR = 3_600_000;
const line = document.querySelector("[data-kept-line]");
const marker = line && (await keptOne(line.dataset.keptLine));
if (marker) {
  line.querySelector("[data-kept-now]").hidden = false;
  if (await isOld()) line.querySelector("[data-kept-newer]").hidden = false;
}

async function isOld() {
  const name = `preau-kept-asked:${marker.identifier}`;
  const [asked, revision, old] = (sessionStorage.getItem(name) ?? "").split(" ");
  if (revision === marker.revision && Date.now() - Number(asked) < HOUR) return old === "old";
  const found = await newer(marker).catch(() => undefined);
  if (found !== undefined) sessionStorage.setItem(name, `${Date.now()} ${marker.revision} ${found ? "old" : "fresh"}`);
  return Boolean(found);
}
