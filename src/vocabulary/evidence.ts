/** How well the text behind a requirement was read, from the best grade on. */
export const EVIDENCE = {
  A: "evidence A: the sentence was read",
  "A-": "evidence A-: a fragment of the sentence was read",
  B: "evidence B: quoted by another implementer",
  readme: "read in the UA-.NETStandard readme",
  own: "no text says it: any product must",
} as const;

export type Evidence = keyof typeof EVIDENCE;
