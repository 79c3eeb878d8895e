type Random = () => number;

/** Numbers at which readers of sizes and lengths go wrong. */
const ODD = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x1000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const LARGEST = 70_000;

/** A new input from one of these: one to four changes. */
export function mutate(seeds: readonly Buffer[], random: Random): Buffer {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  const below = (limit: number) => Math.floor(random() * Math.max(1, limit));
  let bytes: Buffer = Buffer.from(pick(seeds));
  const changes: readonly (() => Buffer)[] = [
    () => (bytes.length > 0 && (bytes[below(bytes.length)] = below(256)), bytes),
    () => (bytes.length > 0 && bytes.writeUInt8((bytes[below(bytes.length)] ?? 0) ^ (1 << below(8)), below(bytes.length)), bytes),
    () => (bytes.length >= 4 && bytes.writeUInt32LE(pick(ODD), below(bytes.length - 3)), bytes),
    () => (bytes.length >= 2 && bytes.writeUInt16LE(below(0x10000), below(bytes.length - 1)), bytes),
    () => bytes.subarray(0, below(bytes.length + 1)),
    () => cut(bytes, below(bytes.length), below(16)),
    () => insert(bytes, below(bytes.length + 1), Buffer.alloc(below(20), below(256))),
    () => insert(bytes, below(bytes.length + 1), slice(pick(seeds), below, 64)),
    () => Buffer.concat([bytes.subarray(0, below(bytes.length)), slice(pick(seeds), below, LARGEST)]),
  ];
  for (let left = 1 + below(4); left > 0; left--) bytes = pick(changes)();
  return bytes.subarray(0, LARGEST);
}

function cut(bytes: Buffer, at: number, count: number): Buffer {
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]);
}

function insert(bytes: Buffer, at: number, more: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
}

function slice(bytes: Buffer, below: (limit: number) => number, most: number): Buffer {
  const at = below(bytes.length);
  return bytes.subarray(at, at + below(most));
}
