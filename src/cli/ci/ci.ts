import { appendFile } from "node:fs/promises";
import type { Catalogue } from "../../suite/catalogue";
import { findingKinds, renderMarkdown, saidOf, type FindingKind, type RunSummary } from "../../report";
import { clip, plural, printable } from "../../text";
import type { CliIo } from "../io";

/** CI services that the tool speaks to by more than files and exit codes. */
export const CI_NAMES = ["github", "none"] as const;
export type CiName = (typeof CI_NAMES)[number];

/** The one that was asked for, else the one whose environment this is. */
export function detectCi(asked: CiName | undefined, env: CliIo["env"]): CiName {
  return asked ?? (env["GITHUB_ACTIONS"] === "true" ? "github" : "none");
}

/** What concerns a line of the user's own file: an annotation stands there. */
export interface Placed {
  readonly file: string;
  readonly line: number;
}

/** GitHub shows ten annotations of a step. */
const ANNOTATIONS = 10;
/** Lines of a step summary. */
const SUMMARY_LINES = 950;

/** Annotations on standard output and the step summary, where the service wants them. `place`: line of a known failure in sut.yaml. */
export async function tellCi(
  name: CiName,
  summary: RunSummary,
  catalogue: Catalogue,
  { io, place }: { readonly io: CliIo; readonly place: (requirement: string) => Placed | undefined },
): Promise<void> {
  if (name !== "github") return;
  for (const line of annotations(summary, catalogue, place)) io.out(line);
  const file = io.env["GITHUB_STEP_SUMMARY"];
  if (file)
    await appendFile(file, renderMarkdown(summary, catalogue, { most: SUMMARY_LINES })).catch((error: Error) =>
      io.err(`step summary: ${error.message}`),
    );
}

function annotations(summary: RunSummary, catalogue: Catalogue, place: (requirement: string) => Placed | undefined): string[] {
  const problems = summary.knownFailureProblems.map(({ entry, message }) =>
    command("error", "knownFailures", message, place(entry.requirement)),
  );
  const errors = summary.runErrors.map((message) => command("error", "could not run", message));
  const kinds = findingKinds(summary, catalogue).filter(({ verdict }) => verdict === "fail" || verdict === "warn");
  const told = [...problems, ...errors, ...kinds.map(annotation)];
  if (told.length <= ANNOTATIONS) return told;
  const left = told.length - ANNOTATIONS + 1;
  return [...told.slice(0, ANNOTATIONS - 1), command("notice", "reverse-hello", `${plural(left, "finding")} more in the report`)];
}

/** Findings have no line of the user's: they are about a product, not about a file of this repository. */
function annotation(kind: FindingKind): string {
  const { verdict, requirements, scenarios } = kind;
  const title = requirements.map(({ id, title: name }) => `${id} ${name}`).join(", ") || scenarios[0].title;
  return command(
    verdict === "fail" ? "error" : "warning",
    title,
    `${clip(saidOf(kind), 1_000)} (${scenarios[0].id}, ${plural(scenarios.length, "scenario")})`,
  );
}

/** A workflow command of GitHub Actions; text of a product can end neither the command nor begin another one. */
function command(kind: "error" | "warning" | "notice", title: string, text: string, at?: Placed): string {
  const properties = [...(at ? [`file=${property(at.file)}`, `line=${at.line}`] : []), `title=${property(title)}`];
  return `::${kind} ${properties.join(",")}::${escape(text)}`;
}

function escape(text: string): string {
  return printable(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return escape(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
