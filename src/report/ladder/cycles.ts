import { duration } from "./label";
import type { LadderRow, NoteRow } from "./types";

/** How many connections a cycle may have: a client may fetch endpoints on one and open its session on the next. */
const LONGEST = 4;
/** Cycles that are told in full: fewer than this many are not folded. */
const FEWEST = 4;

/** One connection's rows, and what they say without figures. */
interface Life {
  readonly connection: string;
  readonly rows: readonly LadderRow[];
  readonly sign: string;
}

interface Fold {
  readonly lives: readonly Life[];
  readonly period: number;
}

/**
 * Folds what repeats itself, such as the dials of a retry loop: of connections that say the same one after the other, the first cycle
 * and the last are kept, and a line says how many more there were. What a step judged stays apart: a cycle holds no step.
 */
export function foldCycles(rows: readonly LadderRow[]): LadderRow[] {
  const folds = findFolds(livesOf(rows));
  if (folds.length === 0) return [...rows];
  const gone = new Set<LadderRow>();
  const instead = new Map<LadderRow, NoteRow>();
  for (const { lives, period } of folds) {
    const all = lives.flatMap((life) => life.rows).sort((a, b) => a.seq - b.seq);
    const first = all[0] as LadderRow;
    for (const row of [...all, ...repeatedNotes(rows, first.seq, all.at(-1)?.seq ?? first.seq)]) gone.add(row);
    instead.set(first, note(lives, period, all));
  }
  return rows.flatMap((row) => {
    const line = instead.get(row);
    return line ? [line] : gone.has(row) ? [] : [row];
  });
}

function livesOf(rows: readonly LadderRow[]): Life[] {
  const lives = new Map<string, LadderRow[]>();
  const stepsBefore = new Map<string, number>();
  let steps = 0;
  for (const row of rows) {
    if (row.kind === "step") steps += 1;
    if (row.connection === undefined) continue;
    // A connection during which a step began is like no other.
    if (!lives.has(row.connection)) stepsBefore.set(row.connection, steps);
    else if (stepsBefore.get(row.connection) !== steps) stepsBefore.set(row.connection, NaN);
    lives.set(row.connection, [...(lives.get(row.connection) ?? []), row]);
  }
  return [...lives].map(([connection, own], index) => {
    const at = stepsBefore.get(connection) ?? 0;
    const sign = Number.isNaN(at) ? `alone ${index}` : `${at} ${own.map(words).join("\n")}`;
    return { connection, rows: own, sign };
  });
}

function words(row: LadderRow): string {
  if (row.kind === "arrow")
    return `${row.from}>${row.to} ${row.label} ${row.style} ${row.aside ?? ""}`.replaceAll(/\d+(\.\d+)?/g, "N");
  return row.kind === "note" ? row.text.replaceAll(/\d+(\.\d+)?/g, "N") : row.kind;
}

function findFolds(lives: readonly Life[]): Fold[] {
  const folds: Fold[] = [];
  for (let at = 0; at < lives.length;) {
    const [period, times] = longestCycle(lives, at);
    if (times >= FEWEST) folds.push({ lives: lives.slice(at + period, at + period * (times - 1)), period });
    at += times >= FEWEST ? period * times : 1;
  }
  return folds;
}

/** Period and number of the cycles that begin at a connection; of several that fit, the one that covers most, then the shortest. */
function longestCycle(lives: readonly Life[], at: number): [period: number, times: number] {
  let best: [number, number] = [1, 1];
  for (let period = 1; period <= LONGEST; period += 1) {
    let times = 1;
    while (sameCycle(lives, at, at + period * times, period)) times += 1;
    if (times > 1 && period * times > best[0] * best[1]) best = [period, times];
  }
  return best;
}

function sameCycle(lives: readonly Life[], one: number, other: number, period: number): boolean {
  for (let i = 0; i < period; i += 1) {
    const sign = lives[other + i]?.sign;
    if (sign === undefined || sign !== lives[one + i]?.sign) return false;
  }
  return true;
}

/** States and the like that belong to no connection and come again and again meanwhile. */
function repeatedNotes(rows: readonly LadderRow[], from: number, to: number): LadderRow[] {
  const within = rows.filter((row) => row.kind === "note" && row.connection === undefined && row.seq > from && row.seq < to);
  const count = new Map<string, number>();
  for (const row of within) count.set(words(row), (count.get(words(row)) ?? 0) + 1);
  return within.filter((row) => (count.get(words(row)) ?? 0) > 1);
}

function note(lives: readonly Life[], period: number, rows: readonly LadderRow[]): NoteRow {
  const [first, last] = [rows[0] as LadderRow, rows.at(-1) as LadderRow];
  const times = lives.length / period;
  const starts = lives.map(({ rows: [row] }) => row?.t ?? 0);
  const span = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
  const every = lives.length > period ? `, every ${duration(span / (times - 1 / period))}` : "";
  const what = period === 1 ? "the same" : `the same ${period} connections`;
  const names = `${lives[0]?.connection ?? ""} to ${lives.at(-1)?.connection ?? ""}`;
  return {
    kind: "note",
    seq: first.seq,
    t: first.t,
    until: last.t,
    lane: "network",
    text: `… ${what} ${times} times more (${names})${every}`,
    style: "fold",
  };
}
