import { formatDuration, parseDuration } from "../../trace";
import type { Fault, FaultDo, FaultScenario } from "../scenario";
import { runVariants } from "./batch";
import { copies, count } from "./repeat";
import type { ReproduceOptions } from "./types";

const TIMES = ["delay", "hold"] as const;

/** Probes of one round; they run side by side. */
const PROBES = 3;
/** The search ends when failing and holding are so near to each other: a fiftieth, but not under 5 ms, where the clock decides. */
const NEAR = 0.02;
const NEAREST = 5;

export interface Threshold {
  /** `found`; `never-fails` with the time of the file; `always-fails` even without it; `no-time`: no fault has one. */
  readonly end: "found" | "never-fails" | "always-fails" | "no-time";
  /** Name of the time: "delay of fault-1". */
  readonly what: string;
  /** Longest time in ms with which it held, shortest with which it failed. */
  readonly holds: number;
  readonly fails: number;
  readonly runs: number;
}

/** Finds how long the first delay, hold or time limit must be for the scenario to fail; each probe runs `times` times. Rejects when it is stopped. */
export async function bisectTime(
  scenario: FaultScenario,
  times: number,
  name: string,
  options: ReproduceOptions,
): Promise<Threshold> {
  const place = findTime(scenario.faults);
  if (!place) return { end: "no-time", what: "", holds: 0, fails: 0, runs: 0 };
  const probe = async (values: readonly number[], round: number) => {
    const variants = values.flatMap((ms) => copies(withTime(scenario, place, ms), times, `${place.what} ${formatDuration(ms)}`));
    const results = await runVariants(scenario, variants, `${name}-${round}`, options);
    options.signal.throwIfAborted();
    return values.map((_, index) => count(results.slice(index * times, (index + 1) * times)).failed > 0);
  };
  const [low, high] = await probe([0, place.ms], 0);
  let runs = 2 * times;
  const found = { what: place.what, holds: 0, fails: place.ms };
  if (!high) return { ...found, end: "never-fails", runs };
  if (low) return { ...found, end: "always-fails", runs };
  for (let round = 1; found.fails - found.holds > Math.max(NEAREST, found.fails * NEAR); round += 1) {
    const values = between(found.holds, found.fails);
    const failing = await probe(values, round);
    runs += values.length * times;
    const first = failing.indexOf(true);
    found.fails = values[first] ?? found.fails;
    found.holds = (first < 0 ? values.at(-1) : values[first - 1]) ?? found.holds;
  }
  return { ...found, end: "found", runs };
}

interface Place {
  readonly fault: number;
  readonly word: (typeof TIMES)[number] | "time" | "for";
  readonly ms: number;
  readonly what: string;
}

function findTime(faults: readonly Fault[]): Place | undefined {
  for (const [fault, { name, on, do: deed, for: length }] of faults.entries()) {
    const who = name ?? `fault ${fault + 1}`;
    if (on?.time !== undefined) return { fault, word: "time", ms: parseDuration(on.time), what: `time of ${who}` };
    if (length !== undefined) return { fault, word: "for", ms: parseDuration(length), what: `length of ${who}` };
    const word = TIMES.find((one) => deed[one] !== undefined);
    if (word) return { fault, word, ms: parseDuration(deed[word] as string), what: `${word} of ${who}` };
  }
  return undefined;
}

function withTime(scenario: FaultScenario, { fault: at, word }: Place, ms: number): FaultScenario {
  const faults = scenario.faults.map((fault, index) => {
    if (index !== at) return fault;
    const time = `${Math.round(ms)}ms`;
    if (word === "time") return { ...fault, on: { ...fault.on, time } };
    if (word === "for") return { ...fault, for: time };
    const deed: FaultDo = { ...fault.do, [word]: time };
    return { ...fault, do: deed };
  });
  return { ...scenario, faults };
}

/** Values that cut the interval into equal parts. */
function between(low: number, high: number): number[] {
  const step = (high - low) / (PROBES + 1);
  const values = Array.from({ length: PROBES }, (_, index) => Math.round(low + (index + 1) * step));
  return [...new Set(values)].filter((value) => value > low && value < high);
}
