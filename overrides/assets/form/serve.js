// The door that answers at once: a `preau serve` that receives proposals (docs/doors.md tells what is asked and answered).
import { data } from "./page.js";

const WAIT = 30_000;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
let asked = null;

/** Where proposals can be received: the address that the movement tells, or the server of this page on one's own computer. */
function address() {
  if (data.serve) return data.serve.replace(/\/+$/, "");
  return location.protocol.startsWith("http") && LOOPBACK.test(location.hostname) ? location.origin : "";
}

/** The address of the door, "" when there is none: what the movement tells is trusted, this computer is asked once, when needed. */
export function openDoor() {
  const found = address();
  if (!found || data.serve) return Promise.resolve(found);
  asked ??= fetch(`${found}/api/proposals`, { method: "OPTIONS", signal: AbortSignal.timeout(5000) })
    .then((answer) => (answer.status === 204 ? found : ""))
    .catch(() => "");
  return asked;
}

/** Ask again next time: the network may be back. */
export const forget = () => (asked = null);

/** Send a file: {status, …what the server said}; status 0 when nobody answered. `name` of the file when it stands already;
 *  `code` of a receipt when the text takes the place of one that waits. */
export async function send(door, text, name = "", code = "") {
  try {
    const answer = await fetch(`${door}/api/proposals${name ? `?${new URLSearchParams({ name })}` : ""}`, {
      method: "POST", body: text, headers: { "Content-Type": "text/plain;charset=UTF-8", ...(code ? { "X-Preau-Secret": code } : {}) }, signal: AbortSignal.timeout(WAIT),
    });
    const said = await answer.json().catch(() => ({}));
    return { ...said, status: answer.status, wait: Number(answer.headers.get("Retry-After")) || 0 };
  } catch {
    return { status: 0 };
  }
}

/** What a server tells of a number: {…} or null. */
export async function asksAbout(door, number) {
  try {
    const answer = await fetch(`${door}/api/proposals/${number}`, { signal: AbortSignal.timeout(WAIT), headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
