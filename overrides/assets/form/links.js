// The addresses that carry a file by themselves, measured: a forge's page for a new file, a message ready to send. Pure.
import { line } from "./file.js";

const FORGE_MOST = 8000; // bytes of an address: GitHub answers 414 above 8,191
const MAIL_MOST = 1900; // characters: beyond, mail programs cut or refuse the link
const bytes = (text) => new TextEncoder().encode(text).length;

/** The forge's page for the file, filled when the forge can and the file is short enough: {address, filled}. `stands`: it exists. */
export function forgeLink(forge, path, text, stands = false) {
  const base = forge.url.replace(/\/+$/, "");
  if (stands) {
    const middle = { github: `edit/${forge.branch}`, gitlab: `-/edit/${forge.branch}`, gitea: `_edit/${forge.branch}` }[forge.kind];
    return { address: `${base}/${middle}/${path}`, filled: false };
  }
  if (forge.kind === "gitlab") return { address: `${base}/-/new/${forge.branch}?${new URLSearchParams({ file_name: path })}`, filled: false };
  const page = forge.kind === "gitea" ? `${base}/_new/${forge.branch}/?` : `${base}/new/${forge.branch}?`;
  const full = page + new URLSearchParams({ filename: path, value: text });
  return bytes(full) <= FORGE_MOST ? { address: full, filled: true } : { address: page + new URLSearchParams({ filename: path }), filled: false };
}

/** The message, ready: {address, whole}; beyond what mail programs accept, it asks to attach the file. */
export function mailLink(to, subject, text, instead) {
  const link = (body) => `mailto:${to}?subject=${encodeURIComponent(line(subject))}&body=${encodeURIComponent(body.replace(/\r?\n/g, "\r\n"))}`;
  const full = link(text);
  return full.length <= MAIL_MOST ? { address: full, whole: true } : { address: link(`${instead}\n\n`), whole: false };
}
