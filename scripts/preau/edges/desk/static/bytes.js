// Bytes, and the names that Git and SSH give them. Nothing here is secret; everything is what `git` and `ssh-keygen` compute.
const encoder = new TextEncoder();

export const utf8 = (text) => encoder.encode(text);

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const digest = async (name, bytes) => new Uint8Array(await crypto.subtle.digest(name, bytes));

// The name that Git gives to a file: what a statement binds.
export async function blobId(bytes) {
  return hex(await digest("SHA-1", joined(utf8(`blob ${bytes.length}\0`), bytes)));
}

// --- SSH: strings with their length before them, keys, and signatures (PROTOCOL.sshsig of OpenSSH).

function number(value) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

const string = (bytes) => joined(number(bytes.length), bytes);
const word = (text) => string(utf8(text));
const wire = (key) => joined(word("ssh-ed25519"), string(key));

export const publicLine = (key) => `ssh-ed25519 ${base64(wire(key))}`;

// The 32 bytes of a public line; null when it is none.
export function publicKey(line) {
  const [kind, body] = line.trim().split(/\s+/);
  try {
    const bytes = fromBase64(body ?? "");
    const key = bytes.slice(-32);
    return kind === "ssh-ed25519" && base64(wire(key)) === body ? key : null;
  } catch {
    return null;
  }
}

export async function fingerprint(key) {
  return `SHA256:${base64(await digest("SHA-256", wire(key))).replace(/=+$/, "")}`;
}

// What is really signed for a message: its SHA-512, in a namespace.
export async function signedBytes(message, namespace) {
  return joined(utf8("SSHSIG"), word(namespace), word(""), word("sha512"), string(await digest("SHA-512", message)));
}

// The base64 body of a signature block, on one line.
export function signatureLine(key, namespace, signature) {
  const made = joined(word("ssh-ed25519"), string(signature));
  return base64(joined(utf8("SSHSIG"), number(1), string(wire(key)), word(namespace), word(""), word("sha512"), string(made)));
}

// The same body, out of the block that `ssh-keygen -Y sign` wrote; null when it is none.
export function pastedLine(block) {
  const found = /^\s*-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]+?)\s+-----END SSH SIGNATURE-----\s*$/.exec(block);
  return found ? found[1].replace(/\s+/g, "") : null;
}

// The public key (32 bytes) that a signature body names; null when it cannot be read.
export function keyIn(line) {
  try {
    const bytes = fromBase64(line);
    const key = bytes.slice(10 + 4 + 4 + 11 + 4, 10 + 4 + 4 + 11 + 4 + 32);
    const begin = joined(utf8("SSHSIG"), number(1), string(wire(key)));
    return begin.every((byte, at) => bytes[at] === byte) ? key : null;
  } catch {
    return null;
  }
}
