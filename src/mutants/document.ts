import type { RoleMutant } from "../../simulators/mutants";

/** The table of docs/mutants.md, in Markdown; a test keeps the page equal to it. */
export function renderMarkdown(mutants: readonly RoleMutant[]): string {
  const rows = mutants.map(({ role, mutant }) => `| ${role} | \`${mutant.name}\` | ${mutant.breaks.join(", ")} | ${mutant.says} |`);
  return ["| role | mutant | breaks | what it does wrong |", "|---|---|---|---|", ...rows].join("\n");
}
