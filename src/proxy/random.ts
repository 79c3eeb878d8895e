/**
 * Random numbers that do not depend on each other: one stream per proxy, connection and toxic, derived from the run's seed by name.
 * Adding one toxic therefore does not shift what another one draws.
 */
export type Random = () => number;

/** A stream of numbers in [0, 1) for these parts; the same parts give the same stream, on every machine. */
export function randomFor(...parts: readonly (string | number)[]): Random {
  const text = parts.map((part) => `${String(part).length}:${part}`).join("|");
  return sfc32(hash(text, 0x9e3779b9), hash(text, 0x243f6a88), hash(text, 0xb7e15162), 1);
}

/** FNV-1a over UTF-16 units with a final mix (murmur3's), 32 bits. */
function hash(text: string, basis: number): number {
  let h = basis ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Chris Doty-Humphrey's Small Fast Counter, 32 bits (PractRand). */
function sfc32(a: number, b: number, c: number, counter: number): Random {
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 0x1_0000_0000;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}
