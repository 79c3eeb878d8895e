import { checkLoad, exitCodeOf } from "./checks";
import type { LoadPhase, LoadResult, LoadSample } from "./types";
import { COUNTS } from "./counts";

/** How far apart samples of a merged run are, in ms. */
const STEP = 500;

/** Parts of one fleet that ran at the same time, as one result; judged again, by the limits of the first. */
export function mergeLoads(parts: readonly LoadResult[]): LoadResult {
  const [first] = parts;
  if (!first) throw new Error("nothing to merge");
  const start = Math.min(...parts.map(({ startedAt }) => Date.parse(startedAt)));
  const { shard: _part, crash: _crash, ...rest } = first;
  const crash = parts.find((part) => part.crash !== undefined)?.crash;
  const merged = {
    ...rest,
    startedAt: new Date(start).toISOString(),
    ...(crash === undefined ? {} : { crash }),
    phases: mergePhases(parts, start),
    samples: mergeSamples(parts, start),
  };
  const checks = checkLoad(merged);
  return { ...merged, checks, exitCode: exitCodeOf(checks) };
}

/** A phase of the whole is over when it is over everywhere: all of its times are the slowest part's. */
function mergePhases(parts: readonly LoadResult[], start: number): LoadPhase[] {
  const names = (["start", "outage", "flood"] as const).filter((name) =>
    parts.some(({ phases }) => phases.some((one) => one.name === name)),
  );
  return names.map((name) => {
    const own = parts.flatMap(({ phases }) => phases.filter((one) => one.name === name));
    const sum = (value: (phase: LoadPhase) => number) => own.reduce((total, phase) => total + value(phase), 0);
    const slowest = (value: (phase: LoadPhase) => number | undefined) => Math.max(...own.map((phase) => value(phase) ?? Infinity));
    const [allWaiting, allServed] = [slowest((phase) => phase.allWaiting), slowest((phase) => phase.allServed)];
    const errors: Record<string, number> = {};
    for (const phase of own)
      for (const [status, count] of Object.entries(phase.errors)) errors[status] = (errors[status] ?? 0) + count;
    const began = parts.flatMap(({ phases, startedAt }) =>
      phases.filter((one) => one.name === name).map((one) => one.beganAt + Date.parse(startedAt) - start),
    );
    return {
      name,
      beganAt: Math.min(...began),
      took: slowest(({ took }) => took),
      good: sum(({ good }) => good),
      ...(allWaiting === Infinity ? {} : { allWaiting }),
      ...(allServed === Infinity ? {} : { allServed }),
      servedAfter: own.flatMap(({ servedAfter }) => servedAfter).sort((a, b) => a - b),
      accepted: sum(({ accepted }) => accepted),
      sessions: sum(({ sessions }) => sessions),
      dials: sum(({ dials }) => dials),
      errors,
    };
  });
}

/** What each part said last at each step of a clock that all share. Only one of them has started the product, and knows its process. */
function mergeSamples(parts: readonly LoadResult[], start: number): LoadSample[] {
  const series = parts.map(({ samples, startedAt }) => ({ samples, offset: Date.parse(startedAt) - start }));
  const end = Math.max(...series.map(({ samples, offset }) => (samples.at(-1)?.at ?? 0) + offset));
  const next = series.map(() => 0);
  return Array.from({ length: Math.ceil(end / STEP) + 1 }, (_, step) => {
    const at = step * STEP;
    const now = series.flatMap(({ samples, offset }, index) => {
      while ((samples[next[index] ?? 0]?.at ?? Infinity) + offset <= at) next[index] = (next[index] ?? 0) + 1;
      return samples[(next[index] ?? 0) - 1] ?? [];
    });
    const sums = Object.fromEntries(COUNTS.map((name) => [name, now.reduce((total, sample) => total + sample[name], 0)])) as Record<
      (typeof COUNTS)[number],
      number
    >;
    const lag = Math.max(0, ...now.map((sample) => sample.lag));
    const known = now.find((sample) => sample.memory !== undefined);
    return {
      at,
      phase: now[0]?.phase ?? "start",
      lag,
      ...sums,
      ...(known?.memory === undefined ? {} : { memory: known.memory }),
      ...(known?.handles === undefined ? {} : { handles: known.handles }),
    };
  });
}
