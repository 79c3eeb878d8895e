import { html, type SafeHtml } from "../html/page";

const WIDTH = 1000;
const HEIGHT = 180;
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 8, 16, 22];
/** Width of a name in the legend. */
const LEGEND = 76;
/** Points of a line at most; of more, the highest of each stretch is drawn. */
const POINTS = 500;

interface Line {
  readonly name: string;
  /** Ms since the start, and the value. */
  readonly points: readonly (readonly [number, number])[];
}

/** Lines over time, with a mark where something begins; "" where nothing was measured. */
export function lineChart(
  name: string,
  meaning: string,
  lines: readonly Line[],
  marks: readonly { readonly at: number; readonly text: string }[],
): SafeHtml | string {
  const all = lines.flatMap(({ points }) => points);
  if (all.length === 0) return "";
  const end = Math.max(1, ...all.map(([at]) => at));
  const top = Math.max(1, ...all.map(([, value]) => value));
  const x = (at: number) => round(LEFT + (at / end) * (WIDTH - LEFT - RIGHT));
  const y = (value: number) => round(HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM));
  return html`<figure>
<figcaption><b>${name}</b>: at most ${label(top)}. ${meaning}</figcaption>
<div class="figure scroll">
<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${name}">
<path class="axis" d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}" />
${marks.map(({ at, text }) => html`<path class="stated" d="M${x(at)} ${TOP}V${HEIGHT - BOTTOM}" /><text class="dim" x="${x(at) + 3}" y="${TOP - 4}">${text}</text>`)}
${lines.map(({ name: what, points }, index) => html`<path class="line line-${index}" d="${path(points, x, y)}"><title>${what}</title></path>`)}
${lines.length > 1 ? lines.map(({ name: what }, index) => html`<text class="line-${index}" x="${WIDTH - RIGHT - LEGEND * (lines.length - 1 - index)}" y="${TOP - 4}" text-anchor="end">${what}</text>`) : ""}
<text class="dim" x="${LEFT - 4}" y="${TOP + 8}" text-anchor="end">${label(top)}</text>
<text class="dim" x="${LEFT - 4}" y="${HEIGHT - BOTTOM}" text-anchor="end">0</text>
<text class="dim" x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${(end / 1000).toFixed(1)} s</text>
</svg>
</div>
</figure>`;
}

function path(points: Line["points"], x: (at: number) => number, y: (value: number) => number): string {
  const stretch = Math.ceil(points.length / POINTS);
  const drawn = Array.from({ length: Math.ceil(points.length / stretch) }, (_, index) => {
    const part = points.slice(index * stretch, (index + 1) * stretch);
    return part.reduce((a, b) => (b[1] > a[1] ? b : a));
  });
  return drawn.map(([at, value], index) => `${index === 0 ? "M" : "L"}${x(at)} ${y(value)}`).join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function label(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
