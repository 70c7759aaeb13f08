// A QR code (ISO/IEC 18004): bytes, versions 1 to 10, error correction M. preau.campus.qr(text, mask?) gives rows of booleans, true
// where it is dark, or null when the text is too long.
(() => {
  "use strict";
  const preau = (globalThis.preau ??= {});
  if (!preau.campus) return;
  // For each version: bytes of correction in a block, then [blocks, bytes of data in each], and centres of small squares.
  const VERSIONS = [
    [10, [[1, 16]], []], [16, [[1, 28]], [6, 18]], [26, [[1, 44]], [6, 22]], [18, [[2, 32]], [6, 26]], [24, [[2, 43]], [6, 30]],
    [16, [[4, 27]], [6, 34]], [18, [[4, 31]], [6, 22, 38]], [22, [[2, 38], [2, 39]], [6, 24, 42]], [22, [[3, 36], [2, 37]], [6, 26, 46]],
    [26, [[4, 43], [1, 44]], [6, 28, 50]],
  ];
  const held = ([, groups]) => groups.reduce((sum, [blocks, bytes]) => sum + blocks * bytes, 0);

  const EXP = [1];
  for (let i = 1; i < 255; i += 1) EXP[i] = (EXP[i - 1] << 1) ^ (EXP[i - 1] & 0x80 ? 0x11d : 0);
  const LOG = new Map(EXP.map((value, power) => [value, power]));
  const times = (one, other) => (one && other ? EXP[(LOG.get(one) + LOG.get(other)) % 255] : 0);

  const generator = (size) => {
    let made = [1];
    for (let i = 0; i < size; i += 1) made = [...made, 0].map((value, index) => value ^ times(made[index - 1] ?? 0, EXP[i]));
    return made;
  };
  const correction = (bytes, size) => {
    const divisor = generator(size);
    const rest = [...bytes, ...Array(size).fill(0)];
    for (let i = 0; i < bytes.length; i += 1) {
      const lead = rest[i];
      divisor.forEach((value, index) => (rest[i + index] ^= times(value, lead)));
    }
    return rest.slice(bytes.length);
  };

  // Mode, length, bytes, end, filling; then cut in blocks, corrected and interleaved.
  const codewords = (bytes, number) => {
    const version = VERSIONS[number - 1];
    const room = held(version);
    const bits = [];
    const put = (value, size) => { for (let i = size - 1; i >= 0; i -= 1) bits.push((value >> i) & 1); };
    put(4, 4);
    put(bytes.length, number < 10 ? 8 : 16);
    bytes.forEach((byte) => put(byte, 8));
    put(0, Math.min(4, room * 8 - bits.length));
    while (bits.length % 8) bits.push(0);
    const data = [];
    for (let i = 0; i < bits.length; i += 8) data.push(parseInt(bits.slice(i, i + 8).join(""), 2));
    for (let i = 0; data.length < room; i += 1) data.push(i % 2 ? 0x11 : 0xec);
    const blocks = [];
    for (const [count, size] of version[1]) for (let i = 0; i < count; i += 1) blocks.push(data.splice(0, size));
    const checks = blocks.map((block) => correction(block, version[0]));
    const woven = (rows) => Array.from({ length: Math.max(...rows.map((row) => row.length)) }, (_, i) => rows.map((row) => row[i])).flat().filter((value) => value !== undefined);
    return [...woven(blocks), ...woven(checks)];
  };

  // A number followed by its remainder, as format and version are written.
  const checked = (value, divisor, size) => {
    let rest = value << size;
    for (let bit = 31 - Math.clz32(rest); bit >= size; bit = 31 - Math.clz32(rest)) rest ^= divisor << (bit - size);
    return (value << size) | rest;
  };

  const blank = (number) => {
    const size = 17 + number * 4;
    const grid = Array.from({ length: size }, () => Array(size).fill(null));
    const set = (row, column, dark) => { if (row >= 0 && column >= 0 && row < size && column < size) grid[row][column] = dark; };
    for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) {
      for (let y = -4; y <= 4; y += 1) for (let x = -4; x <= 4; x += 1) {
        const ring = Math.max(Math.abs(x), Math.abs(y));
        set(row + y, column + x, ring !== 2 && ring !== 4);
      }
    }
    const centres = VERSIONS[number - 1][2];
    for (const row of centres) for (const column of centres) {
      if ((row === 6 && (column === 6 || column === size - 7)) || (column === 6 && row === size - 7)) continue;
      for (let y = -2; y <= 2; y += 1) for (let x = -2; x <= 2; x += 1) set(row + y, column + x, Math.max(Math.abs(x), Math.abs(y)) !== 1);
    }
    for (let i = 8; i < size - 8; i += 1) {
      grid[6][i] ??= i % 2 === 0;
      grid[i][6] ??= i % 2 === 0;
    }
    return grid;
  };

  const inform = (grid, number, mask) => {
    const size = grid.length;
    const format = checked(mask, 0x537, 10) ^ 0x5412; // level M is 00
    for (let i = 0; i < 15; i += 1) {
      const dark = Boolean((format >> i) & 1);
      const along = i < 6 ? i : i < 8 ? i + 1 : size - 15 + i;
      grid[along][8] = dark;
      grid[8][i < 8 ? size - 1 - i : i < 9 ? 7 : 14 - i] = dark;
    }
    grid[size - 8][8] = true;
    if (number < 7) return;
    const told = checked(number, 0x1f25, 12);
    for (let i = 0; i < 18; i += 1) grid[Math.floor(i / 3)][size - 11 + (i % 3)] = grid[size - 11 + (i % 3)][Math.floor(i / 3)] = Boolean((told >> i) & 1);
  };

  const MASKS = [
    (y, x) => (y + x) % 2 === 0, (y) => y % 2 === 0, (y, x) => x % 3 === 0, (y, x) => (y + x) % 3 === 0,
    (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0, (y, x) => ((y * x) % 2) + ((y * x) % 3) === 0,
    (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2 === 0, (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2 === 0,
  ];
  const drawn = (words, number, mask) => {
    const grid = blank(number);
    inform(grid, number, mask);
    const size = grid.length;
    let bit = 0;
    let up = true;
    for (let right = size - 1; right > 0; right -= 2, up = !up) {
      if (right === 6) right = 5; // the column of the timing pattern
      for (let step = 0; step < size; step += 1) {
        const row = up ? size - 1 - step : step;
        for (const column of [right, right - 1]) {
          if (grid[row][column] !== null) continue;
          const dark = Boolean((words[bit >> 3] >> (7 - (bit & 7))) & 1);
          grid[row][column] = dark !== MASKS[mask](row, column);
          bit += 1;
        }
      }
    }
    return grid;
  };

  // How hard a code is to read: long runs, squares, what looks like a corner, too much of one colour.
  const penalty = (grid) => {
    const size = grid.length;
    const lines = [...grid, ...grid.map((_, x) => grid.map((row) => row[x]))].map((line) => line.map(Number).join(""));
    let sum = 0;
    for (const line of lines) {
      for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
      sum += 40 * [...line.matchAll(/(?=00001011101|10111010000)/g)].length;
    }
    for (let y = 1; y < size; y += 1) for (let x = 1; x < size; x += 1) {
      if (grid[y][x] === grid[y - 1][x] && grid[y][x] === grid[y][x - 1] && grid[y][x] === grid[y - 1][x - 1]) sum += 3;
    }
    const share = (100 * grid.flat().filter(Boolean).length) / size ** 2;
    return sum + 10 * Math.floor(Math.abs(share - 50) / 5);
  };

  preau.campus.qr = (text, mask) => {
    const bytes = [...new TextEncoder().encode(text)];
    const number = VERSIONS.findIndex((version, index) => bytes.length + (index < 9 ? 2 : 3) <= held(version)) + 1;
    if (!number) return null;
    const words = codewords(bytes, number);
    if (mask !== undefined) return drawn(words, number, mask);
    const all = MASKS.map((_, index) => drawn(words, number, index));
    const costs = all.map(penalty);
    return all[costs.indexOf(Math.min(...costs))];
  };
})();
