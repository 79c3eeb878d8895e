// Loaded by Cucumber itself, in source and in `dist/`: it imports nothing, and has types that Node can strip.
import type { Plugin } from "@cucumber/cucumber/api";

/** Position of each scenario by "FILE:LINE". */
export type Places = Readonly<Record<string, number>>;

/** Runs scenarios in the order that src/suite/run/order.ts has found, whatever file they are in. */
const plugin: Plugin<Places> = {
  type: "plugin",
  optionsKey: "places",
  coordinator({ options, transform }) {
    const place = (uri: string, line: number) => options[`${uri}:${line}`] ?? Infinity;
    transform("pickles:order", (pickles) =>
      [...pickles].sort((a, b) => {
        const [first, second] = [place(a.pickle.uri, a.location.line), place(b.pickle.uri, b.location.line)];
        return first === second ? 0 : first - second;
      }),
    );
  },
};

export default plugin;
