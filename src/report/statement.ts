import { html, renderPage, type SafeHtml } from "./html/page";
import { factList, peerText, table } from "./html/parts";
import type { Catalogue, Requirement, Role } from "../suite/catalogue";
import { rolesOf } from "../vocabulary";
import type { RequirementVerdict } from "../suite/verdict";
import { EDITION } from "./edition";
import { cell } from "./markdown";
import { proofLine, proofOf, proofWord } from "./proof";
import type { RunSummary } from "./types";
import { sutName, VERDICT_WORD } from "./words";
import { plural, printable } from "../text";

const UNITS: Readonly<Record<Role, { readonly id: number; readonly name: string; readonly facet: string }>> = {
  server: { id: 2867, name: "Protocol Reverse Connect Server", facet: "http://opcfoundation.org/UA-Profile/Server/ReverseConnect" },
  client: { id: 5805, name: "Protocol Reverse Connect Client", facet: "http://opcfoundation.org/UA-Profile/Client/ReverseConnect" },
};

const DISCLAIMER = "This is the result of one tool's tests, in its own words; it is not a certificate of the OPC Foundation.";

/** One line of a table: what came of a requirement, and why when nothing did. */
interface Row {
  readonly requirement: Requirement;
  readonly result: string;
}

interface Unit {
  readonly heading: string;
  readonly facet: string;
  readonly conclusion: string;
  readonly specification: readonly Row[];
  readonly readme: readonly Row[];
  readonly role: Role;
}

interface Statement {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly units: readonly Unit[];
}

/** Everything that a statement says, for any format. Pure. */
function statementOf(summary: RunSummary, catalogue: Catalogue): Statement {
  return {
    title: `Conformance statement: OPC UA Reverse Connect, ${printable(sutName(summary.sut))}`,
    facts: factsOf(summary),
    units: rolesOf(summary.sut.role).map((role) => unit(role, summary, catalogue)),
  };
}

function factsOf({ tool, sut, judging, startedAt, machine, seed, selection, proof }: RunSummary): [string, string][] {
  const facts: [string, string | undefined][] = [
    ["Implementation", `${sut.name}, version ${sut.version ?? "not stated"}`],
    ["Description", (sut.descriptions ?? []).map(({ file, sha256 }) => `${file}, SHA-256 ${sha256}`).join("; ") || undefined],
    ["Tool", `${tool.name} ${tool.version}${seed === undefined ? "" : `, seed ${seed}`}`],
    ["Platform", machine && `${machine.platform}, Node.js ${machine.node}`],
    ["Edition", `${EDITION}, transport opc.tcp`],
    ["Date", `${startedAt.slice(0, 10)} (run began ${startedAt})`],
    [
      "Judged",
      `dialect ${judging.dialect}, evidence ${judging.evidence} and better${judging.strict ? ", strict" : ""}${selection === undefined ? "" : `; a selection of the suite (${JSON.stringify(selection)}), not the whole`}`,
    ],
  ];
  if (proof)
    facts.push([
      "Proof",
      `each pass was tried once more with the messages changed on the wire so that it has to fail: ${proofLine(proof)}`,
    ]);
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, printable(value)]]));
}

function unit(role: Role, summary: RunSummary, catalogue: Catalogue): Unit {
  const { id, name, facet } = UNITS[role];
  const mine = catalogue.requirements.filter((requirement) => requirement.roles.includes(role));
  const specification = mine.filter((requirement) => requirement.id.startsWith("RC-"));
  const rows = (list: readonly Requirement[]): Row[] =>
    list.map((requirement) => ({ requirement, result: say(role, requirement, summary) }));
  return {
    heading: `Conformance unit ${id}, ${name}`,
    facet,
    conclusion: conclusionOf(role, specification, summary),
    specification: rows(specification),
    readme: rows(mine.filter((requirement) => requirement.id.startsWith("NS-"))),
    role,
  };
}

/** Never more than the run shows: "supported as far as tested" needs every testable MUST to be judged and kept. */
function conclusionOf(role: Role, requirements: readonly Requirement[], summary: RunSummary): string {
  const must = requirements.filter(
    ({ level, notTested, dialect }) => level === "MUST" && notTested === undefined && inDialect(dialect, summary),
  );
  const verdict = (requirement: Requirement): string => verdictOf(role, requirement, summary) ?? "";
  const broken = must.filter((requirement) => ["fail", "expected-fail"].includes(verdict(requirement)));
  const doubtful = must.filter((requirement) => verdict(requirement) === "warn");
  const kept = must.filter((requirement) => ["pass", "unexpected-pass", "info"].includes(verdict(requirement)));
  const open = must.filter((requirement) => ![...broken, ...doubtful, ...kept].includes(requirement));
  const ids = (list: readonly Requirement[]): string => list.map(({ id }) => id).join(", ");
  const warnings =
    doubtful.length === 0
      ? ""
      : ` ${plural(doubtful.length, "warning")}, which are not failures by a sentence of the clause (${ids(doubtful)}).`;
  const unproven = must.filter(({ id }) => proofOf(summary, id, role)?.verdict === "unproven");
  const proof =
    unproven.length === 0
      ? ""
      : ` ${plural(unproven.length, "pass", "passes")} of them unproven: no change on the wire made it fail (${ids(unproven)}).`;
  const unjudged = open.length === 0 ? "" : ` Not judged: ${open.length} (${ids(open)}).`;

  if (broken.length > 0)
    return `Not supported: ${plural(broken.length, "mandatory requirement")} of ${must.length} broken (${ids(broken)}), ${kept.length} kept.${warnings}${unjudged}${proof}`;
  if (open.length === must.length) return "Not judged: no mandatory requirement was judged in this run.";
  if (open.length > 0)
    return `No mandatory requirement was found broken; ${open.length} of ${must.length} were not judged (${ids(open)}).${warnings}${proof}`;
  if (kept.length < must.length)
    return `Supported as far as tested: none of ${must.length} testable mandatory requirements was found broken.${warnings}${proof}`;
  return `Supported as far as tested: all ${must.length} testable mandatory requirements pass.${proof}`;
}

function inDialect(dialect: string | undefined, { judging }: RunSummary): boolean {
  return dialect === undefined || dialect === judging.dialect;
}

function find(requirement: Requirement, summary: RunSummary): RequirementVerdict | undefined {
  return summary.requirements.find(({ id }) => id === requirement.id);
}

function verdictOf(role: Role, requirement: Requirement, summary: RunSummary): string | undefined {
  return find(requirement, summary)?.roles[role];
}

/** The verdict; for what was not judged, why. */
function say(role: Role, requirement: Requirement, summary: RunSummary): string {
  if (requirement.notTested !== undefined) return `not tested: ${requirement.notTested}`;
  const judged = find(requirement, summary);
  const verdict = judged?.roles[role];
  if (verdict === "not-applicable" || verdict === "could-not-run") {
    const why = judged?.findings.find((finding) => finding.role === role && finding.verdict === verdict)?.message;
    return `${VERDICT_WORD[verdict]}${why === undefined ? "" : `: ${why}`}`;
  }
  if (verdict !== undefined) return `${VERDICT_WORD[verdict]}${proofWord(proofOf(summary, requirement.id, role))}`;
  if (!inDialect(requirement.dialect, summary)) return `n/a (dialect ${requirement.dialect} only)`;
  return summary.selection === undefined
    ? "not judged: no scenario of this run is about it"
    : "not judged: not selected in this run";
}

/** Conformance statement of a run, as Markdown: one section per conformance unit that the run is about. */
export function renderStatement(summary: RunSummary, catalogue: Catalogue): string {
  const { title, facts, units } = statementOf(summary, catalogue);
  const lines = [
    `# ${cell(title)}`,
    "",
    ...facts.map(([name, value]) => `- ${name}: ${cell(value)}`),
    ...units.flatMap(({ heading, facet, conclusion, specification, readme, role }) => [
      "",
      `## ${heading}`,
      "",
      `Facet ${facet}.`,
      "",
      `**${conclusion}**`,
      "",
      ...markdownTable(specification),
      "",
      `### Beyond the unit: the reverse connect readme of UA-.NETStandard (${role})`,
      "",
      ...markdownTable(readme),
    ]),
    "",
    DISCLAIMER,
  ];
  return `${lines.join("\n")}\n`;
}

const HEADS = ["Requirement", "Level", "Clause", "Evidence", "Verdict", "Statement"];

function markdownTable(rows: readonly Row[]): string[] {
  return [
    `| ${HEADS.join(" | ")} |`,
    `|${"---|".repeat(HEADS.length)}`,
    ...rows.map(
      ({ requirement: { id, level, clause, evidence, statement }, result }) =>
        `| ${id} | ${level} | ${cell(clause)} | ${evidence} | ${cell(result)} | ${cell(statement)} |`,
    ),
  ];
}

/** The same as a page that stands by itself and prints well. */
export function renderStatementHtml(summary: RunSummary, catalogue: Catalogue): string {
  const { title, facts, units } = statementOf(summary, catalogue);
  const body = html`<h1>${title}</h1>
${factList(facts)}
${units.map(
  ({ heading, facet, conclusion, specification, readme, role }) =>
    html`<h2>${heading}</h2>
<p>Facet <code>${facet}</code></p>
<p class="verdict none">${conclusion}</p>
${htmlTable(specification)}
<h2>Beyond the unit: the reverse connect readme of UA-.NETStandard (${role})</h2>
${htmlTable(readme)}`,
)}
<p>${DISCLAIMER}</p>`;
  return renderPage({ title, body, made: `${summary.tool.name} ${summary.tool.version}, run of ${summary.startedAt}` });
}

function htmlTable(rows: readonly Row[]): SafeHtml {
  const cells = rows.map(
    ({ requirement: { id, level, clause, evidence, statement }, result }) =>
      html`<tr>
<td class="id">${id}</td>
<td class="id">${level}</td>
<td>${clause}</td>
<td>${evidence}</td>
<td class="any">${peerText(result)}</td>
<td>${statement}</td>
</tr>`,
  );
  return table(HEADS, cells);
}
