// Personal data in a text, found as `preau check` finds them (scripts/preau/checks/privacy.py): the same cases test both. Pure.
const GAP = "[ .\\-\\u00a0\\u202f\\u2009/]";
const EMAIL = /[A-Za-z0-9._%+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,5}\.[A-Za-z]{2,24}\b/g;
const PHONE = new RegExp(`(?<![\\w+])(?:(?:\\+|00)${GAP}?33${GAP}{0,2}(?:\\(?0\\)?${GAP}?)?|0)[1-79](?<gap>${GAP}?)\\d{2}(?:\\k<gap>\\d{2}){3}(?!\\d)`, "g");
const OVERSEAS = new RegExp(`(?<![\\w+])(?:\\+|00)${GAP}?(?:262|508|590|594|596)(?:${GAP}?\\d){9}(?!\\d)`, "g");
const NIR = /(?<!\d)[1278][\s.-]?\d{2}[\s.-]?(?:0[1-9]|1[0-2]|[2-9]\d)[\s.-]?(?:\d{2}|2[ABab])[\s.-]?\d{3}[\s.-]?\d{3}(?:[\s.-]?\d{2})?(?!\d)/g;
const IBAN = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0\u202f-]?[A-Za-z0-9]){11,50}/g;
const LENGTHS = Object.fromEntries(
  "AD24 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MR27 MT31 NL18 NO15 PL28 PT25 RO24 SE24 SI19 SK24 SM27 TN24 TR26"
    .split(" ").map((one) => [one.slice(0, 2), Number(one.slice(2))]),
);

const whole = (found) => found;

/** A number whose key is right, or one without its key that is grouped as only these numbers are. */
function nir(found) {
  const digits = found.replace(/[\s.-]/g, "").toUpperCase().replace("2A", "19").replace("2B", "18");
  if (digits.length === 13) return /^\d[\s.-]\d{2}[\s.-]\d{2}[\s.-]/.test(found) ? found : "";
  return /^\d+$/.test(digits) && 97n - (BigInt(digits.slice(0, 13)) % 97n) === BigInt(digits.slice(13)) ? found : "";
}

/** The longest beginning that is a valid account number: words may follow it. */
function iban(found) {
  for (let end = found.length; end > 14; end -= 1) {
    const flat = found.slice(0, end).replace(/[^A-Za-z0-9]/g, "");
    const entire = end === found.length || !/[A-Za-z0-9]/.test(found[end]);
    if (!entire || flat.length !== LENGTHS[flat.slice(0, 2).toUpperCase()]) continue;
    const number = [...(flat.slice(4) + flat.slice(0, 4))].map((char) => parseInt(char, 36)).join("");
    if (BigInt(number) % 97n === 1n) return found.slice(0, end).trimEnd();
  }
  return "";
}

const SEARCHES = [["PR401", EMAIL, whole], ["PR404", IBAN, iban], ["PR403", NIR, nir], ["PR402", PHONE, whole], ["PR402", OVERSEAS, whole]];

/** The codes of the personal data that a text holds; `roles` are the addresses that may appear. */
export function personalData(text, roles) {
  const codes = new Set();
  for (const row of String(text).split("\n")) {
    const taken = [];
    for (const [code, pattern, judge] of SEARCHES) {
      for (const found of row.matchAll(pattern)) {
        const value = judge(found[0]);
        const [start, end] = [found.index, found.index + value.length];
        if (!value || taken.some(([from, to]) => start < to && from < end)) continue;
        taken.push([start, end]);
        if (code !== "PR401" || !roles.includes(value.toLowerCase())) codes.add(code);
      }
    }
  }
  return [...codes];
}
