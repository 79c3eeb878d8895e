import { createHash } from "node:crypto";
import { cp, writeFile } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { Command } from "commander";
import { loadCatalogue, loadScenarios, type Catalogue } from "../../suite/catalogue";
import {
  diffRuns,
  isLoadReport,
  isRegression,
  mergeLoads,
  mergeRuns,
  prepareReport,
  readLoadReport,
  readReport,
  renderDiff,
  renderLoad,
  renderResilienceMarkdown,
  renderSite,
  renderMatrixMarkdown,
  writeLoadReport,
  writeReport,
  type RunSummary,
  type SiteEntry,
} from "../../report";
import { EXIT, UsageError, type CliIo, type ExitCode } from "../io";
import { makeFolder } from "../../files";
import { plural, printable } from "../../text";
import { printReport } from "../print-report";

/** `reverse-hello report merge`, `report diff` and `report site`. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  const group = program.command("report").description("Merge reports into one, compare two, or make a site of several products");
  group
    .command("merge")
    .description("One matrix, requirements by implementations; shards of one run become one result")
    .argument(
      "<runs...>",
      "report folders that `reverse-hello test --report` wrote, or parts of a fleet that `reverse-hello load --shard` wrote",
    )
    .option("--out <dir>", "folder for the result", "REPORT")
    .action(async (runs: string[], { out }: { out: string }) => finish(await merge(runs, resolve(io.cwd, out), io)));
  group
    .command("site")
    .description("A static site of several products: requirements by products, with the report of each below it")
    .argument("<runs...>", "report folders that `reverse-hello test --report` wrote")
    .option("--out <dir>", "folder of the site", "SITE")
    .action(async (runs: string[], { out }: { out: string }) => finish(await site(runs, resolve(io.cwd, out), io)));
  group
    .command("diff")
    .description("What changed between two runs; exit code 1 when something got worse or was judged less")
    .argument("<before>", "report folder of the earlier run")
    .argument("<after>", "report folder of the later run")
    .action(async (before: string, after: string) => {
      const [old, now] = await Promise.all([before, after].map((path) => readReport(resolve(io.cwd, path))));
      if (!old || !now) return;
      const diff = diffRuns(old, now);
      io.stdout.write(renderDiff(old, now, diff));
      finish(isRegression(diff) ? EXIT.findings : EXIT.good);
    });
}

async function merge(paths: readonly string[], out: string, io: CliIo): Promise<ExitCode> {
  const loads = await Promise.all(paths.map((path) => isLoadReport(resolve(io.cwd, path))));
  if (loads.every(Boolean)) return mergeLoadReports(paths, out, io);
  if (loads.some(Boolean))
    throw new UsageError(
      `report merge: expected reports of one command, got some of \`load\` (such as ${paths[loads.indexOf(true)]}) and some of \`test\``,
    );
  const sources = await Promise.all(
    paths.map(async (path) => ({ dir: resolve(io.cwd, path), summary: await readReport(resolve(io.cwd, path)) })),
  );
  if (sources.some(({ dir }) => dir === out || dir.startsWith(`${out}${sep}`))) {
    throw new UsageError(`--out ${out} holds one of the reports that are to be merged; name another folder`);
  }
  const catalogue = await loadCatalogue();
  const merged = mergeRuns(
    sources.map(({ summary }) => summary),
    catalogue,
    await loadScenarios(),
  );
  await prepareReport(out);
  await writeFile(join(out, "matrix.md"), renderMatrixMarkdown(merged, catalogue));
  const entries = merged.map((run) => ({ run, folder: merged.length === 1 ? "" : folderName(run) }));
  await writeFile(join(out, "matrix.html"), renderSite(entries, catalogue));
  for (const run of merged) {
    // One implementation: the merged report takes the place of its shards' reports. Several: one folder each.
    const dir = merged.length === 1 ? out : join(out, folderName(run));
    await makeFolder(dir);
    await copyEvidence(sources, run, dir);
    await writeReport(dir, run, catalogue);
  }
  if (merged.length === 1 && merged[0]) await printReport(out, merged[0], catalogue, { shown: out, io });
  else io.stdout.write(printable(overview(merged, catalogue, out)));
  return worstExit(merged);
}

/** Parts of one fleet become one result. */
async function mergeLoadReports(paths: readonly string[], out: string, io: CliIo): Promise<ExitCode> {
  const dirs = paths.map((path) => resolve(io.cwd, path));
  if (dirs.includes(out)) throw new UsageError(`--out ${out} holds one of the reports that are to be merged; name another folder`);
  const parts = await Promise.all(dirs.map((dir) => readLoadReport(dir)));
  const names = new Set(parts.map(({ shard }) => `${shard?.index}/${shard?.of}`));
  if (parts.some(({ shard }) => !shard) || names.size < parts.length)
    throw new UsageError(`report merge: expected each part of a fleet once (\`load --shard\`), got ${[...names].join(", ")}`);
  const merged = mergeLoads(parts);
  await writeLoadReport(out, merged);
  io.stdout.write(renderLoad(merged));
  io.out(`Report: ${join(out, "load.html")}`);
  return merged.exitCode;
}

/** Copies each report as it is, and writes the page above them. Exit code 0: it shows, it does not judge. */
async function site(paths: readonly string[], out: string, io: CliIo): Promise<ExitCode> {
  const sources = await Promise.all(
    paths.map(async (path) => ({ dir: resolve(io.cwd, path), run: await readReport(resolve(io.cwd, path)) })),
  );
  if (sources.some(({ dir }) => dir === out || dir.startsWith(`${out}${sep}`) || out.startsWith(`${dir}${sep}`)))
    throw new UsageError(`--out ${out} and one of the reports are the same folder or inside each other; name another folder`);
  const entries: SiteEntry[] = [];
  for (const { dir, run } of sources) {
    const folder = unique(folderName(run), entries);
    await prepareReport(join(out, folder));
    await cp(dir, join(out, folder), { recursive: true });
    entries.push({ run, folder });
  }
  await writeFile(join(out, "index.html"), renderSite(entries, await loadCatalogue()));
  const resilience = renderResilienceMarkdown(entries.map(({ run }) => run));
  if (resilience !== "") await writeFile(join(out, "resilience.md"), resilience);
  io.out(`wrote ${join(out, "index.html")}: ${plural(entries.length, "product")}`);
  return EXIT.good;
}

/** Two runs of one product are two columns. */
function unique(name: string, entries: readonly SiteEntry[]): string {
  const taken = entries.filter(({ folder }) => folder === name || folder.startsWith(`${name}-run-`)).length;
  return taken === 0 ? name : `${name}-run-${taken + 1}`;
}

/** Scenario folders go along, so that ladders and captures stay with the verdicts. */
async function copyEvidence(sources: readonly { dir: string; summary: RunSummary }[], run: RunSummary, dir: string): Promise<void> {
  const wanted = new Map(run.results.map((result) => [result.id, result.outcome]));
  for (const { dir: from, summary } of sources) {
    if (folderName(summary) !== folderName(run)) continue;
    for (const { id, outcome } of summary.results) {
      if (wanted.get(id) !== outcome) continue;
      await cp(join(from, "scenarios", id), join(dir, "scenarios", id), { recursive: true }).catch(() => undefined);
    }
  }
}

/** Short enough for any file system; a name that is cut keeps apart by a hash. */
function folderName({ sut, judging }: RunSummary): string {
  const whole = [sut.name, sut.version ?? "", sut.role, judging.dialect].join(" ");
  const name = whole.toLowerCase().replaceAll(/[^a-z0-9.]+/g, "-");
  return name.length <= 80 ? name : `${name.slice(0, 70)}-${createHash("sha256").update(whole).digest("hex").slice(0, 8)}`;
}

function overview(runs: readonly RunSummary[], catalogue: Catalogue, out: string): string {
  return `${renderMatrixMarkdown(runs, catalogue)}\nReport: ${out}\n`;
}

function worstExit(runs: readonly RunSummary[]): ExitCode {
  const codes = runs.map(({ exitCode }) => exitCode);
  return codes.includes(1) ? EXIT.findings : codes.includes(3) ? EXIT.couldNotRun : EXIT.good;
}
