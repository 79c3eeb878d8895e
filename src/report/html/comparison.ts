import type { RequirementChange, RunDiff } from "../diff";
import { isRegression } from "../diff";
import { plural } from "../../text";
import type { RunSummary } from "../types";
import { sutName } from "../words";
import { html, type SafeHtml } from "./page";
import { badge, requirementHref, scenarioHref } from "./parts";

/** What changed since an earlier run, as a part of the overview. */
export function renderDiffHtml(before: RunSummary, diff: RunDiff): SafeHtml {
  const { worse, better, judgedLess, judgedMore, scenarios } = diff;
  const nothing = [worse, better, judgedLess, judgedMore, scenarios.gone, scenarios.added, scenarios.changed].every(
    (list) => list.length === 0,
  );
  return html`<h2 id="compared">Compared with ${sutName(before.sut)} of ${before.startedAt.slice(0, 10)}</h2>
<p>${nothing ? "No difference." : isRegression(diff) ? "Something got worse, or fewer scenarios were judged." : "Nothing got worse."}</p>
${changes("Worse", worse)}${changes("Judged less", judgedLess)}${changes("Better", better)}${changes("Judged more", judgedMore)}
${names("Scenarios gone", scenarios.gone)}${names("New scenarios", scenarios.added)}
${
  scenarios.changed.length === 0
    ? ""
    : html`<details>
<summary>${plural(scenarios.changed.length, "scenario")} with another verdict</summary>
<ul class="plain">
${scenarios.changed.map(
  ({ id, before: old, after }) => html`<li><a href="${scenarioHref(id)}">${id}</a> ${badge(old)} → ${badge(after)}</li>`,
)}
</ul>
</details>`
}`;
}

function changes(name: string, list: readonly RequirementChange[]): SafeHtml | string {
  if (list.length === 0) return "";
  return html`<h3>${name} (${list.length})</h3>
<ul class="plain">
${list.map(
  ({ id, title, before, after, scenariosBefore, scenariosAfter }) =>
    html`<li>
<a href="${requirementHref(id)}">${id}</a> ${title}: ${badge(before)} →
${badge(after)}${scenariosBefore === scenariosAfter ? "" : html` <small>judged by ${scenariosBefore} → ${plural(scenariosAfter, "scenario")}</small>`}
</li>`,
)}
</ul>`;
}

function names(name: string, list: readonly string[]): SafeHtml | string {
  return list.length === 0
    ? ""
    : html`<details>
<summary>${name} (${list.length})</summary>
<ul class="plain">
${list.map((id) => html`<li>${id}</li>`)}
</ul>
</details>`;
}
