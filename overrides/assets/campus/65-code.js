// The chapters done of a course as a short code, to print, to scan (a link #campus=…) or to type: 1 byte of version, 4 of the course's
// identifier, 2 for the day (since 2020), 2 of the identifier of each chapter, 2 of control, in the 32 signs that nobody confuses.
(() => {
  "use strict";
  const { campus, html, progress } = globalThis.preau ?? {};
  if (!campus) return;
  const { make, fill } = html;
  const { at, words } = campus;
  const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const EPOCH = Date.UTC(2020, 0, 1);
  const DAY = 86_400_000;
  const hex = (text) => [...text.matchAll(/../g)].map(([pair]) => parseInt(pair, 16));
  const courseName = (id) => id.replace(/-/g, "").slice(0, 8);
  const chapterName = (id) => id.replace(/-/g, "").slice(0, 4);

  // CRC-16 (CCITT): a wrong sign is always seen.
  const control = (bytes) => bytes.reduce((sum, byte) => {
    let rest = sum ^ (byte << 8);
    for (let i = 0; i < 8; i += 1) rest = ((rest << 1) ^ (rest & 0x8000 ? 0x1021 : 0)) & 0xffff;
    return rest;
  }, 0xffff);
  const written = (bytes) => {
    const bits = bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
    return [...bits.matchAll(/.{1,5}/g)].map(([five]) => SIGNS[parseInt(five.padEnd(5, "0"), 2)]).join("");
  };
  const understood = (text) => {
    const signs = text.toUpperCase().replace(/[\s\p{Pd}.]/gu, "").replace(/O/g, "0").replace(/[IL]/g, "1");
    if (!signs || signs.length > 1000 || [...signs].some((sign) => !SIGNS.includes(sign))) return null;
    const bits = [...signs].map((sign) => SIGNS.indexOf(sign).toString(2).padStart(5, "0")).join("");
    const bytes = [...bits.matchAll(/.{8}/g)].map(([eight]) => parseInt(eight, 2));
    const body = bytes.slice(0, -2);
    const sum = control(body);
    return body.length >= 9 && body.length % 2 && bytes.at(-2) === sum >> 8 && bytes.at(-1) === (sum & 0xff) ? body : null;
  };

  /** The code of what is done in a course. */
  campus.code = (course) => {
    const days = Math.floor((Date.now() - EPOCH) / DAY);
    const body = [1, ...hex(courseName(course.id)), days >> 8, days & 0xff, ...course.done.flatMap((one) => hex(chapterName(one.id)))];
    const sum = control(body);
    return written([...body, sum >> 8, sum & 0xff]);
  };

  /** What a code says: {course, day, chapters, unknown}, or {fault: name of a sentence}. A name that two chapters share is not guessed. */
  campus.decoded = (text) => {
    const body = understood(text);
    if (!body || body[0] !== 1) return { fault: "badCode" };
    const name = body.slice(1, 5).map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const course = campus.data.courses.find((one) => courseName(one.id) === name);
    if (!course) return { fault: "otherCourse" };
    const day = new Date(Math.min(EPOCH + (body[5] * 256 + body[6]) * DAY, Date.now())).toISOString();
    const chapters = [];
    let unknown = 0;
    for (let i = 7; i < body.length; i += 2) {
      const short = body.slice(i, i + 2).map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const found = course.chapters.filter((one) => chapterName(one.id) === short);
      if (found.length === 1) chapters.push(found[0]);
      else unknown += 1;
    }
    return { course, day, chapters, unknown };
  };

  const picture = (text) => {
    const rows = campus.qr(text);
    if (!rows) return [];
    const size = rows.length + 8;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join(""));
    for (const [name, value] of [["viewBox", `0 0 ${size} ${size}`], ["role", "img"], ["aria-label", words.qr], ["shape-rendering", "crispEdges"], ["class", "qr"]]) svg.setAttribute(name, value);
    svg.append(path);
    return [svg];
  };
  const link = (code) => (location.protocol === "file:" ? campus.data.url && `${campus.data.url.replace(/\/?$/, "/")}${campus.data.here}` : location.href.split("#")[0]) + `#campus=${code}`;

  const select = document.getElementById("code-course");
  const sheet = at("code");
  const draw = () => {
    const begun = campus.states().filter((one) => one.done.length);
    at("code-of").hidden = sheet.hidden = begun.length === 0;
    if (!begun.length) return sheet.replaceChildren();
    campus.choices(select, begun);
    const course = begun.find((one) => one.id === select.value);
    const code = campus.code(course);
    const print = make("button", { class: "button button-plain", type: "button" }, words.print);
    print.addEventListener("click", () => campus.print("code"));
    sheet.replaceChildren(
      make("p", { class: "block-name" }, fill(words.codeFor, { title: course.title, day: campus.longDay(new Date().toISOString()) })),
      make("div", { class: "code-both" }, ...picture(link(code)), make("p", { class: "code-letters", translate: "no" }, code.match(/.{1,4}/g).join(" "))),
      make("p", { class: "small" }, words.codeHow), make("p", { class: "actions" }, print),
    );
  };
  select.addEventListener("change", draw);

  const receive = (text) => {
    const found = campus.decoded(text);
    if (found.fault) return campus.refuse(words[found.fault]);
    const items = Object.fromEntries(found.chapters.map((one) => [`c/${one.id}`, { v: 1, at: found.day, done: found.day, title: one.title }]));
    const lead = fill(words.codeFor, { title: found.course.title, day: campus.longDay(found.day) });
    campus.propose({ [found.course.id]: items }, found.unknown ? `${lead} · ${fill(words.codeUnknown, { n: found.unknown })}` : lead);
  };
  at("type-code").addEventListener("submit", (event) => {
    event.preventDefault();
    receive(document.getElementById("code").value);
  });
  const scanned = () => {
    const code = /^#campus=(.+)$/.exec(location.hash)?.[1];
    if (!code) return;
    history.replaceState(null, "", location.pathname + location.search);
    receive(code);
  };

  // Only one sheet is printed at a time.
  campus.print = (name) => {
    document.body.dataset.printing = name;
    addEventListener("afterprint", () => delete document.body.dataset.printing, { once: true });
    print();
  };
  draw();
  campus.ondraw(draw);
  scanned();
  addEventListener("hashchange", scanned);
})();
