import type { Role } from "../../src/trace";
import type { Dialect } from "../../src/vocabulary";

/** A peer that is wrong in one way, on purpose: the suite must notice, and blame the right requirement. */
export interface Mutant {
  /** Kebab case, unique; the name of its file. */
  readonly name: string;
  /** Requirements that must fail, each of them. */
  readonly breaks: readonly string[];
  /** Those of them that the suite only warns of, since it is the suite's reading that they are broken. */
  readonly warns?: readonly string[];
  /** Requirements in whose scenarios it shows, besides those of what it breaks. */
  readonly shownBy?: readonly string[];
  /** Requirements that may fail too, each with the reason why that is right. */
  readonly also?: Readonly<Record<string, string>>;
  /** Why most scenarios could not run, for example since nobody gets as far. It excuses no failure. */
  readonly cripples?: string;
  /**
   * Outlines of features/lab that catch it, by the start of their ids ("lab-server-03."): only a kernel shows what is wrong with it, so it runs in
   * the network lab, and there only.
   */
  readonly lab?: readonly string[];
  /** One row of an outline shows it: it always runs them all. */
  readonly everyRow?: boolean;
  /** One sentence: what it does wrong. */
  readonly says: string;
  /** Where the rule that it breaks holds in one dialect only; "netstandard" by default. */
  readonly dialect?: Dialect;
}

export interface RoleMutant {
  readonly role: Role;
  /** The program that it replaces where that is not the reference of its role. */
  readonly program?: "aggregation-server";
  readonly mutant: Mutant;
}
