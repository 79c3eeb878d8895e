import { loadConfiguration, loadSupport } from "@cucumber/cucumber/api";
import { packageRoot } from "../../files";
import { forgetSteps, stepFiles } from "../../suite/run";
import { featureSteps, FaultFileError, type FaultScenario } from "../scenario";

/** A sentence's expression as docs/steps.md shows it, and whether a text is such a sentence. */
export interface KnownSentence {
  readonly expression: string;
  matches(text: string): boolean;
}

interface StepDefinition {
  readonly expression: { readonly source: string | RegExp };
  matchesStepName(text: string): boolean;
}

/** All sentences that features and scenario files may use. */
export async function knownSentences(env: Readonly<Record<string, string | undefined>>): Promise<KnownSentence[]> {
  const environment = { cwd: packageRoot(), env: { ...env } as Record<string, string> };
  forgetSteps();
  const { runConfiguration } = await loadConfiguration({ file: false, provided: stepFiles() }, environment);
  const library = await loadSupport(runConfiguration, environment);
  // Cucumber's public type hides what is in the library; its runner relies on the same two members.
  const { stepDefinitions } = library as unknown as { stepDefinitions: readonly StepDefinition[] };
  return stepDefinitions.map((step) => ({
    expression: String(step.expression.source),
    matches: (text) => step.matchesStepName(text),
  }));
}

/** Throws {@link FaultFileError} for the first sentence that nobody defines, with its line and the nearest one that there is. */
export function checkSentences(scenario: FaultScenario, known: readonly KnownSentence[], shown: string): void {
  for (const { text, line, from } of featureSteps(scenario)) {
    if (from === "fault" || known.some((one) => one.matches(text))) continue;
    const near = nearest(text, known);
    throw new FaultFileError(
      shown,
      line,
      `no such sentence: "${text}"${near ? `; the nearest is "${near}"` : ""}; docs/steps.md lists all`,
    );
  }
}

function nearest(text: string, known: readonly KnownSentence[]): string | undefined {
  const words = new Set(text.toLowerCase().split(/\W+/));
  const scored = known.map(({ expression }) => {
    const theirs = expression.toLowerCase().split(/\W+/);
    return { expression, score: theirs.filter((word) => words.has(word)).length / Math.max(theirs.length, words.size) };
  });
  return scored.sort((a, b) => b.score - a.score)[0]?.expression;
}
