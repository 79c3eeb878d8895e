/** Exit codes of every command; the meaning is the same everywhere. */
export const EXIT_CODES = [
  { name: "good", code: 0, doc: "good: no finding, and everything that was selected was judged" },
  { name: "findings", code: 1, doc: "findings: a failure, an unexpected pass, and with --strict a warning" },
  { name: "usage", code: 2, doc: "wrong usage or configuration" },
  { name: "couldNotRun", code: 3, doc: "could not run, or nothing was selected" },
  { name: "toolFailed", code: 4, doc: "the tool itself failed" },
] as const;

type Row = (typeof EXIT_CODES)[number];
export type ExitCode = Row["code"];

export const EXIT = Object.fromEntries(EXIT_CODES.map(({ name, code }) => [name, code])) as {
  readonly [N in Row["name"]]: Extract<Row, { readonly name: N }>["code"];
};
