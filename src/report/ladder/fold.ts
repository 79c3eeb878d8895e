import { duration } from "./label";
import type { ArrowRow, LadderRow, NoteRow } from "./types";
import { plural } from "../../text";

/** Runs shorter than this stay as they are. */
const MIN_RUN = 5;

/** Folds long runs of ordinary MSG chunks of one connection into one line. */
export function foldRuns(rows: readonly LadderRow[]): LadderRow[] {
  const out: LadderRow[] = [];
  let run: ArrowRow[] = [];
  const flush = () => {
    out.push(...(run.length < MIN_RUN ? run : [folded(run)]));
    run = [];
  };
  for (const row of rows) {
    const more = row.kind === "arrow" && row.foldable === true;
    if (!more || (run.length > 0 && run[0]?.connection !== row.connection)) flush();
    if (more) run.push(row);
    else out.push(row);
  }
  flush();
  return out;
}

function folded(run: readonly ArrowRow[]): NoteRow {
  const first = run[0] as ArrowRow;
  const last = run.at(-1) as ArrowRow;
  const fromServer = run.filter((row) => row.from === "server").length;
  const bytes = run.reduce((sum, row) => sum + (row.bytes ?? 0), 0);
  const text = `… ${run.length} MSG in ${duration(last.t - first.t)}: ${fromServer} from the server, ${run.length - fromServer} from the client, ${bytes} B`;
  const connection = first.connection === undefined ? {} : { connection: first.connection };
  return { kind: "note", seq: first.seq, t: first.t, until: last.t, ...connection, lane: "network", text, style: "fold" };
}

/** A silence of at least this many ms gets a line of its own. */
const GAP = 1000;

/** Puts a line where nothing happened for long. Steps are no happening: they stand where their silence begins. */
export function markGaps(rows: readonly LadderRow[]): LadderRow[] {
  const out: LadderRow[] = [];
  let last: number | undefined;
  for (const row of rows) {
    if (last !== undefined && row.t - last >= GAP) out.push({ kind: "gap", seq: row.seq, t: last, ms: row.t - last });
    last = row.kind === "note" ? (row.until ?? row.t) : row.t;
    out.push(row);
  }
  return out;
}

/** At most this many rows: the first ones and more of the last, and a line that says how many are left out. */
export function clipRows(rows: readonly LadderRow[], most: number): LadderRow[] {
  if (rows.length <= most) return [...rows];
  const head = Math.floor((most - 1) / 3);
  const tail = rows.slice(rows.length - (most - 1 - head));
  const first = rows[head] as LadderRow;
  const text = `… left out here: ${plural(rows.length - head - tail.length, "line")}`;
  return [...rows.slice(0, head), { kind: "note", seq: first.seq, t: first.t, lane: "network", text, style: "fold" }, ...tail];
}
