import type { Catalogue, Requirement, Role } from "../suite/catalogue";
import type { RequirementVerdict } from "../suite/verdict";
import { cell } from "./markdown";
import type { RunSummary } from "./types";
import { sutName, VERDICT_WORD } from "./words";
import { plural } from "../text";

const UNITS: Readonly<Record<Role, { readonly id: number; readonly name: string; readonly facet: string }>> = {
  server: { id: 2867, name: "Protocol Reverse Connect Server", facet: "http://opcfoundation.org/UA-Profile/Server/ReverseConnect" },
  client: { id: 5805, name: "Protocol Reverse Connect Client", facet: "http://opcfoundation.org/UA-Profile/Client/ReverseConnect" },
};

/** Edition of the specification that the catalogue's clauses follow. */
export const EDITION = "OPC 10000-6 (Part 6) 1.05";

/** Conformance statement of a run, as Markdown: one section per conformance unit that the run is about. */
export function renderStatement(summary: RunSummary, catalogue: Catalogue): string {
  const roles: Role[] = summary.sut.role === "both" ? ["server", "client"] : [summary.sut.role];
  const { tool, sut, judging, startedAt } = summary;
  const lines = [
    `# Conformance statement: OPC UA Reverse Connect, ${cell(sutName(sut))}`,
    "",
    `- Implementation: ${cell(sut.name)}, version ${cell(sut.version ?? "not stated")}`,
    `- Tool: ${tool.name} ${tool.version}`,
    `- Edition: ${EDITION}, transport opc.tcp`,
    `- Date: ${startedAt.slice(0, 10)} (run began ${startedAt})`,
    `- Judged: dialect ${judging.dialect}, evidence ${judging.evidence} and better${judging.strict ? ", strict" : ""}${summary.selection === undefined ? "" : `; a selection of the suite (${JSON.stringify(summary.selection)}), not the whole`}`,
    ...roles.flatMap((role) => ["", ...unit(role, summary, catalogue)]),
    "",
    "This is the result of one tool's tests, in its own words; it is no certificate of the OPC Foundation.",
  ];
  return `${lines.join("\n")}\n`;
}

function unit(role: Role, summary: RunSummary, catalogue: Catalogue): string[] {
  const { id, name, facet } = UNITS[role];
  const mine = catalogue.requirements.filter((requirement) => requirement.roles.includes(role));
  const specification = mine.filter((requirement) => requirement.id.startsWith("RC-"));
  const readme = mine.filter((requirement) => requirement.id.startsWith("NS-"));
  return [
    `## Conformance unit ${id}, ${name}`,
    "",
    `Facet ${facet}.`,
    "",
    `**${conclusionOf(role, specification, summary)}**`,
    "",
    ...table(role, specification, summary),
    "",
    `### Beyond the unit: the reverse connect readme of UA-.NETStandard (${role})`,
    "",
    ...table(role, readme, summary),
  ];
}

/** Never more than the run shows: "supported as far as tested" needs every testable MUST to be judged. */
function conclusionOf(role: Role, requirements: readonly Requirement[], summary: RunSummary): string {
  const must = requirements.filter(
    ({ level, notTested, dialect }) => level === "MUST" && notTested === undefined && inDialect(dialect, summary),
  );
  const broken = must.filter((requirement) =>
    ["fail", "expected-fail", "warn"].includes(verdictOf(role, requirement, summary) ?? ""),
  );
  const open = must.filter(
    (requirement) =>
      !["pass", "unexpected-pass", "fail", "expected-fail", "warn"].includes(verdictOf(role, requirement, summary) ?? ""),
  );
  const ids = (list: readonly Requirement[]): string => list.map(({ id }) => id).join(", ");
  if (broken.length > 0)
    return `Not supported: ${plural(broken.length, "mandatory requirement")} of ${must.length} broken (${ids(broken)}).`;
  if (open.length === must.length) return "Not judged: no mandatory requirement was judged in this run.";
  if (open.length > 0)
    return `No mandatory requirement was found broken; ${open.length} of ${must.length} were not judged (${ids(open)}).`;
  return `Supported as far as tested: all ${must.length} testable mandatory requirements pass.`;
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

function table(role: Role, requirements: readonly Requirement[], summary: RunSummary): string[] {
  return [
    "| Requirement | Level | Clause | Evidence | Verdict | Statement |",
    "|---|---|---|---|---|---|",
    ...requirements.map((requirement) => {
      const { id, level, clause, evidence, statement } = requirement;
      return `| ${id} | ${level} | ${cell(clause)} | ${evidence} | ${say(role, requirement, summary)} | ${cell(statement)} |`;
    }),
  ];
}

function say(role: Role, requirement: Requirement, summary: RunSummary): string {
  if (requirement.notTested !== undefined) return `not tested: ${cell(requirement.notTested)}`;
  const verdict = find(requirement, summary)?.roles[role];
  if (verdict !== undefined) return VERDICT_WORD[verdict];
  return inDialect(requirement.dialect, summary) ? "not judged" : `n/a (dialect ${requirement.dialect} only)`;
}
