// A day and an hour of one's own: the sessions of a course as a calendar (RFC 5545), made here. Times float: 18:30 is 18:30 on the
// learner's clock, summer and winter.
(() => {
  "use strict";
  const { campus, html } = globalThis.preau ?? {};
  if (!campus) return;
  const { make, fill } = html;
  const { at, words } = campus;
  const two = (number) => String(number).padStart(2, "0");
  const WEEK = 7 * 24 * 60;
  const LEAST = 15;

  // Reckoned as if in UTC, where every day has 24 hours: a floating time has no zone.
  const moment = (day, hour, minutes) => new Date(Date.parse(`${day}T${hour}:00Z`) + minutes * 60_000);
  const stamp = (date) => `${date.getUTCFullYear()}${two(date.getUTCMonth() + 1)}${two(date.getUTCDate())}T${two(date.getUTCHours())}${two(date.getUTCMinutes())}00`;
  const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");

  // Lines of at most 75 bytes, never cut inside a character.
  const folded = (line) => {
    const rows = [];
    let row = "";
    let size = 0;
    for (const sign of line) {
      const bytes = new TextEncoder().encode(sign).length;
      if (size + bytes > (rows.length ? 74 : 75)) {
        rows.push(row);
        [row, size] = ["", 0];
      }
      row += sign;
      size += bytes;
    }
    return [...rows, row].join("\r\n ");
  };

  const sessions = (course, day, hour) => course.weeks.map((week, index) => ({ ...week, starts: moment(day, hour, index * WEEK), summary: fill(words.session, { n: index + 1, title: week.title }) }));

  /** The calendar of a course: `day` and `hour` as fields give them, `before` in minutes. */
  campus.calendar = (course, day, hour, before) => {
    const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Préau//Mon campus//FR", "CALSCALE:GREGORIAN", `X-WR-CALNAME:${escaped(course.title)}`];
    const now = `${stamp(new Date())}Z`;
    const address = new URL(course.address, document.baseURI).href;
    const where = campus.data.url ? new URL(course.address.replace(/^(\.\.\/)+/, ""), campus.data.url.replace(/\/?$/, "/")).href : address;
    sessions(course, day, hour).forEach((one, index) => {
      const minutes = Math.max(LEAST, one.minutes);
      lines.push("BEGIN:VEVENT", `UID:${course.id}-${day}-${index + 1}@preau`, `DTSTAMP:${now}`, `DTSTART:${stamp(one.starts)}`, `DTEND:${stamp(new Date(one.starts.getTime() + minutes * 60_000))}`);
      lines.push(`SUMMARY:${escaped(`${course.title} · ${one.summary}`)}`, `DESCRIPTION:${escaped(`${fill(words.calendarTold, { n: minutes })} ${where}`)}`);
      lines.push("BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${escaped(one.summary)}`, `TRIGGER:-PT${before}M`, "END:VALARM", "END:VEVENT");
    });
    return [...lines, "END:VCALENDAR", ""].map(folded).join("\r\n");
  };

  const courses = campus.data.courses.filter((one) => one.open && one.weeks.length);
  const form = at("calendar");
  const [select, day, hour, alarm] = ["course", "day", "hour", "alarm"].map((name) => document.getElementById(`cal-${name}`));
  at("rhythm").hidden = courses.length === 0;
  campus.choices(select, courses);
  const monday = new Date();
  monday.setDate(monday.getDate() + ((8 - monday.getDay()) % 7 || 7));
  day.value = `${monday.getFullYear()}-${two(monday.getMonth() + 1)}-${two(monday.getDate())}`;
  const chosen = () => courses.find((one) => one.id === select.value);
  const whole = () => /^\d{4}-\d\d-\d\d$/.test(day.value) && /^\d\d:\d\d/.test(hour.value);
  const draw = () => {
    const told = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "full", timeStyle: "short", timeZone: "UTC" });
    at("sessions").replaceChildren(...(chosen() && whole() ? sessions(chosen(), day.value, hour.value.slice(0, 5)) : []).map((one) => make("li", {}, `${told.format(one.starts)} · ${one.title}`)));
  };
  form.addEventListener("input", draw);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const told = at("calendar-said");
    for (const [field, sentence] of [[day, words.needDay], [hour, words.needHour]]) {
      field.removeAttribute("aria-invalid");
      if (field.value) continue;
      field.setAttribute("aria-invalid", "true");
      told.textContent = sentence;
      return field.focus();
    }
    const name = `${words.calendarFile}.ics`;
    campus.download(name, campus.calendar(chosen(), day.value, hour.value.slice(0, 5), Number(alarm.value)), "text/calendar;charset=utf-8");
    told.textContent = fill(words.calendarSaved, { name });
  });
  draw();
})();
