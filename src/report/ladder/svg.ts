import type { TraceEvent } from "../../trace";
import { escapeText } from "../xml";
import { duration } from "./label";
import { ladderRows } from "./rows";
import type { ArrowRow, LadderOptions, LadderRow, Lane } from "./types";

const WIDTH = 1180;
const ROW = 20;
const TOP = 30;
const AT: Record<Lane, number> = { server: 150, network: 655, client: 1160 };
/** Pixels of one character of the 12 px monospaced font, rounded up. */
const CHAR = 7.3;

/** Colours are variables of the page, so that a dark page has a dark ladder; the second value stands for a picture by itself. */
const STYLE = `.ladder{font:12px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;min-width:900px}
.ladder text{fill:var(--text,#222);stroke:var(--page,#fff);stroke-width:3px;paint-order:stroke}
.ladder .e{text-anchor:end}.ladder .m{text-anchor:middle}.ladder .b{font-weight:bold}
.ladder text.dim{fill:var(--dim,#5c5c5c)}.ladder .life{stroke:var(--line,#bbb)}
.ladder .message{stroke:var(--message,#1f4e79)}.ladder text.message{fill:var(--message,#1f4e79);stroke:var(--page,#fff)}
.ladder .open{stroke:var(--open,#2e7d32)}.ladder text.open{fill:var(--open,#2e7d32);stroke:var(--page,#fff)}
.ladder .close{stroke:var(--close,#6a1b9a)}.ladder text.close{fill:var(--close,#6a1b9a);stroke:var(--page,#fff)}
.ladder .lost{stroke:var(--lost,#b71c1c)}.ladder text.lost{fill:var(--lost,#b71c1c);stroke:var(--page,#fff)}
.ladder path{fill:none}.ladder a:hover text,.ladder a:focus text{text-decoration:underline}`;

export interface SvgOptions extends LadderOptions {
  /** Address of what happened at a position of the trace; undefined: it has none. */
  readonly href?: (seq: number) => string | undefined;
  /** With its own style, for a page that does not have {@link LADDER_STYLE}; true by default. */
  readonly standalone?: boolean;
}

/** For the style sheet of a page that holds ladders. */
export const LADDER_STYLE = STYLE;

/** The same ladder as {@link renderLadder}, as one self-contained SVG element without scripts, to be put into a page as it is. */
export function renderLadderSvg(events: readonly TraceEvent[], options: SvgOptions = {}): string {
  const rows = ladderRows(events, options);
  const height = TOP + rows.length * ROW + 12;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="ladder" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escape(options.title ?? "Ladder of the trace")}</title>`,
    ...(options.standalone === false ? [] : [`<style>${STYLE}</style><rect width="${WIDTH}" height="${height}" fill="#fff"/>`]),
    ...(["server", "network", "client"] as const).map((lane) => lifeline(lane, height)),
    ...rows.map((row, index) => drawRow(row, TOP + index * ROW + 14, options)),
    "</svg>",
    "",
  ].join("\n");
}

function lifeline(lane: Lane, height: number): string {
  const anchor = lane === "client" ? "b e" : lane === "server" ? "b" : "b m";
  const x = AT[lane];
  return `<text x="${x}" y="14" class="${anchor}">${lane}</text><path class="life" d="M${x} 20V${height - 8}"/>`;
}

function drawRow(row: LadderRow, y: number, { href }: SvgOptions): string {
  const time = row.kind === "gap" ? "" : `<text x="74" y="${y}" class="dim e">${row.t.toFixed(1)}</text>`;
  const name = row.connection ? `<text x="82" y="${y}" class="dim">${escape(row.connection.slice(0, 8))}</text>` : "";
  const address = row.kind === "arrow" ? href?.(row.seq) : undefined;
  const drawn = body(row, y);
  return `<g>${time}${name}${address === undefined ? drawn : `<a href="${escape(address)}">${drawn}</a>`}</g>`;
}

function body(row: LadderRow, y: number): string {
  switch (row.kind) {
    case "step":
      return label(AT.server, y, "b", row.text, WIDTH - AT.server);
    case "gap":
      return label(AT.network, y, "dim m", `${duration(row.ms)} of silence`, WIDTH);
    case "note": {
      const anchor = row.lane === "network" ? " m" : row.lane === "server" ? "" : " e";
      const x = AT[row.lane] + (row.lane === "server" ? 6 : row.lane === "client" ? -6 : 0);
      return label(x, y, `${row.style === "fault" ? "lost" : "dim"}${anchor}`, row.text, AT.client - AT.server - 20);
    }
    case "arrow":
      return arrow(row, y);
  }
}

function arrow(row: ArrowRow, y: number): string {
  const [from, to] = [AT[row.from], AT[row.to]];
  const sign = from < to ? 1 : -1;
  const line = y + 3;
  const head =
    row.style === "lost"
      ? `M${to - 4 * sign - 4} ${line - 4}l8 8m0-8l-8 8`
      : `M${to - 7 * sign} ${line - 4}L${to} ${line}L${to - 7 * sign} ${line + 4}`;
  const text = label(Math.min(from, to) + 10, y, row.style, row.label, Math.abs(to - from) - 20);
  const room = row.to === "network" && row.from === "server" ? AT.network + 8 : AT.server + 8;
  const aside = row.aside ? label(room, y, row.style, row.aside, AT.network - AT.server) : "";
  return `<path class="${row.style}" d="M${from} ${line}H${to}${head}"/>${text}${aside}`;
}

function label(x: number, y: number, classes: string, text: string, room: number): string {
  const fit = Math.floor(room / CHAR);
  const shown = text.length <= fit ? text : `${text.slice(0, fit - 1)}…`;
  const more = shown === text ? "" : `<title>${escape(text)}</title>`;
  return `<text x="${x}" y="${y}" class="${classes}">${more}${escape(shown)}</text>`;
}

function escape(text: string): string {
  // A line end in an attribute or a title says nothing; what XML does not have becomes a replacement character.
  return escapeText(text.replaceAll(/[\r\n\t]/g, " "));
}
