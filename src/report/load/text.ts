import { longestLag, quantile, servedPerSecond, worstDials, worstToMedian, most } from "./figures";
import type { LoadPhase, LoadResult } from "./types";

/** One row of figures: what it is, and its value in each phase. */
export interface FigureRow {
  readonly name: string;
  readonly values: readonly string[];
}

export const PHASE_WORDS = { start: "start", outage: "after the outage", flood: "in the flood" } as const;
const NONE = "–";

/** The figures of each phase, as a table. */
export function phaseRows({ phases, samples, profile }: LoadResult): FigureRow[] {
  const row = (name: string, value: (phase: LoadPhase) => string): FigureRow => ({ name, values: phases.map(value) });
  const served = profile.goal === "session" ? "in session" : "waiting";
  return [
    row("good servers", ({ good }) => String(good)),
    row("all wait after", ({ allWaiting }) => seconds(allWaiting)),
    row(`all are served (${served}) after`, ({ allServed }) => seconds(allServed)),
    row(
      "served",
      ({ servedAfter, good }) => `${servedAfter.length} (${((100 * servedAfter.length) / Math.max(1, good)).toFixed(1)} %)`,
    ),
    row("median server served after", ({ servedAfter }) => seconds(quantile(servedAfter, 0.5))),
    row("worst server served after", ({ servedAfter }) => seconds(servedAfter.at(-1))),
    row("worst to median", (phase) => number(worstToMedian(phase))),
    row("served per second", (phase) => number(servedPerSecond(phase))),
    row("connections accepted", ({ accepted }) => String(accepted)),
    row("accepted per second", ({ accepted, took }) => number((1000 * accepted) / Math.max(1, took))),
    row("sessions activated", ({ sessions }) => String(sessions)),
    row("dials", ({ dials }) => String(dials)),
    row("dials in the worst second", ({ name }) => number(worstDials(samples, name))),
    row("Error messages", ({ errors }) => errorsText(errors) || NONE),
  ];
}

/** What the product's process had at most, and for how long ours stood still. */
export function processText({ samples }: LoadResult): string {
  const [memory, handles] = [most(samples, "memory"), most(samples, "handles")];
  const own = `the tool itself stood still for ${longestLag(samples)} ms at most`;
  if (memory === undefined || handles === undefined) return `memory and handles of the product could not be read; ${own}`;
  return `the product had at most ${(memory / 1e6).toFixed(0)} MB of memory and ${handles} open files; ${own}`;
}

/** The report of a load for a terminal. */
export function renderLoad(result: LoadResult): string {
  const rows = phaseRows(result);
  const heads = ["", ...result.phases.map(({ name }) => PHASE_WORDS[name])];
  const cells = [heads, ...rows.map(({ name, values }) => [name, ...values])];
  const widths = heads.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const table = cells.map(
    (line) =>
      `  ${line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ")}`,
  );
  const checks = result.checks.map(
    ({ name, expected, seen, verdict }) =>
      `  ${VERDICTS[verdict]}  ${name}: expected ${expected}, ${seen === undefined ? "could not be measured" : `seen ${seen}`}`,
  );
  return [`${result.product.name} under ${result.profile.name}`, ...table, `  ${processText(result)}`, "", ...checks, ""].join(
    "\n",
  );
}

const VERDICTS = { pass: "pass", fail: "FAIL", "could-not-run": "could not run" } as const;

function errorsText(errors: LoadPhase["errors"]): string {
  return Object.entries(errors)
    .map(([status, count]) => `${count} ${status}`)
    .join(", ");
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? NONE : `${(ms / 1000).toFixed(2)} s`;
}

function number(value: number | undefined): string {
  return value === undefined ? NONE : value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
