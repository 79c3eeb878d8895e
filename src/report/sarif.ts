import type { Log, Result } from "sarif";
import type { Catalogue } from "../suite/catalogue";
import { withoutFigures } from "../suite/verdict";
import { clip, oneLine } from "../text";
import { findingKinds, saidOf, type FindingKind } from "./findings";
import type { RunSummary } from "./types";
import { sutName } from "./words";

export interface SarifOptions {
  /** The user's own description, relative to the root of the repository: code scanning shows results in files only. */
  readonly file: string;
  /** Line in it that a requirement's known failure stands on; 1 for all others. */
  readonly line?: (requirement: string) => number | undefined;
}

/** Findings as SARIF 2.1.0, for code scanning: a rule for each requirement, a result for each kind of finding. */
export function renderSarif(summary: RunSummary, catalogue: Catalogue, { file, line }: SarifOptions): string {
  const kinds = findingKinds(summary, catalogue).filter(({ requirements }) => requirements.length > 0);
  const rules = [...new Map(kinds.flatMap(({ requirements }) => requirements.map((each) => [each.id, each] as const))).values()];
  const document: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: summary.tool.name,
            semanticVersion: summary.tool.version,
            rules: rules.map(({ id, title, statement, clause, level }) => ({
              id,
              name: title,
              shortDescription: { text: title },
              fullDescription: { text: `${statement} (${clause}; ${level})` },
              help: { text: `reverse-hello explain ${id}` },
            })),
          },
        },
        automationDetails: { id: `reverse-hello/${summary.sut.role}/${summary.judging.dialect}/` },
        invocations: [{ executionSuccessful: summary.exitCode !== 3, startTimeUtc: summary.startedAt }],
        results: kinds.flatMap((kind) => kind.requirements.map(({ id }) => result(kind, id, summary, file, line?.(id) ?? 1))),
      },
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function result(kind: FindingKind, ruleId: string, { sut }: RunSummary, uri: string, startLine: number): Result {
  const { verdict, observed, sent, known, scenarios } = kind;
  const said = saidOf(kind);
  const told = sent === undefined ? "" : ` after the suite sent ${clip(sent, 500)}`;
  return {
    ruleId,
    level: verdict === "fail" || verdict === "unexpected-pass" ? "error" : verdict === "info" ? "note" : "warning",
    message: {
      text: `${oneLine(`${sutName(sut)}: ${clip(said, 2_000)}`)}${told} (${scenarios
        .map(({ id }) => id)
        .slice(0, 20)
        .join(", ")})`,
    },
    locations: [{ physicalLocation: { artifactLocation: { uri, uriBaseId: "%SRCROOT%" }, region: { startLine } } }],
    // The same finding of the next run is the same alert, whatever its figures are.
    partialFingerprints: { "reverseHello/v1": `${ruleId} ${withoutFigures(observed ?? said).slice(0, 500)}` },
    ...(known === undefined ? {} : { suppressions: [{ kind: "external", justification: known }] }),
  };
}
