/** Which side wins where the UA-.NETStandard readme and the specification (Part 6) differ. */
export const DIALECTS = ["netstandard", "spec"] as const;
export type Dialect = (typeof DIALECTS)[number];

export const DEFAULT_DIALECT: Dialect = "netstandard";

export function isDialect(text: string): text is Dialect {
  return (DIALECTS as readonly string[]).includes(text);
}
