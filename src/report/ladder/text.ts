import type { TraceEvent } from "../../trace";
import { duration } from "./label";
import { ladderRows } from "./rows";
import type { ArrowRow, LadderOptions, LadderRow, Lane, NoteRow } from "./types";

const UTF8 = { bar: "│", line: "─", right: "▶", left: "◀", cross: "✗", dots: "⋮", step: "▸", more: "…", fault: "⚡" };
const ASCII: typeof UTF8 = { bar: "|", line: "-", right: ">", left: "<", cross: "X", dots: ":", step: "*", more: "~", fault: "!" };

const TIME = 10;
const MIN_WIDTH = 80;

/**
 * A ladder of one trace as text: server, network and client as columns, one line for each thing that happened, time in ms since the
 * trace began. Where the network changed, delayed or swallowed something, both sides have their own line.
 */
export function renderLadder(events: readonly TraceEvent[], options: LadderOptions = {}): string {
  const rows = ladderRows(events, options);
  const painter = new Painter(rows, options);
  return [...(options.title ? [options.title] : []), ...painter.header(), ...rows.map((row) => painter.row(row))].join("\n") + "\n";
}

class Painter {
  private readonly ink: typeof UTF8;
  private readonly name: number;
  private readonly lane: number;
  private readonly at: Record<Lane, number>;

  constructor(rows: readonly LadderRow[], options: LadderOptions) {
    this.ink = options.ascii ? ASCII : UTF8;
    this.name = Math.min(
      16,
      rows.reduce((widest, row) => Math.max(widest, row.connection?.length ?? 0), 2),
    );
    this.lane = Math.max(MIN_WIDTH, options.width ?? 132) - TIME - this.name - 2;
    this.at = { server: 0, network: Math.floor(this.lane / 2), client: this.lane - 1 };
  }

  header(): string[] {
    const head = this.blank(" ");
    write(head, this.at.server, "server");
    write(head, this.at.network - 3, "network");
    write(head, this.at.client - 5, "client");
    return [`${"ms".padStart(TIME)} ${" ".repeat(this.name)} ${head.join("")}`];
  }

  row(row: LadderRow): string {
    const time = row.kind === "gap" ? this.ink.dots.padStart(TIME) : row.t.toFixed(1).padStart(TIME);
    return `${time} ${this.clip(row.connection ?? "", this.name).padEnd(this.name)} ${this.cells(row)}`.trimEnd();
  }

  private cells(row: LadderRow): string {
    switch (row.kind) {
      case "step":
        return this.plain(`${this.ink.step} ${this.clip(row.text, this.lane - 2)}`);
      case "gap":
        return this.centred(`${duration(row.ms)} of silence`);
      case "note":
        return this.note(row);
      case "arrow":
        return this.arrow(row);
    }
  }

  private note(row: NoteRow): string {
    const mark = row.style === "fault" ? `${this.ink.fault} ` : "";
    const text = this.clip(this.plain(`${mark}${row.text}`), this.lane - 4);
    if (row.lane === "network") return this.centred(text);
    const cells = this.blank();
    write(cells, row.lane === "server" ? 2 : this.at.client - 1 - text.length, text);
    return cells.join("");
  }

  private centred(text: string): string {
    const cells = this.blank();
    write(cells, this.at.network - Math.floor(text.length / 2) - 1, ` ${text} `);
    return cells.join("");
  }

  private arrow(row: ArrowRow): string {
    const cells = this.blank();
    const [from, to] = [this.at[row.from], this.at[row.to]];
    const [start, end] = from < to ? [from + 1, to - 1] : [to + 1, from - 1];
    for (let i = start; i <= end; i++) cells[i] = this.ink.line;
    const head = row.style === "lost" ? this.ink.cross : from < to ? this.ink.right : this.ink.left;
    cells[from < to ? end : start] = head;
    const indent = from < to ? 2 : 3;
    write(cells, start + indent, ` ${this.clip(this.plain(row.label), end - start - 2 * indent - 1)} `);
    if (row.aside) write(cells, (end < this.at.network ? this.at.network : 0) + 2, ` ${row.aside} `);
    return cells.join("");
  }

  private blank(bar = this.ink.bar): string[] {
    const cells = new Array<string>(this.lane).fill(" ");
    for (const at of Object.values(this.at)) cells[at] = bar;
    return cells;
  }

  private clip(text: string, room: number): string {
    return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}${this.ink.more}`;
  }

  private plain(text: string): string {
    // eslint-disable-next-line no-control-regex
    return this.ink === ASCII ? text.replace(/…/g, "~").replace(/[^\x00-\x7f]/g, "?") : text;
  }
}

function write(cells: string[], at: number, text: string): void {
  [...text].forEach((char, i) => {
    const place = Math.max(0, at) + i;
    if (place < cells.length) cells[place] = char;
  });
}
