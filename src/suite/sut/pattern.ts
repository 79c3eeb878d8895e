import { createContext, Script } from "node:vm";

/**
 * A pattern may take this long for one line, in ms; one that a person wrote with care takes microseconds. That is time on the wall, during
 * which a busy machine may not have looked at the line at all: it is given up only when it takes too long a second time, much longer.
 */
const LIMITS = [250, 2_500];

const SCRIPT = new Script("pattern.test(line)");

/** A pattern of a user that cannot hang the run: some patterns take longer than the universe for a line that nearly matches. */
export class TimedPattern {
  private readonly place: { pattern: RegExp; line: string };

  constructor(readonly pattern: RegExp) {
    this.place = createContext({ pattern, line: "" }) as { pattern: RegExp; line: string };
  }

  /** "too slow": the pattern was given up at this line. */
  test(line: string): boolean | "too slow" {
    this.place.line = line;
    for (const timeout of LIMITS) {
      const matches = this.tryWithin(timeout);
      if (matches !== "too slow") return matches;
    }
    return "too slow";
  }

  private tryWithin(timeout: number): boolean | "too slow" {
    try {
      return SCRIPT.runInContext(this.place, { timeout }) === true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return "too slow";
      throw error;
    }
  }
}
