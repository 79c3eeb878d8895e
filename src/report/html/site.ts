import type { Catalogue, Role } from "../../suite/catalogue";
import type { RequirementVerdict } from "../../suite/verdict";
import { plural, printable } from "../../text";
import { heading, LEGEND, rowsOf } from "../matrix";
import { resilienceOf, timeOf, wordsOf, type Resilience } from "../resilience";
import type { RunSummary } from "../types";
import { ROLES, rolesOf } from "../../vocabulary";
import { countsOf, roleWord, sutName, VERDICT_WORD } from "../words";
import { html, renderPage, type SafeHtml } from "./page";
import { badge, numbers, requirementHref, scenarioHref, sign, table, title } from "./parts";

/** One product of a site: its run, and the folder of its report as the site's page sees it, "" for its own. */
export interface SiteEntry {
  readonly run: RunSummary;
  readonly folder: string;
}

/** The matrix of stacks: requirements by products, each cell a way into the product's report; then how each stands network faults. */
export function renderSite(entries: readonly SiteEntry[], catalogue: Catalogue): string {
  const body = html`<h1>OPC UA Reverse Connect: requirements by implementations</h1>
${totals(entries)}
${ROLES.map((role) => matrix(role, entries, catalogue))}
${resilience(entries)}
<h2>Words</h2><p>${LEGEND}</p>`;
  const [first] = entries;
  const made = first ? `${first.run.tool.name} ${first.run.tool.version}` : "reverse-hello";
  return renderPage({ title: "OPC UA Reverse Connect: requirements by implementations", body, made });
}

function at(folder: string, page: string): string {
  return folder === "" ? page : `${encodeURIComponent(folder)}/${page}`;
}

function plays(run: RunSummary, role: Role): boolean {
  return rolesOf(run.sut.role).includes(role);
}

function totals(entries: readonly SiteEntry[]): SafeHtml {
  return table(
    ["Implementation", "Role", "Dialect", "Date", ...countsOf(NOTHING).map(({ word }) => numbers(word)), numbers("scenarios")],
    entries.map(
      ({ run, folder }) =>
        html`<tr><td><a href="${at(folder, "index.html")}">${printable(sutName(run.sut))}</a></td><td>${roleWord(run.sut)}</td><td>${run.judging.dialect}</td><td class="id">${run.startedAt.slice(0, 10)}</td>${countsOf(run.scenarios).map(({ count, verdict }) => html`<td class="n ${count > 0 ? verdict : ""}">${count}</td>`)}<td class="n">${run.scenarios.total}</td></tr>`,
    ),
  );
}

const NOTHING = { total: 0, passed: 0, failed: 0, known: 0, warned: 0, couldNotRun: 0, notApplicable: 0 };

/** Requirements of one role by the products that play it. */
function matrix(role: Role, entries: readonly SiteEntry[], catalogue: Catalogue): SafeHtml | string {
  const mine = entries.filter(({ run }) => plays(run, role));
  if (mine.length === 0) return "";
  const rows = rowsOf(
    mine.map(({ run }) => run),
    catalogue,
  ).filter(({ verdicts }) => verdicts.some((judged) => judged?.roles[role] !== undefined));
  return html`<h2>As ${role}</h2><div class="scroll"><table><thead><tr><th>Requirement</th><th>Level</th><th>Evidence</th>${mine.map(({ run }) => html`<th class="name">${printable(heading(run))}</th>`)}</tr></thead><tbody>${rows.map(
    ({ requirement: { id, title: name, level, evidence, statement }, verdicts }) =>
      html`<tr><td><b>${id}</b> <span title="${statement}">${name}</span></td><td class="id">${level}</td><td>${evidence}</td>${verdicts.map((judged, index) => cell(judged, role, mine[index]?.folder ?? ""))}</tr>`,
  )}</tbody></table></div>`;
}

/** A verdict, the share of scenarios that gave it, and the way to what was found. */
function cell(judged: RequirementVerdict | undefined, role: Role, folder: string): SafeHtml {
  const verdict = judged?.roles[role];
  if (!judged || verdict === undefined) return html`<td class="none">–</td>`;
  const bad = judged.findings.filter((finding) => finding.role === role && finding.verdict === verdict).length;
  const pinned = verdict !== "expected-fail" && judged.findings.some((finding) => finding.verdict === "expected-fail");
  const word = `${pinned ? `${VERDICT_WORD["expected-fail"]}, ` : ""}${VERDICT_WORD[verdict]}`;
  const share = verdict === "pass" ? "" : ` (${bad} of ${judged.scenarios.length})`;
  return html`<td class="${verdict}"><a href="${at(folder, requirementHref(judged.id))}">${sign(verdict)} ${word}</a>${share}</td>`;
}

/** Scenarios with faults of the network, by product: how long until all was well, beside what the product states. */
function resilience(entries: readonly SiteEntry[]): SafeHtml | string {
  const { headings, rows } = resilienceOf(entries.map(({ run }) => run));
  if (rows.length === 0) return "";
  const folderOf = (name: string) => entries.find(({ run }) => heading(run) === name)?.folder ?? "";
  return html`<h2>Resilience</h2><p>${plural(rows.length, "scenario")} with faults of the network: what each product did, and in the network lab how long it took from the end of the fault until a connection waited and until a value was read again. The bar is full when its stated timing was used up.</p>
<div class="scroll"><table><thead><tr><th>Scenario</th>${headings.map((name) => html`<th class="name">${printable(name)}</th>`)}</tr></thead><tbody>${rows.map(
    ({ id, title: text, products }) =>
      html`<tr><td><b>${id}</b> ${title(text)}</td>${products.map((product, index) => recovered(product, at(folderOf(headings[index] ?? ""), scenarioHref(id))))}</tr>`,
  )}</tbody></table></div>`;
}

function recovered(product: Resilience | undefined, href: string): SafeHtml {
  const [verdict] = product?.verdicts ?? [];
  if (!product || verdict === undefined) return html`<td class="none">–</td>`;
  const { value, allowedMs } = product;
  const worst = Math.max(...value);
  const bar =
    value.length === 0 || allowedMs === undefined
      ? ""
      : html`<br><meter min="0" max="${allowedMs}" value="${Math.min(worst, allowedMs)}">${timeOf([worst])}</meter> <span class="id">${wordsOf(product)}</span>`;
  return html`<td class="${verdict}"><a href="${href}">${badge(verdict)}</a>${bar}</td>`;
}
