import type { Catalogue, Requirement } from "../../suite/catalogue";
import { ROLES } from "../../vocabulary";
import type { ProofResult, RequirementVerdict, Verdict } from "../../suite/verdict";
import { printable } from "../../text";
import { saidOf } from "../findings";
import { proofOf, proofText } from "../proof";
import type { RunSummary } from "../types";
import { sutName } from "../words";
import { html, renderPage, type SafeHtml } from "./page";
import { badge, peerText, scenarioHref, source, table, title } from "./parts";
import { madeBy } from "./scenario";

const UP = "../";

/** requirements/ID.html: what it says, what is sent and accepted, and every scenario that spoke of it. */
export function renderRequirementPage(judged: RequirementVerdict, summary: RunSummary, catalogue: Catalogue): string {
  const requirement = catalogue.get(judged.id);
  const body = html`<h1>${badge(judged.verdict)} ${judged.id}: ${judged.title}</h1>
${requirement ? clause(requirement) : ""}
${ROLES.flatMap((role) => (judged.roles[role] ? [html`<p>As ${role}: ${badge(judged.roles[role])}${proven(proofOf(summary, judged.id, role))}</p>`] : []))}
<h2>Scenarios</h2>
${table(
  ["Verdict", "Scenario", "What it came to"],
  judged.scenarios.map((id) => row(id, judged, summary)),
)}`;
  return renderPage({
    title: `${judged.id} ${judged.title}, ${sutName(summary.sut)}`,
    up: UP,
    nav: [{ href: `${UP}index.html`, text: "Report" }],
    body,
    made: madeBy(summary),
  });
}

function proven(result: ProofResult | undefined): SafeHtml | string {
  return result === undefined ? "" : html` ${peerText(proofText(result))}`;
}

function clause(requirement: Requirement): SafeHtml {
  const rows: [string, string | undefined][] = [
    ["Clause", requirement.clause],
    ["Level", requirement.level],
    ["Binds", requirement.roles.join(" and ")],
    ["Dialect", requirement.dialect && `${requirement.dialect} only`],
    ["The suite sends", requirement.sent],
    ["Accepted", requirement.accepted],
    ["Not judged", requirement.notJudged],
    ["Not tested", requirement.notTested],
    ["Source", requirement.source],
  ];
  return html`<blockquote>${requirement.statement} <small>(${source(requirement)})</small></blockquote>
<dl class="say">
${rows.map(([name, value]) =>
  value === undefined
    ? ""
    : html`<dt>${name}</dt>
<dd>${value}</dd>`,
)}
</dl>`;
}

function row(id: string, judged: RequirementVerdict, summary: RunSummary): SafeHtml {
  const findings = judged.findings.filter(({ scenario, verdict }) => scenario === id && verdict !== "unexpected-pass");
  const result = summary.results.find((each) => each.id === id);
  const verdict: Verdict = findings[0]?.verdict ?? "pass";
  const came = findings.map(
    (finding) =>
      html`<div>
${peerText(saidOf(finding))}${finding.known === undefined ? "" : ` (known: ${printable(finding.known)})`}
</div>`,
  );
  return html`<tr>
<td class="id">${badge(verdict)}</td>
<td><a href="${UP}${scenarioHref(id)}">${id}</a><br /><small>${title(result?.title ?? "")}</small></td>
<td class="any">${came}</td>
</tr>`;
}
