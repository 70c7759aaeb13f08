// On every page: the theme, the menu on phones, and the way to the search (whose code comes only when it is opened).
const root = document.documentElement;
root.classList.add("js");
const all = (selector) => document.querySelectorAll(selector);

// Theme: what the reader chose on this device, else what the device prefers.
const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
const toggles = all("[data-theme-toggle]");
const showTheme = () => toggles.forEach((button) => button.setAttribute("aria-pressed", String(isDark())));
toggles.forEach((button) =>
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("preau-theme", root.dataset.theme);
    } catch {
      // a browser that keeps nothing: the choice holds for this page
    }
    showTheme();
  }),
);
dark.addEventListener("change", showTheme);
showTheme();

// Menu: a button unfolds the list in place.
const menu = document.querySelector("[data-menu]");
const list = document.getElementById("site-nav");
const openMenu = (open) => {
  list.classList.toggle("open", open);
  menu.setAttribute("aria-expanded", String(open));
};
menu?.addEventListener("click", () => openMenu(menu.getAttribute("aria-expanded") !== "true"));
const closeMenu = (event) => {
  if (event.key !== "Escape" || !list.classList.contains("open")) return;
  openMenu(false);
  menu.focus();
};
list?.addEventListener("keydown", closeMenu);
menu?.addEventListener("keydown", closeMenu);

// Search: the dialog opens by the button, `/` or Ctrl-K; Escape closes it and the focus goes back where it was.
// Its form is the one of the search page, fetched when a reader comes near the button, at the latest when it opens: no page
// carries it for nothing. The code and the engine of the search come when the field gets the focus.
const dialog = document.getElementById("search-dialog");
const searchPage = document.querySelector("[data-search-open]")?.href;
let before = null;
let fetched = null;
const fetchForm = () => {
  fetched ??= fetch(searchPage).then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.statusText))));
  fetched.catch(() => (fetched = null));
  return fetched;
};
const fillDialog = async () => {
  const text = await fetchForm();
  const page = new DOMParser().parseFromString(text.replaceAll('"s-', '"d-'), "text/html");
  const form = page.querySelector("form[data-search]");
  form.action = searchPage;
  dialog.append(form);
  enliven(form);
};
const openSearch = async () => {
  if (!dialog || dialog.open) return;
  before = document.activeElement;
  dialog.showModal();
  try {
    if (!dialog.querySelector("form")) await fillDialog();
  } catch {
    location.assign(searchPage); // opened from a folder, or no network: the page itself says what to do
    return;
  }
  const field = dialog.querySelector("input[type=search]");
  field.focus();
  field.select();
};
dialog?.addEventListener("close", () => before?.focus?.());
dialog?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault(); // a search field would only empty itself
  dialog.close();
});
dialog?.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("[data-search-close]")) dialog.close();
});
all("[data-search-open]").forEach((link) => {
  if (!dialog?.showModal) return;
  for (const near of ["pointerenter", "focus"]) link.addEventListener(near, fetchForm, { once: true });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openSearch();
  });
});
const writing = (element) => element?.closest?.("input, textarea, select, [contenteditable]");
document.addEventListener("keydown", (event) => {
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !writing(event.target);
  const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
  if (!dialog || (!slash && !k)) return;
  event.preventDefault();
  openSearch();
});

// Every search form is brought to life at the first focus of its field, by a script that comes only then.
let reader = null;
const loadReader = (address) =>
  (reader ??= new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed });
    document.head.append(script);
  }));
function enliven(form) {
  const base = form.closest("dialog") ? searchPage : document.baseURI;
  const wake = () => loadReader(new URL(form.dataset.reader, base)).then(() => globalThis.preau.lookup.form(form, base), () => (reader = null));
  form.querySelector("input[type=search]").addEventListener("focus", wake, { once: true });
  const asked = form.closest("dialog") ? null : new URLSearchParams(location.search).get("q");
  if (asked) {
    form.q.value = asked;
    if (document.readyState === "complete") wake();
    else addEventListener("load", wake); // what a script fetches would hold the page back
  }
}
all("form[data-search]").forEach(enliven);

// Read from what this device keeps: the page says so.
if (navigator.serviceWorker?.controller && document.querySelector("[data-kept-line]")) import("./keep/state.js");
