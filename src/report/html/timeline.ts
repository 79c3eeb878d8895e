import type { TraceEvent } from "../../trace";
import { duration } from "../ladder/label";
import { html, type SafeHtml } from "./page";

const WIDTH = 1100;
const LEFT = 70;
const ROW = 16;
/** Connections that are drawn; of more, the first ones. */
const MOST = 40;
/** A silence longer than this is drawn as a gap of fixed width. */
const SILENCE_MS = 400;
const GAP_PX = 26;

interface Bar {
  readonly name: string;
  readonly from: number;
  to: number;
  readonly marks: { readonly t: number; readonly err: boolean; readonly what: string }[];
  hello?: number;
}

/** Connections as bars over time, with a mark for each message; silence is folded, so that what happened has the room. */
export function timelineChart(events: readonly TraceEvent[]): SafeHtml | undefined {
  const bars = barsOf(events);
  if (bars.length === 0) return undefined;
  const shown = bars.slice(0, MOST);
  const scale = foldedScale(shown.flatMap(({ from, to, marks }) => [from, to, ...marks.map(({ t }) => t)]));
  const height = 24 + shown.length * ROW + 22;
  const rows = shown.map((bar, index) => drawBar(bar, 22 + index * ROW, scale.x));
  const more = bars.length > shown.length ? `${bars.length - shown.length} more connections are not drawn` : "";
  return html`<div class="figure">
<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Connections over time">
${scale.gaps.map(
  ({ at, ms }) =>
    html`<rect class="fold" x="${round(at)}" y="18" width="${GAP_PX}" height="${height - 40}" /><text
class="dim"
x="${round(at + GAP_PX / 2)}"
y="12"
text-anchor="middle">${duration(ms)}</text>`,
)}
${rows}
<text class="dim" x="${LEFT}" y="${height - 6}">${duration(scale.start)}</text>
<text class="dim" x="${WIDTH - 4}" y="${height - 6}" text-anchor="end">${duration(scale.end)}</text>
<text class="dim" x="${WIDTH / 2}" y="${height - 6}" text-anchor="middle">
green: waits after its ReverseHello; marks are messages, red ones Errors; grey bands are silence. ${more}
</text>
</svg>
</div>`;
}

function barsOf(events: readonly TraceEvent[]): Bar[] {
  const several = new Set(events.flatMap((event) => ("link" in event ? [event.link] : []))).size > 1;
  const bars = new Map<string, Bar>();
  for (const event of events) {
    if (event.kind !== "connection" && event.kind !== "message") continue;
    const key = `${event.link}#${event.connection}`;
    const bar = bars.get(key) ?? { name: several ? key : `#${event.connection}`, from: event.t, to: event.t, marks: [] };
    bars.set(key, bar);
    bar.to = event.t;
    if (event.kind !== "message" || (event.direction === "to-client") !== (event.side === "server")) continue;
    const { type } = event.message;
    bar.marks.push({ t: event.t, err: type === "ERR", what: type });
    if (type === "HEL") bar.hello ??= event.t;
  }
  return [...bars.values()];
}

function drawBar({ name, from, to, marks, hello }: Bar, y: number, x: (t: number) => number): SafeHtml {
  const [left, right] = [x(from), Math.max(x(to), x(from) + 2)];
  const waits = marks.find(({ what }) => what === "RHE");
  const waiting = waits
    ? html`<rect
class="bar waiting"
x="${round(x(waits.t))}"
y="${y}"
width="${round(Math.max(1, x(hello ?? to) - x(waits.t)))}"
height="10"
/>`
    : "";
  return html`<text class="dim" x="${LEFT - 8}" y="${y + 9}" text-anchor="end">${name.slice(-9)}</text><rect class="bar" x="${round(left)}" y="${y}" width="${round(right - left)}" height="10" />${waiting}${marks
    .slice(0, 60)
    .map(
      ({ t, err, what }) =>
        html`<path class="${err ? "tick err" : "tick"}" d="M${round(x(t))} ${y}v10"><title>${what} at ${t.toFixed(1)} ms</title></path>`,
    )}`;
}

/** Positions for moments: linear, but for silences, each of which has the same small width. */
function foldedScale(moments: readonly number[]) {
  const sorted = [...new Set(moments)].sort((a, b) => a - b);
  const [start = 0, end = 0] = [sorted[0], sorted.at(-1)];
  const silences = sorted.flatMap((t, i) => {
    const next = sorted[i + 1];
    return next !== undefined && next - t > SILENCE_MS ? [{ from: t, to: next }] : [];
  });
  const quiet = silences.reduce((sum, { from, to }) => sum + to - from, 0);
  const room = WIDTH - LEFT - 8 - silences.length * GAP_PX;
  const perMs = Math.max(0, room) / Math.max(1, end - start - quiet);
  const x = (t: number): number => {
    let at = LEFT + (t - start) * perMs;
    for (const { from, to } of silences) {
      if (t >= to) at += GAP_PX - (to - from) * perMs;
      else if (t > from) at += ((t - from) / (to - from)) * GAP_PX - (t - from) * perMs;
    }
    return at;
  };
  return { x, start, end, gaps: silences.map(({ from, to }) => ({ at: x(from), ms: to - from })) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
