import { judge, loadCatalogue, runSuite } from "../../src/library/suite";

export async function firstMessage(sutFile: string, report: string): Promise<number> {
  const { outcomes, errors } = await runSuite({
    tags: "@server and @RC-019 and @quick",
    names: [],
    parallel: 1,
    report,
    worldParameters: { suts: { server: sutFile }, timeScale: 1, seed: "sample", pki: `${report}/pki`, report },
    env: process.env,
    signal: AbortSignal.timeout(120_000),
  });
  const { requirements, exitCode } = judge(outcomes, await loadCatalogue(), {}, errors);
  for (const { id, verdict } of requirements) console.log(id, verdict);
  return exitCode;
}
