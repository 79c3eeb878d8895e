import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { packageRoot } from "../../files";
import type { ScenarioInfo } from "./types";

/**
 * Copies of the features of these scenarios below `folder`, with one more tag; the files and lines that Cucumber is to run come back, as
 * "FILE:LINE:LINE". Ids and lines stay as they are.
 */
export async function copyScenarios(scenarios: readonly ScenarioInfo[], tag: string, folder: string): Promise<string[]> {
  const files = [...Map.groupBy(scenarios, ({ uri }) => uri)];
  return Promise.all(
    files.map(async ([uri, chosen]) => {
      const target = placeOf(uri, folder);
      const text = await readFile(join(packageRoot(), uri), "utf8");
      await mkdir(dirname(target), { recursive: true });
      // Before those of the feature, on the same line.
      await writeFile(target, text.replace(/^(?=@|Feature:)/m, `${tag} `));
      return [target, ...new Set(chosen.map(({ line }) => line))].join(":");
    }),
  );
}

/** The same scenarios as Cucumber meets them in the copies below `folder`. */
export function asCopied(scenarios: readonly ScenarioInfo[], folder: string): ScenarioInfo[] {
  return scenarios.map((scenario) => ({ ...scenario, uri: relative(packageRoot(), placeOf(scenario.uri, folder)) }));
}

function placeOf(uri: string, folder: string): string {
  return join(folder, basename(dirname(uri)), basename(uri));
}
