import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseSut, SutDescriptionError } from "../../../src/suite/sut";
import type { Target } from "../types";

const SUTS = resolve(__dirname, "..", "..", "..", "fixtures", "suts");

/** Whatever the text of a sut.yaml: a description, or one SutDescriptionError. */
export const yaml: Target = {
  name: "yaml",
  seeds: () =>
    readdirSync(SUTS)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => readFileSync(join(SUTS, name))),
  open: async () => ({
    execute: (input) => {
      try {
        parseSut(input.toString("utf8"), join(SUTS, "fuzzed.yaml"));
      } catch (error) {
        if (!(error instanceof SutDescriptionError)) throw error;
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  }),
};
