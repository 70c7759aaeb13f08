// The sheet of a course on trial: what was ticked and written, as a text to send, to keep or to print. Nothing is stored.
(() => {
  const form = document.getElementById("sheet");
  const words = JSON.parse(document.getElementById("sheet-words").textContent);
  const said = document.getElementById("said");

  /** The sheet as editors count it: one line a question, in the words of feedback.yml; "" when nothing is answered. */
  function text() {
    const lines = [];
    for (const [name, value] of new FormData(form)) {
      if (value.trim()) lines.push(name === "hard" || name === "missing" ? `\n${form.querySelector(`label[for=${name}]`).textContent}\n${value.trim()}` : `${name}: ${value}`);
    }
    return lines.length ? [form.dataset.subject, `version: ${form.dataset.version}`, "", ...lines, ""].join("\n") : "";
  }

  /** The text, or a word to whoever has answered nothing. */
  function answered() {
    const found = text();
    said.textContent = found ? "" : words.empty;
    return found;
  }

  document.getElementById("send")?.addEventListener("click", (event) => {
    const found = answered();
    if (!found) return event.preventDefault();
    if (found.length > 1200) said.textContent = words.long;
    event.currentTarget.href = `mailto:${form.dataset.to}?subject=${encodeURIComponent(form.dataset.subject)}&body=${encodeURIComponent(found.replace(/\n/g, "\r\n"))}`;
  });
  document.getElementById("keep").addEventListener("click", () => {
    const found = answered();
    if (!found) return;
    const name = `${form.dataset.file}.txt`;
    const address = URL.createObjectURL(new Blob([found], { type: "text/plain;charset=utf-8" }));
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    said.textContent = words.kept.replace("{name}", name);
  });
  document.getElementById("print").addEventListener("click", () => window.print());
  form.addEventListener("submit", (event) => event.preventDefault());
})();
