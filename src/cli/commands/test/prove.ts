import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assessProofs, loadProofs, planProofs, relaysOf, writeTrials, type ProofReport } from "../../../prove";
import { loadScenarios } from "../../../suite/catalogue";
import type { SuiteResult } from "../../../suite/run";
import type { CliIo } from "../../io";
import { Progress } from "../../progress";
import { Log } from "./log";
import type { Plan } from "./plan";
import { run } from "./run";
import { knownFailuresOf } from "./suts";

/** `--prove`: what passed is tried again behind a relay that breaks its requirement, and behind such that break nothing. */
export async function prove(plan: Plan, result: SuiteResult, seed: string, io: CliIo): Promise<ProofReport> {
  const passed = result.outcomes.filter(({ outcome }) => outcome === "passed");
  const proofs = planProofs(passed, await loadScenarios(), plan.catalogue, await loadProofs());
  const folder = await mkdtemp(join(tmpdir(), "reverse-hello-prove-"));
  try {
    const scenarios = proofs.trials.reduce((sum, trial) => sum + trial.scenarios.length, 0);
    io.out(`\nproof: ${scenarios} scenarios once more, each behind a relay that breaks what it judges, or that breaks nothing`);
    const progress = new Progress(io, scenarios);
    const { outcomes } = await run(plan, {
      io,
      progress,
      log: new Log(io, plan.options.logLevel),
      report: join(plan.report, "proof"),
      seed,
      trials: { features: await writeTrials(proofs.trials, folder), relays: relaysOf(proofs.trials) },
    });
    progress.end();
    return assessProofs(proofs, outcomes, plan.catalogue, {
      dialect: plan.options.dialect ?? "netstandard",
      knownFailures: knownFailuresOf(plan.suts, plan.roles),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** For the terminal: counts, then what is not proven, what else turned red, and what should have stayed green. */
export function renderProof({ results, disturbed }: ProofReport): string {
  const count = (verdict: string) => results.filter((result) => result.verdict === verdict).length;
  const lines = [
    `Proof: ${count("proven")} of ${results.length} passes proven, ${count("excused")} excused, ${count("unproven")} unproven`,
  ];
  for (const { requirement, role, verdict, what } of results)
    if (verdict === "unproven") lines.push(`  unproven  ${requirement} (${role}): it did not fail under: ${what}`);
  for (const { requirement, role, what, alsoFailed } of results)
    if (alsoFailed.length > 0)
      lines.push(`  also red  ${requirement} (${role}) under: ${what}: ${alsoFailed.join(", ")} failed as well`);
  for (const each of disturbed) lines.push(`  disturbed ${each}`);
  return `${lines.join("\n")}\n`;
}
