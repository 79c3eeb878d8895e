import { rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { writePcapng } from "../../src/capture/writer";
import { makeFolder } from "../../src/files";
import type { ScenarioContext, ScenarioSetup } from "../../src/suite/scenario";
import { renderLadder, traceToNdjson } from "../../src/report/ladder";
import { Secrets } from "../../src/suite/sut";
import type { FaultEvent, Stamp } from "../../src/trace";

const zip = promisify(gzip);

export interface EvidenceOptions {
  readonly id: string;
  readonly title: string;
  readonly passed: boolean;
  /** Of which scenarios anything is kept; `whole`: of all, and of passes as much as of failures. */
  readonly of: "whole" | "all" | "failures";
}

/** What `reverse-hello reproduce` needs to run the scenario again. */
function facts({ id, title }: EvidenceOptions, { role, sut, seed, dialect, timing, lab }: ScenarioSetup) {
  return { id, title, role, sut: sut.file, seed, dialect, timeScale: timing.scale, ...(lab ? { lab: true } : {}) };
}

/** A scenario begins: what it left behind before, in an attempt that was slept through, is of no run any more. */
export async function dropEvidence({ outputDir }: ScenarioSetup): Promise<void> {
  if (outputDir) await rm(outputDir, { recursive: true, force: true });
}

/** Writes what a scenario leaves behind in its folder of the report. */
export async function writeEvidence(context: ScenarioContext, options: EvidenceOptions): Promise<void> {
  const { trace, recorder, setup } = context;
  const dir = setup.outputDir;
  if (!dir) return;
  if (options.passed && options.of === "failures") return dropEvidence(setup);
  await makeFolder(dir);
  // Few look at a pass, and there are hundreds: trace and capture are kept compressed, the ladder is on its page only.
  const brief = options.passed && options.of === "all";
  const faults = trace.events.filter((event): event is FaultEvent & Stamp => event.kind === "fault" && event.rule !== "proxy");
  const secrets = new Secrets(setup.sut, setup.env);
  const hidden = <T extends object>(one: T): T =>
    "bytes" in one && Buffer.isBuffer(one.bytes) ? { ...one, bytes: secrets.bytes(one.bytes) } : one;
  const events = trace.events.map(hidden);
  const ndjson = traceToNdjson(events);
  const text = (name: string, content: string | Buffer) => writeFile(join(dir, name), content);
  await Promise.all([
    brief ? zip(ndjson).then((bytes) => text("trace.ndjson.gz", bytes)) : text("trace.ndjson", ndjson),
    text("scenario.json", `${JSON.stringify(facts(options, setup), undefined, 2)}\n`),
    writePcapng(join(dir, brief ? "wire.pcapng.gz" : "wire.pcapng"), events, recorder.segments.map(hidden), trace.clock.epoch),
    ...(brief || faults.length === 0
      ? []
      : [text("decisions.ndjson", faults.map((fault) => `${JSON.stringify(fault)}\n`).join(""))]),
    ...(brief ? [] : [text("ladder.txt", `${ladderOf(context, options)}\n`)]),
    ...["sut.stdout", "sut.stderr"].map((name) => tidy(join(dir, name), brief)),
  ]);
}

function ladderOf({ trace, setup }: ScenarioContext, { id, title }: EvidenceOptions): string {
  return renderLadder(trace.events, { title: `${id} ${title}`, actors: { sut: setup.role } });
}

/** A stream on which nothing was said is no evidence; of a pass its lines are in the trace. */
async function tidy(file: string, brief: boolean): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => undefined,
  );
  if (size === 0 || brief) await rm(file, { force: true });
}
