// Put into pages by `preau serve`, never into a published site: reloads the page after each rebuild and
// shows, as plain text, what must be mended before the next one. Texts come from the server and stay text.
(() => {
  "use strict";
  const shown = document.currentScript.dataset.version;
  let events = null;

  function panel(fault) {
    const old = document.getElementById("preau-fault");
    if (!fault) {
      old?.remove();
      return;
    }
    const details = document.createElement("details");
    details.id = "preau-fault";
    details.open = old ? old.open : true;
    const title = document.createElement("summary");
    title.textContent = fault.title;
    const report = document.createElement("pre");
    report.textContent = fault.report;
    report.tabIndex = 0;
    details.append(title, report);
    if (old) {
      old.replaceWith(details);
    } else {
      document.body.append(details);
    }
  }

  function hear(event) {
    const state = JSON.parse(event.data);
    if (state.version !== shown) {
      location.reload();
    } else {
      panel(state.fault);
    }
  }

  // A page that is not looked at lets its connection go: browsers allow only six to one computer.
  function listen() {
    if (document.hidden) {
      events?.close();
      events = null;
    } else if (!events) {
      events = new EventSource("/__preau/events");
      events.addEventListener("state", hear);
    }
  }

  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "/__preau/reload.css";
  document.head.append(style);
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => { events?.close(); events = null; });
  addEventListener("pageshow", listen);
  listen();
})();
