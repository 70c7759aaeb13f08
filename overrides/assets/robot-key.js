// The key of a robot, made in this browser and shown once: the secret for the forge, the lines for the registry.

const part = document.querySelector("[data-robot-key]");
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

/** A text as SSH writes it on the wire: its length on four bytes, then its bytes. */
function wire(bytes) {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, bytes.length);
  return [...size, ...bytes];
}

/** A new pair: the secret as a PEM text, the public line as SSH writes it. */
async function pair() {
  const made = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const secret = base64(new Uint8Array(await crypto.subtle.exportKey("pkcs8", made.privateKey)));
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", made.publicKey));
  const line = base64([...wire(new TextEncoder().encode("ssh-ed25519")), ...wire(raw)]);
  return { secret: `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`, line: `ssh-ed25519 ${line}` };
}

/** Make a key and show its two texts; say so when this browser cannot. */
async function make() {
  const said = part.querySelector("[data-said]");
  try {
    const { secret, line } = await pair();
    const lines = part.querySelector("#robot-lines");
    part.querySelector("#robot-secret").value = secret;
    lines.value = `robots:\n  - forge: ${lines.dataset.host}\n    key: ${line}\n`;
    part.querySelector("[data-texts]").hidden = false;
    said.textContent = said.dataset.made;
  } catch {
    said.textContent = said.dataset.unable;
  }
}

part?.querySelector("[data-make]").addEventListener("click", make);
