import type { Role } from "../../trace";

/** The three vertical lines of a ladder. */
export type Lane = Role | "network";

/** How an arrow is drawn: `lost` ends in a cross, `open` and `close` are connection events. */
export type ArrowStyle = "message" | "lost" | "open" | "close";

interface RowBase {
  /** Position in the trace of the event that the row stands for. */
  readonly seq: number;
  /** Milliseconds on the trace's clock. */
  readonly t: number;
  /** "#1", or "link#1" where the trace has several links. */
  readonly connection?: string;
}

export interface ArrowRow extends RowBase {
  readonly kind: "arrow";
  readonly from: Lane;
  readonly to: Lane;
  readonly label: string;
  readonly style: ArrowStyle;
  /** Drawn in the half that the arrow does not use, for example "not delivered". */
  readonly aside?: string;
  /** True when nothing is lost by folding this row into a run of its like. */
  readonly foldable?: boolean;
  /** Bytes of the message, for folded rows. */
  readonly bytes?: number;
}

export interface NoteRow extends RowBase {
  readonly kind: "note";
  readonly lane: Lane;
  readonly text: string;
  readonly style: "fault" | "state" | "log" | "fold";
  /** Of a fold: time of the last that it stands for. */
  readonly until?: number;
}

export interface StepRow extends RowBase {
  readonly kind: "step";
  readonly text: string;
}

export interface GapRow extends RowBase {
  readonly kind: "gap";
  /** Length of the silence in ms. */
  readonly ms: number;
}

/** One line of a ladder. */
export type LadderRow = ArrowRow | NoteRow | StepRow | GapRow;

export interface LadderOptions {
  /** Columns of the text ladder; 132 by default, at least 80. */
  readonly width?: number;
  /** Only ASCII characters in the text ladder. */
  readonly ascii?: boolean;
  /** Show the log lines of the peers; off by default. */
  readonly logs?: boolean;
  /** Lane of the states and logs of an actor; by default an actor whose name holds "server" or "client" stands there. */
  readonly actors?: Readonly<Record<string, Lane>>;
  /** Lines at most; what is left out of the middle is said. All by default. */
  readonly most?: number;
  /** First line of the ladder. */
  readonly title?: string;
}
