import assert from "node:assert/strict";
import { FrameSplitter, type StreamItem } from "../../../src/protocol";
import type { Target } from "../types";
import { MESSAGES } from "./codec";

/** Pieces of 1, 2, 3, … bytes, over and over up to 37. */
function pieces(input: Buffer): Buffer[] {
  const all: Buffer[] = [];
  for (let [at, size] = [0, 1]; at < input.length; at += size, size = (size % 37) + 1) all.push(input.subarray(at, at + size));
  return all;
}

/** Frames as they are told, and what follows the last one in one piece, since raw bytes come as they come. */
function told(items: readonly StreamItem[], rest: Buffer): string[] {
  const frames = items.filter((item) => item.kind === "frame").map((item) => `${item.offset} ${item.bytes.toString("hex")}`);
  const raw = items.filter((item) => item.kind !== "frame").map((item) => item.bytes);
  return [...frames, Buffer.concat([...raw, rest]).toString("hex")];
}

/** However a stream is cut into pieces, the frames are the same, and no byte is lost. */
export const splitter: Target = {
  name: "splitter",
  seeds: () => [...MESSAGES, Buffer.concat([...MESSAGES]), Buffer.concat([...MESSAGES].reverse())],
  open: async () => ({
    execute: (input) => {
      const [whole, cut] = [new FrameSplitter(4096), new FrameSplitter(4096)];
      const inOne = told(whole.push(input), whole.pending);
      const inPieces = told(
        pieces(input).flatMap((piece) => cut.push(piece)),
        cut.pending,
      );
      assert.deepEqual(inPieces, inOne);
    },
    [Symbol.asyncDispose]: async () => undefined,
  }),
};
