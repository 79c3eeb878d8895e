import { html, renderPage, type SafeHtml } from "../html/page";
import { lineChart } from "./chart";
import { perSecond } from "./figures";
import { PHASE_WORDS, phaseRows, processText } from "./text";
import type { LoadCheck, LoadResult } from "./types";

/** The page of a load: what was judged, the figures, and how they went over time. */
export function renderLoadPage(result: LoadResult): string {
  const { product, profile, samples, startedAt, tool } = result;
  const title = `${product.name} under ${profile.name}`;
  const chart = (name: string, meaning: string, lines: Parameters<typeof lineChart>[2]) =>
    lineChart(name, meaning, lines, marks(result));
  const body = [
    html`<h1>${title}</h1>
<p>${profile.servers.map(({ kind, count }) => `${count} ${kind}`).join(", ")}; ${processText(result)}.</p>`,
    html`<h2 id="checks">Judged</h2>
<div class="scroll"><table>
<thead><tr><th>what</th><th>expected</th><th>seen</th><th>verdict</th></tr></thead>
<tbody>${result.checks.map(checkRow)}</tbody>
</table></div>`,
    html`<h2 id="figures">Figures</h2>
<div class="scroll"><table>
<thead><tr><th></th>${result.phases.map(({ name }) => html`<th class="n">${PHASE_WORDS[name]}</th>`)}</tr></thead>
<tbody>${phaseRows(result).map(({ name, values }) => html`<tr><td>${name}</td>${values.map((value) => html`<td class="n">${value}</td>`)}</tr>`)}</tbody>
</table></div>`,
    html`<h2 id="time">Over time</h2>`,
    chart("Dials per second", "How hard the herd hits.", [
      { name: "dials", points: perSecond(samples, "dials").map(({ at, rate }) => [at, rate]) },
      { name: "accepted", points: perSecond(samples, "accepted").map(({ at, rate }) => [at, rate]) },
    ]),
    chart("Servers", "Good ones that wait, and that have a session.", [
      { name: "waiting", points: samples.map(({ at, waiting }) => [at, waiting]) },
      { name: "in session", points: samples.map(({ at, inSession }) => [at, inSession]) },
    ]),
    chart("Memory of the product (MB)", "Resident, of the process and its children.", [
      { name: "memory", points: samples.flatMap(({ at, memory }) => (memory === undefined ? [] : [[at, memory / 1e6] as const])) },
    ]),
    chart("Open files of the product", "Files and sockets.", [
      { name: "handles", points: samples.flatMap(({ at, handles }) => (handles === undefined ? [] : [[at, handles] as const])) },
    ]),
    html`<p>The samples are in <a href="load.csv">load.csv</a>, all of it in <a href="load.json">load.json</a>.</p>`,
  ].filter((part) => typeof part !== "string");
  return renderPage({ title, body, made: `${tool.name} ${tool.version}, ${startedAt}` });
}

/** Where a phase begins. */
function marks({ samples }: LoadResult): { at: number; text: string }[] {
  return samples.flatMap(({ at, phase }, index) => {
    if (samples[index - 1]?.phase === phase) return [];
    return [{ at, text: phase === "cut" ? "cut" : PHASE_WORDS[phase] }];
  });
}

function checkRow({ name, expected, seen, verdict }: LoadCheck): SafeHtml {
  return html`<tr><td>${name}</td><td>${expected}</td><td>${seen ?? "could not be measured"}</td><td><b class="${verdict}">${verdict}</b></td></tr>`;
}
