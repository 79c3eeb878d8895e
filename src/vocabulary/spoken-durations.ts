import { TIMING_BY_WORDS, type TimingName } from "./timings";

/** `200 ms`, `1.5 s`, `2 min`, or the SUT's stated timing: `the redial delay`, `half the suspension`, `3 times the hold time`. */
export class Duration {
  constructor(
    readonly text: string,
    private readonly factor: number,
    private readonly name: string,
  ) {}

  /** The field of `timing:` that it names, if any. */
  get field(): TimingName | undefined {
    return TIMING_BY_WORDS.get(this.name);
  }

  /** Milliseconds, given the SUT's stated timing. */
  in(stated: Readonly<Record<string, number | undefined>>): number {
    const base = UNITS[this.name] ?? stated[this.field ?? ""];
    if (base === undefined) throw new Error(`the SUT's description states no ${this.name}`);
    return this.factor * base;
  }
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 };
const NAMES = [...TIMING_BY_WORDS.keys()].join("|");

/** A duration in words, as a pattern without groups. */
export const DURATION_PATTERN = `\\d+(?:\\.\\d+)? (?:ms|s|min)|(?:half |twice |\\d+ times )?(?:the|its) (?:${NAMES})`;

export function readDuration(text: string): Duration {
  const plain = /^([\d.]+) (ms|s|min)$/.exec(text);
  if (plain) return new Duration(text, Number(plain[1]), plain[2] ?? "ms");
  const [, times, name] = new RegExp(`^(?:(half|twice|\\d+ times) )?(?:the|its) (${NAMES})$`).exec(text) ?? [];
  const factor = times === undefined ? 1 : times === "half" ? 0.5 : times === "twice" ? 2 : parseInt(times, 10);
  return new Duration(text, factor, name ?? "");
}
