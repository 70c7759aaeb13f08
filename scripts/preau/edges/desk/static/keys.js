// The keys of this device: made here, kept so that no page can read them, and copied only closed by a passphrase.
import { base64, fingerprint, fromBase64, publicLine, signatureLine, signedBytes, utf8 } from "./bytes.js";

const ROUNDS = 600000;
export const LEAST = 12; // letters of a passphrase
const FORMAT = "preau-key";

// --- The store of this browser: `keys` by fingerprint, `said` (what was signed here) by digest.

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("preau-desk", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("keys", { keyPath: "fingerprint" });
      asked.result.createObjectStore("said", { keyPath: "line" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function inStore(name, mode, work) {
  const base = await opened();
  try {
    return await new Promise((done, failed) => {
      const act = base.transaction(name, mode);
      const asked = work(act.objectStore(name));
      act.oncomplete = () => done(asked.result);
      act.onabort = act.onerror = () => failed(act.error);
    });
  } finally {
    base.close();
  }
}

export const keys = () => inStore("keys", "readonly", (store) => store.getAll());
export const forget = (print) => inStore("keys", "readwrite", (store) => store.delete(print));
export const said = () => inStore("said", "readonly", (store) => store.getAll());
export const remember = (entry) => inStore("said", "readwrite", (store) => store.put(entry));

export async function possible() {
  try {
    await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign"]);
    await keys();
    return true;
  } catch {
    return false;
  }
}

// --- Making, closing, opening

async function keep(name, publicBytes, pkcs8) {
  const secret = await crypto.subtle.importKey("pkcs8", pkcs8, { name: "Ed25519" }, false, ["sign"]);
  const entry = { fingerprint: await fingerprint(publicBytes), name, public: publicBytes, secret, line: publicLine(publicBytes) };
  await inStore("keys", "readwrite", (store) => store.put(entry));
  navigator.storage?.persist?.();
  return entry;
}

async function closingKey(passphrase, salt, rounds) {
  const base = await crypto.subtle.importKey("raw", utf8(passphrase.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// What is closed is bound to what stands in clear beside it.
const label = (name, line) => utf8(`${FORMAT}/1\n${name}\n${line}`);

// A new key: kept here, and the text of its closed copy, the only one that can ever be made.
export async function makeKey(name, passphrase) {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const publicBytes = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const [salt, iv] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
  const line = publicLine(publicBytes);
  const how = { name: "AES-GCM", iv, additionalData: label(name, line) };
  const closed = new Uint8Array(await crypto.subtle.encrypt(how, await closingKey(passphrase, salt, ROUNDS), pkcs8));
  const copy = { format: FORMAT, version: 1, name, public: line, iterations: ROUNDS, salt: base64(salt), iv: base64(iv), closed: base64(closed) };
  const entry = await keep(name, publicBytes, pkcs8);
  pkcs8.fill(0);
  return { entry, copy: `${JSON.stringify(copy, null, 1)}\n` };
}

// A closed copy, opened and kept here. Throws "file" (this is no such copy) or "passphrase".
export async function takeKey(text, passphrase) {
  let copy;
  try {
    copy = JSON.parse(text);
    if (copy.format !== FORMAT || copy.version !== 1 || !(copy.iterations >= 1000 && copy.iterations <= 5000000)) throw new Error();
    for (const name of ["salt", "iv", "closed"]) copy[name] = fromBase64(copy[name]);
  } catch {
    throw new Error("file");
  }
  let pkcs8;
  try {
    const how = { name: "AES-GCM", iv: copy.iv, additionalData: label(copy.name, copy.public) };
    pkcs8 = new Uint8Array(await crypto.subtle.decrypt(how, await closingKey(passphrase, copy.salt, copy.iterations), copy.closed));
  } catch {
    throw new Error("passphrase");
  }
  const publicBytes = fromBase64(copy.public.split(" ")[1]).slice(-32);
  const entry = await keep(String(copy.name), publicBytes, pkcs8);
  pkcs8.fill(0);
  return entry;
}

// The body of the SSH signature of a message.
export async function sign(entry, message, namespace) {
  const made = new Uint8Array(await crypto.subtle.sign("Ed25519", entry.secret, await signedBytes(message, namespace)));
  return signatureLine(entry.public, namespace, made);
}
