// The checksum of a file of progress: SHA-256, written out because crypto.subtle is absent on plain http and on some disks.
(() => {
  "use strict";
  const preau = (globalThis.preau ??= {});
  if (!preau.campus) return;
  // The constants are the first bits of the square and cube roots of the first primes.
  const root = (number, power) => Math.floor((number ** (1 / power) % 1) * 2 ** 32) | 0;
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
  const K = primes.map((prime) => root(prime, 3));
  const turn = (word, bits) => (word >>> bits) | (word << (32 - bits));

  /** The SHA-256 of a text in UTF-8, 64 hexadecimal digits. */
  const sha256 = (text) => {
    const bytes = new TextEncoder().encode(text);
    const size = ((bytes.length + 8) >> 6) + 1;
    const block = new DataView(new ArrayBuffer(size * 64));
    bytes.forEach((byte, index) => block.setUint8(index, byte));
    block.setUint8(bytes.length, 0x80);
    block.setUint32(size * 64 - 8, Math.floor(bytes.length / 2 ** 29));
    block.setUint32(size * 64 - 4, (bytes.length << 3) >>> 0);
    const hash = primes.slice(0, 8).map((prime) => root(prime, 2));
    const w = new Int32Array(64);
    for (let start = 0; start < size * 64; start += 64) {
      for (let i = 0; i < 16; i += 1) w[i] = block.getInt32(start + i * 4);
      for (let i = 16; i < 64; i += 1) {
        const [x, y] = [w[i - 15], w[i - 2]];
        w[i] = (w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
      }
      let [a, b, c, d, e, f, g, h] = hash;
      for (let i = 0; i < 64; i += 1) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((word, index) => (hash[index] = (hash[index] + word) | 0));
    }
    return hash.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  };

  /** A value as text, the keys of objects sorted: the same value always gives the same text. */
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (!value || typeof value !== "object") return JSON.stringify(value);
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  };
  preau.campus.sha256 = sha256;
  preau.campus.canonical = canonical;
})();
