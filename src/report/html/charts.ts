import type { Figures, Measured } from "../figures";
import { duration } from "../ladder/label";
import { html, type SafeHtml } from "./page";
import { scenarioHref } from "./parts";

const WIDTH = 1000;
const LEFT = 20;

/** The figures of a run, each with what it says; "" where nothing was measured. */
export function figureSection(
  figures: Figures,
  stated: { readonly redial?: number; readonly suspension?: number },
  cycles: readonly string[],
): SafeHtml | string {
  const { redials, suspensions, recoveries, waiting } = figures;
  const parts = [
    strip(
      "Pause before the next dial",
      "From the end of a connection to the next dial, while no other was open.",
      redials,
      stated.redial,
    ),
    strip(
      "Pause after BadTcpMessageTypeInvalid",
      "The same after the Error that may suspend a server.",
      suspensions,
      stated.suspension,
    ),
    strip("Recovery", "From the end of a network fault to the next ReverseHello that arrived.", recoveries),
    shares(waiting),
    ...cycles.map((line) => html`<p>${line}</p>`),
  ].filter((part) => part !== "");
  return parts.length === 0
    ? ""
    : html`<h2 id="figures">Figures</h2>
<p>Measured in the traces. They judge nothing by themselves.</p>
${parts}`;
}

/** One dot a measurement, on a line of time; the stated value as a dashed line. */
function strip(name: string, meaning: string, values: readonly Measured[], stated?: number): SafeHtml | string {
  if (values.length === 0) return "";
  const sorted = values.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const most = Math.max(stated ?? 0, at(1)) * 1.05 || 1;
  const x = (ms: number): number => Math.round((LEFT + (ms / most) * (WIDTH - 2 * LEFT)) * 10) / 10;
  const dots = values.map(({ scenario, ms }, index) => {
    const late = stated !== undefined && ms < stated * 0.9 ? " late" : "";
    return html`<a href="${scenarioHref(scenario)}"><circle class="dot${late}" cx="${x(ms)}" cy="${18 + (index % 7) * 4}" r="3"><title>${duration(ms)} in ${scenario}</title></circle></a>`;
  });
  return html`<figure>
<figcaption>
<b>${name}</b>: ${values.length} measured, ${duration(at(0))} to ${duration(at(1))}, median
${duration(at(0.5))}${stated === undefined ? "" : `; stated ${duration(stated)}`}. ${meaning}
</figcaption>
<div class="figure">
<svg class="chart" viewBox="0 0 ${WIDTH} 72" role="img" aria-label="${name}">
<path class="axis" d="M${LEFT} 52H${WIDTH - LEFT}" />
${stated === undefined ? "" : html`<path class="stated" d="M${x(stated)} 6V52" /><text x="${x(stated) + 4}" y="12">stated</text>`}
${dots}
<text class="dim" x="${LEFT}" y="67">0</text>
<text class="dim" x="${WIDTH - LEFT}" y="67" text-anchor="end">${duration(most)}</text>
</svg>
</div>
</figure>`;
}

function shares(waiting: Figures["waiting"]): SafeHtml | string {
  if (waiting.length === 0) return "";
  return html`<figure>
<figcaption>
<b>Share of time with a waiting connection</b>, from the first ReverseHello to the end, in the scenarios of RC-031 without a
network fault. Some of them close connections on purpose.
</figcaption>
<table>
${waiting.map(
  ({ scenario, share }) =>
    html`<tr>
<td class="id"><a href="${scenarioHref(scenario)}">${scenario}</a></td>
<td class="n">${(share * 100).toFixed(1)} %</td>
<td>
<svg
class="chart"
viewBox="0 0 300 10"
preserveAspectRatio="none"
role="img"
aria-label="${(share * 100).toFixed(1)} percent">
<rect class="fold" width="300" height="10" />
<rect class="bar waiting" width="${Math.round(share * 300)}" height="10" />
</svg>
</td>
</tr>`,
)}
</table>
</figure>`;
}
