import type { Feature, GherkinDocument, Pickle, Scenario } from "@cucumber/messages";

/**
 * Name of a scenario in reports, folders and tags: folder, file and number, "server-reverse-hello-03"; a row of an outline has its
 * position among all rows of the outline, "server-reverse-hello-03.2". It does not depend on filters, order or shards.
 * A title without a number is named after its line: "server-reverse-hello-l12".
 */
export function scenarioId(document: GherkinDocument, pickle: Pickle): string {
  const scenario = scenariosOf(document.feature).find((candidate) => pickle.astNodeIds.includes(candidate.id));
  const words = (document.uri ?? pickle.uri).replaceAll("\\", "/").split("/");
  const file = (words.at(-1) ?? "").replace(/\.feature$/, "");
  const folder = words.at(-2);
  const number = /^\[(\d+)\]/.exec(pickle.name)?.[1];
  const tail = number === undefined ? `l${scenario?.location.line ?? 0}` : number.padStart(2, "0");
  const row = scenario === undefined ? -1 : rowIds(scenario).findIndex((id) => pickle.astNodeIds.includes(id));
  const base = [folder, file, tail].filter((word) => word !== undefined && word !== "" && word !== ".").join("-");
  return `${base.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, "-")}${row >= 0 ? `.${row + 1}` : ""}`;
}

/** Line of the scenario, or of the row of an outline, that a pickle was made of. */
export function scenarioLine(document: GherkinDocument, pickle: Pickle): number {
  for (const scenario of scenariosOf(document.feature)) {
    for (const examples of scenario.examples) {
      const row = examples.tableBody.find(({ id }) => pickle.astNodeIds.includes(id));
      if (row !== undefined) return row.location.line;
    }
    if (pickle.astNodeIds.includes(scenario.id)) return scenario.location.line;
  }
  return 0;
}

function scenariosOf(feature: Feature | undefined): Scenario[] {
  return (feature?.children ?? []).flatMap(({ scenario, rule }) =>
    scenario !== undefined
      ? [scenario]
      : (rule?.children ?? []).flatMap((child) => (child.scenario === undefined ? [] : [child.scenario])),
  );
}

function rowIds(scenario: Scenario): string[] {
  return scenario.examples.flatMap(({ tableBody }) => tableBody.map(({ id }) => id));
}
