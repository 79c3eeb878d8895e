import type { LoadPhase, LoadSample, PhaseName } from "./types";

/** Over how long "per second" is counted, in ms. */
const SECOND = 1000;

/** How many more each second, at each sample: over the second that ends there. */
export function perSecond(samples: readonly LoadSample[], what: "dials" | "accepted" | "sessions"): { at: number; rate: number }[] {
  let from = 0;
  return samples.map((sample) => {
    while (sample.at - (samples[from + 1]?.at ?? Infinity) >= SECOND) from += 1;
    const first = samples[from] ?? sample;
    const span = Math.max(sample.at - first.at, SECOND);
    return { at: sample.at, rate: ((sample[what] - first[what]) * SECOND) / span };
  });
}

/** Dials in the worst second of a phase. */
export function worstDials(samples: readonly LoadSample[], phase: PhaseName): number | undefined {
  const rates = perSecond(samples, "dials").filter((_, index) => samples[index]?.phase === phase);
  return rates.length === 0 ? undefined : Math.max(...rates.map(({ rate }) => rate));
}

/** For how long the tool itself stood still at most, in ms. */
export function longestLag(samples: readonly LoadSample[], phase?: PhaseName): number {
  return samples.reduce((most, sample) => (phase === undefined || sample.phase === phase ? Math.max(most, sample.lag) : most), 0);
}

/** Of what is sorted, the value below which this share lies; undefined of nothing. */
export function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Sessions per second, from the first one served to the last; undefined for fewer than two. */
export function servedPerSecond({ servedAfter }: LoadPhase): number | undefined {
  const [first, last] = [servedAfter[0], servedAfter.at(-1)];
  if (first === undefined || last === undefined || servedAfter.length < 2) return undefined;
  return ((servedAfter.length - 1) * SECOND) / Math.max(1, last - first);
}

/** How many times as long as the median the worst server waited; undefined where not all were served. */
export function worstToMedian({ servedAfter, good }: LoadPhase): number | undefined {
  const [median, worst] = [quantile(servedAfter, 0.5), servedAfter.at(-1)];
  if (median === undefined || worst === undefined || servedAfter.length < good) return undefined;
  return worst / Math.max(1, median);
}

/** The most that the product had, in bytes or in number; undefined where it could not be read. */
export function most(samples: readonly LoadSample[], what: "memory" | "handles"): number | undefined {
  const values = samples.flatMap((sample) => sample[what] ?? []);
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b));
}
