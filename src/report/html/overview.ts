import type { Catalogue, Requirement } from "../../suite/catalogue";
import type { Verdict } from "../../suite/verdict";
import { plural, printable } from "../../text";
import { EVIDENCE, ROLES } from "../../vocabulary";
import { addFigures, cycleLines, type Figures } from "../figures";
import { findingKinds, gotOf, unjudgedScenarios, type FindingKind } from "../findings";
import { renderDiffHtml } from "./comparison";
import type { RunDiff } from "../diff";
import { EDITION } from "../edition";
import { proofLine, proofText, proofTroubles } from "../proof";
import type { RunSummary, ScenarioResult } from "../types";
import { conclusion, countsOf, roleWord, seconds, sutName, VERDICT_MEANING, VERDICT_WORD } from "../words";
import { figureSection } from "./charts";
import { kindBlock, kindId, type Illustration } from "./kind";
import { html, renderPage, type SafeHtml } from "./page";
import { badge, factList, numbers, peerText, requirementHref, scenarioHref, sign, table, title } from "./parts";
import { madeBy } from "./scenario";

export interface OverviewParts {
  /** What is shown of the example of a kind: its ladder, the product's output. */
  readonly illustrate: (result: ScenarioResult) => Illustration | undefined;
  readonly figures: Figures;
  /** What changed since an earlier run. */
  readonly comparison?: { readonly before: RunSummary; readonly diff: RunDiff };
}

/** index.html: what one sends to a vendor. The verdict first, then the map, then the findings. */
export function renderOverview(summary: RunSummary, catalogue: Catalogue, parts: OverviewParts): string {
  const kinds = findingKinds(summary, catalogue);
  const body = html`<h1>${printable(sutName(summary.sut))}: OPC UA Reverse Connect</h1>
<p class="verdict ${worstOf(summary)}">${conclusion(summary)}</p>
<ul class="counts" aria-label="Scenarios by verdict">
${countsOf(summary.scenarios)
  .filter(({ count }) => count > 0)
  .map(({ word, verdict, count }) => html`<li class="${verdict}"><b>${count}</b> ${sign(verdict)} ${word}</li>`)}
<li>of <b>${summary.scenarios.total}</b> scenarios</li>
</ul>
${facts(summary)} ${troubles(summary)} ${map(summary, catalogue)}
${parts.comparison ? renderDiffHtml(parts.comparison.before, parts.comparison.diff) : ""}
${proof(summary)}
<h2 id="findings">Findings</h2>
${kinds.length === 0 ? html`<p>None.</p>` : glance(kinds)}
${kinds.map((kind, index) => kindBlock(kind, index, parts.illustrate(kind.scenarios[0])))} ${unjudged(summary)}
${figureSection(addFigures([parts.figures]), summary.sut.stated ?? {}, cycleLines(summary.results))} ${requirementTable(summary, catalogue)} ${scenarios(summary)}
${legend()}`;
  return renderPage({
    title: `${sutName(summary.sut)}: OPC UA Reverse Connect`,
    nav: [
      { href: "#findings", text: "Findings" },
      { href: "#unjudged", text: "Not judged" },
      { href: "#requirements", text: "Requirements" },
      { href: "#scenarios", text: "Scenarios" },
      { href: "statement.html", text: "Conformance statement" },
      { href: "cucumber.html", text: "Cucumber's page" },
    ],
    body,
    made: madeBy(summary),
  });
}

function worstOf({ exitCode }: RunSummary): Verdict {
  return exitCode === 0 ? "pass" : exitCode === 1 ? "fail" : "could-not-run";
}

function facts(summary: RunSummary): SafeHtml {
  const { sut, judging, tool, machine, selection, startedAt, durationMs, shard, seed, proxy, timeScale } = summary;
  const rows: [string, string | undefined][] = [
    ["Product", sutName(sut)],
    ["Version", sut.version ?? "not stated in sut.yaml"],
    ["Role", roleWord(sut)],
    [
      "Dialect",
      `${judging.dialect}${judging.strict ? ", strict" : ""}${judging.evidence === "B" ? "" : `, evidence ${judging.evidence} and better`}`,
    ],
    ["Judged by", `${tool.name} ${tool.version}, ${EDITION}`],
    ["Date", `${startedAt.replace("T", " ").replace(/\.\d+Z$/, " UTC")}, ${seconds(durationMs)}`],
    ["Machine", machine && `${machine.platform}, Node.js ${machine.node}, ${plural(machine.cores, "core")}`],
    ["Seed", seed],
    ["Part of the suite", selection && [selection.tags, selection.name, ...(selection.scenarios ?? [])].filter(Boolean).join("; ")],
    ["Shard", shard],
    ["Faults by", proxy === "embedded" ? undefined : proxy],
    ["Time scale", timeScale === undefined || timeScale === 1 ? undefined : String(timeScale)],
    ...(sut.descriptions ?? []).map(({ file, sha256 }): [string, string] => [`SHA-256 of ${file}`, `${sha256.slice(0, 16)}…`]),
  ];
  return factList(rows);
}

function troubles({ runErrors, knownFailureProblems }: RunSummary): SafeHtml | string {
  const lines = [...runErrors, ...knownFailureProblems.map(({ message }) => message)];
  return lines.length === 0
    ? ""
    : html`<article class="is-fail">
<h3>About the run itself</h3>
<ul class="plain">
${lines.map((line) => html`<li>${peerText(line)}</li>`)}
</ul>
</article>`;
}

/** Every judged requirement as a tile, by role: the whole run at a glance. */
function map(summary: RunSummary, catalogue: Catalogue): SafeHtml {
  return html`${ROLES.map((role) => {
    const tiles = catalogue.requirements.flatMap((requirement) => {
      const verdict = summary.requirements.find(({ id }) => id === requirement.id)?.roles[role];
      return verdict ? [tile(requirement, verdict)] : [];
    });
    return tiles.length === 0
      ? ""
      : html`<h3>Requirements of a ${role}</h3>
<ul class="map">
${tiles}
</ul>`;
  })}`;
}

function tile({ id, title: name, level, evidence }: Requirement, verdict: Verdict): SafeHtml {
  return html`<li>
<a class="${verdict}" href="${requirementHref(id)}" title="${name}: ${VERDICT_WORD[verdict]}"><b>${sign(verdict)} ${id}</b><small>${level} · ${evidence}</small></a>
</li>`;
}

/** What `test --prove` came to: counts, and each pass with the change that broke it, or why none did. */
function proof({ proof: report }: RunSummary): SafeHtml | string {
  if (report === undefined) return "";
  const order = ["unproven", "excused", "proven"];
  const results = [...report.results].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  return html`<h2 id="proof">Proof</h2>
<p>Each pass was tried once more with the messages changed on the wire so that it has to fail: ${proofLine(report)}.</p>
<ul class="plain">
${proofTroubles(report).map((line) => html`<li>${peerText(line)}</li>`)}
</ul>
<details>
<summary>all ${results.length}</summary>
<div class="scroll">
<table>
<tbody>
${results.map(
  (result) =>
    html`<tr>
<td class="id"><a href="${requirementHref(result.requirement)}">${result.requirement}</a></td>
<td>${result.role}</td>
<td class="any">${peerText(proofText(result))}</td>
</tr>`,
)}
</tbody>
</table>
</div>
</details>`;
}

/** One line a kind, with where it is told in full. */
function glance(kinds: readonly FindingKind[]): SafeHtml {
  const rows = kinds.map(
    (kind, index) =>
      html`<tr>
<td class="id">${badge(kind.verdict)}</td>
<td>
<a href="#${kindId(index)}">${kind.requirements.map(({ id, title: name }) => `${id} ${name}`).join(", ") || "no requirement"}</a>
</td>
<td class="any">${short(gotOf(kind) ?? "")}</td>
<td class="n">${kind.scenarios.length}</td>
</tr>`,
  );
  return table(["Verdict", "Requirement", "Got", numbers("Scenarios")], rows);
}

function short(text: string): string {
  const shown = printable(text).replaceAll("\n", " ");
  return shown.length <= 120 ? shown : `${shown.slice(0, 120)}…`;
}

function unjudged(summary: RunSummary): SafeHtml {
  const groups = unjudgedScenarios(summary);
  return html`<h2 id="unjudged">Not judged</h2>
${
  groups.length === 0
    ? html`<p>Nothing: every scenario that was selected was judged.</p>`
    : groups.map(
        ({ verdict, reason, scenarios: list }) =>
          html`<article class="is-${verdict}">
<h3>${badge(verdict)} ${plural(list.length, "scenario")}</h3>
<p>${peerText(reason)}</p>
<details>
<summary>Which</summary>
<ul class="plain">
${list.map(scenarioLine)}
</ul>
</details>
</article>`,
      )
}`;
}

function scenarioLine({ id, title: text, requirements }: ScenarioResult): SafeHtml {
  return html`<li><a href="${scenarioHref(id)}">${id}</a> ${title(text)} <small>(${requirements.join(", ")})</small></li>`;
}

function requirementTable(summary: RunSummary, catalogue: Catalogue): SafeHtml {
  const rows = summary.requirements.map(({ id, title: name, level, evidence, clause, roles: judged, scenarios: list }) => {
    const binds = catalogue.get(id)?.roles ?? [];
    const cells = ROLES.map((role) => html`<td class="id">${judged[role] || binds.includes(role) ? badge(judged[role]) : ""}</td>`);
    return html`<tr>
<td class="id"><a href="${requirementHref(id)}">${id}</a></td>
<td>${name}</td>
<td class="id">${level}</td>
<td>${evidence}</td>
${cells}
<td class="n">${list.length}</td>
<td>${clause}</td>
</tr>`;
  });
  const heads = ["Id", "Title", "Level", "Evidence", ...ROLES.map((role) => `As ${role}`), numbers("Scenarios"), "Clause"];
  return html`<h2 id="requirements">Requirements</h2>
${table(heads, rows)}`;
}

function scenarios({ results }: RunSummary): SafeHtml {
  const rows = results.map(
    ({ id, verdict, title: text, requirements, durationMs }) =>
      html`<tr>
<td class="id">${badge(verdict)}</td>
<td class="id"><a href="${scenarioHref(id)}">${id}</a></td>
<td>${title(text)}</td>
<td>${requirements.join(", ")}</td>
<td class="n">${seconds(durationMs)}</td>
</tr>`,
  );
  return html`<h2 id="scenarios">Scenarios</h2>
<details>
<summary>All ${results.length}</summary>
${table(["Verdict", "Id", "Title", "Requirements", numbers("Time")], rows)}
</details>`;
}

function legend(): SafeHtml {
  return html`<h2>Words</h2>
<ul class="plain">
${Object.entries(VERDICT_MEANING).map(([verdict, meaning]) => html`<li>${badge(verdict as Verdict)} ${meaning}</li>`)}
<li>
<b>Evidence</b> says how surely the clause is known: ${Object.values(EVIDENCE).join("; ")}.
</li>
<li><b>Dialect</b> says which side wins where that readme and the specification differ.</li>
<li><b>Ladder</b> is the picture of who said what to whom in the order of time.</li>
</ul>`;
}
