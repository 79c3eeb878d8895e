import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { CaptureError, readConnections, readPackets, Warnings } from "../../../src/capture/reader";
import type { Target } from "../types";

const SAMPLES = join(__dirname, "..", "..", "capture", "reader", "samples");

/** Whatever the bytes: connections, or CaptureError. */
export const captures: Target = {
  name: "captures",
  readsFiles: true,
  seeds: () =>
    readdirSync(SAMPLES)
      .filter((name) => /\.pcap/.test(name))
      .map((name) => readFileSync(join(SAMPLES, name)).subarray(0, 6000)),
  open: async () => ({
    execute: async (input) => {
      const warnings = new Warnings();
      try {
        await readConnections(readPackets(Readable.from([input]), "fuzzed", warnings), warnings, { everyMessage: true });
      } catch (error) {
        if (!(error instanceof CaptureError)) throw error;
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  }),
};
