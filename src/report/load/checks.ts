import { parseDuration, type ExitCode } from "../../vocabulary";
import { longestLag, most, servedPerSecond, worstDials, worstToMedian } from "./figures";
import type { LoadCheck, LoadPhase, LoadResult, PhaseName } from "./types";

type Judged = Pick<LoadResult, "phases" | "samples" | "crash"> & {
  readonly profile: Pick<LoadResult["profile"], "limits" | "goal">;
};

/** Judges a run by the limits of its profile, and by what is asked of every one: that it lives, and that all are served in the end. */
export function checkLoad(run: Judged): LoadCheck[] {
  const { limits } = run.profile;
  const phase = (name: PhaseName) => run.phases.find((one) => one.name === name);
  const [start, outage, flood] = [phase("start"), phase("outage"), phase("flood")];
  const lag = (name: PhaseName) => longestLag(run.samples, name);
  const megabytes = most(run.samples, "memory");
  return [
    {
      name: "the product runs to the end",
      expected: "it lives",
      seen: run.crash ?? "it lives",
      verdict: run.crash ? "fail" : "pass",
    },
    ...[start, outage].flatMap((one) => (one ? [inTheEnd(one)] : [])),
    ...inTime("all-waiting", ms(limits["all-waiting"]), start && (start.allWaiting ?? Infinity), lag("start")),
    ...inTime("all-served", ms(limits["all-served"]), start && (start.allServed ?? Infinity), lag("start")),
    ...atLeast("sessions-per-second", limits["sessions-per-second"], start && (servedPerSecond(start) ?? 0), "1/s"),
    ...inTime("back-after-outage", ms(limits["back-after-outage"]), outage && (outage.allServed ?? Infinity), lag("outage")),
    ...atMost("dials-per-second", limits["dials-per-second"], outage && worstDials(run.samples, "outage"), "1/s"),
    ...atMost("worst-to-median", limits["worst-to-median"], start && worstToMedian(start), ""),
    ...atLeast(
      "served-in-flood",
      limits["served-in-flood"],
      flood && (100 * flood.servedAfter.length) / Math.max(1, flood.good),
      "%",
    ),
    ...atMost("memory", limits.memory, megabytes === undefined ? undefined : megabytes / 1e6, "MB"),
    ...atMost("handles", limits.handles, most(run.samples, "handles"), ""),
  ];
}

/** A limit that is missed is a finding, also beside one that could not be measured. */
export function exitCodeOf(checks: readonly LoadCheck[]): ExitCode {
  if (checks.some(({ verdict }) => verdict === "fail")) return 1;
  return checks.some(({ verdict }) => verdict === "could-not-run") ? 3 : 0;
}

function inTheEnd({ name, good, servedAfter }: LoadPhase): LoadCheck {
  const all = servedAfter.length >= good;
  return {
    name: name === "start" ? "all are served" : "all are served again after the outage",
    expected: `${good} good servers`,
    seen: `${servedAfter.length} of ${good}`,
    verdict: all ? "pass" : "fail",
  };
}

/** Late by no more than what the tool itself stood still accuses nobody. */
function inTime(name: string, limit: number | undefined, seen: number | undefined, lag: number): LoadCheck[] {
  return atMost(name, limit, seen, "ms").map((check) => {
    if (check.verdict !== "fail" || limit === undefined || seen === undefined || seen - lag > limit) return check;
    return {
      ...check,
      seen: `${check.seen}, of which the tool itself stood still for ${withUnit(lag, "ms")}`,
      verdict: "could-not-run",
    };
  });
}

function atMost(name: string, limit: number | undefined, seen: number | undefined, unit: string): LoadCheck[] {
  return compare(name, limit, seen, unit, "at most", (value, bound) => value <= bound);
}

function atLeast(name: string, limit: number | undefined, seen: number | undefined, unit: string): LoadCheck[] {
  return compare(name, limit, seen, unit, "at least", (value, bound) => value >= bound);
}

function compare(
  name: string,
  limit: number | undefined,
  seen: number | undefined,
  unit: string,
  words: string,
  holds: (value: number, bound: number) => boolean,
): LoadCheck[] {
  if (limit === undefined) return [];
  const expected = `${words} ${withUnit(limit, unit)}`;
  if (seen === undefined) return [{ name, expected, verdict: "could-not-run" }];
  return [{ name, expected, seen: withUnit(seen, unit), verdict: holds(seen, limit) ? "pass" : "fail" }];
}

function withUnit(value: number, unit: string): string {
  if (value === Infinity) return "never";
  if (unit === "ms") return `${(value / 1000).toFixed(2)} s`;
  const text = Number.isInteger(value) ? String(value) : value.toFixed(1);
  return unit === "" ? text : `${text} ${unit}`;
}

function ms(value: string | number | undefined): number | undefined {
  return value === undefined ? undefined : parseDuration(value);
}
