import type { TraceEvent } from "../../trace";
import { duration } from "./label";
import { ladderRows } from "./rows";
import type { ArrowRow, LadderOptions, LadderRow, Lane } from "./types";

const WIDTH = 1180;
const ROW = 20;
const TOP = 44;
const AT: Record<Lane, number> = { server: 150, network: 655, client: 1160 };
/** Pixels of one character of the 12 px monospaced font, rounded up. */
const CHAR = 7.3;

const COLOUR = { message: "#1f4e79", open: "#2e7d32", close: "#6a1b9a", lost: "#c62828" } as const;

/** The same ladder as {@link renderLadder}, as one self-contained SVG element without scripts, to be put into a page as it is. */
export function renderLadderSvg(events: readonly TraceEvent[], options: LadderOptions = {}): string {
  const rows = ladderRows(events, options);
  const height = TOP + rows.length * ROW + 12;
  const title = escape(options.title ?? "Ladder of the trace");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="100%" role="img" font-family="monospace" font-size="12">`,
    `<title>${title}</title><rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...(["server", "network", "client"] as const).map((lane) => lifeline(lane, height)),
    ...rows.map((row, index) => drawRow(row, TOP + index * ROW + 14)),
    "</svg>",
    "",
  ].join("\n");
}

function lifeline(lane: Lane, height: number): string {
  const anchor = lane === "client" ? "end" : lane === "server" ? "start" : "middle";
  const x = AT[lane];
  return `<text x="${x}" y="18" text-anchor="${anchor}" font-weight="bold">${lane}</text><line x1="${x}" y1="26" x2="${x}" y2="${height - 8}" stroke="#bbb"/>`;
}

function drawRow(row: LadderRow, y: number): string {
  const time = row.kind === "gap" ? "" : `<text x="74" y="${y}" text-anchor="end" fill="#555">${row.t.toFixed(1)}</text>`;
  const name = row.connection ? `<text x="82" y="${y}" fill="#555">${escape(row.connection.slice(0, 8))}</text>` : "";
  return `<g>${time}${name}${body(row, y)}</g>`;
}

function body(row: LadderRow, y: number): string {
  switch (row.kind) {
    case "step":
      return label(AT.server, y, "start", row.text, WIDTH - AT.server, "#000", true);
    case "gap":
      return label(AT.network, y, "middle", `${duration(row.ms)} of silence`, WIDTH, "#888");
    case "note": {
      const anchor = row.lane === "network" ? "middle" : row.lane === "server" ? "start" : "end";
      const x = AT[row.lane] + (row.lane === "server" ? 6 : row.lane === "client" ? -6 : 0);
      return label(x, y, anchor, row.text, AT.client - AT.server - 20, row.style === "fault" ? COLOUR.lost : "#444");
    }
    case "arrow":
      return arrow(row, y);
  }
}

function arrow(row: ArrowRow, y: number): string {
  const [from, to] = [AT[row.from], AT[row.to]];
  const sign = from < to ? 1 : -1;
  const colour = COLOUR[row.style];
  const line = y + 3;
  const head =
    row.style === "lost"
      ? `<path d="M${to - 4 * sign - 4},${line - 4} l8,8 m0,-8 l-8,8" stroke="${colour}" fill="none"/>`
      : `<path d="M${to},${line} l${-7 * sign},-4 v8 z" fill="${colour}"/>`;
  const text = label(Math.min(from, to) + 10, y, "start", row.label, Math.abs(to - from) - 20, colour);
  const room = row.to === "network" && row.from === "server" ? AT.network + 8 : AT.server + 8;
  const aside = row.aside ? label(room, y, "start", row.aside, AT.network - AT.server, colour) : "";
  return `<line x1="${from}" y1="${line}" x2="${to}" y2="${line}" stroke="${colour}"/>${head}${text}${aside}`;
}

function label(x: number, y: number, anchor: string, text: string, room: number, colour: string, bold = false): string {
  const fit = Math.floor(room / CHAR);
  const shown = text.length <= fit ? text : `${text.slice(0, fit - 1)}…`;
  const more = shown === text ? "" : `<title>${escape(text)}</title>`;
  const weight = bold ? ' font-weight="bold"' : "";
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour}"${weight} stroke="#fff" stroke-width="3" paint-order="stroke">${more}${escape(shown)}</text>`;
}

/** XML has no room for control characters, lone surrogates included. */
function escape(text: string): string {
  return (
    Buffer.from(text, "utf8")
      .toString("utf8")
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\ufffe\uffff]/g, " ")
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      .replace(/"/g, "&quot;")
  );
}
