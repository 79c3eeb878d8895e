import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writePcapng } from "../../src/capture/writer";
import { makeFolder } from "../../src/files";
import type { ScenarioContext, ScenarioSetup } from "../../src/suite/scenario";
import { renderLadder, traceToNdjson } from "../../src/report/ladder";
import type { FaultEvent, Stamp } from "../../src/trace";

/** What `reverse-hello reproduce` needs to run the scenario again. */
function facts(id: string, title: string, { role, sut, seed, dialect, timing }: ScenarioSetup) {
  return { id, title, role, sut: sut.file, seed, dialect, timeScale: timing.scale };
}

/** Writes what a scenario leaves behind, for passes too, and returns its ladder. */
export async function writeEvidence(id: string, context: ScenarioContext, title: string): Promise<string> {
  const { trace, recorder, setup } = context;
  const ladder = renderLadder(trace.events, { title: `${id} ${title}`, actors: { sut: setup.role } });
  if (!setup.outputDir) return ladder;
  await makeFolder(setup.outputDir);
  const faults = trace.events.filter((event): event is FaultEvent & Stamp => event.kind === "fault");
  await Promise.all([
    writeFile(join(setup.outputDir, "trace.ndjson"), traceToNdjson(trace.events)),
    writeFile(join(setup.outputDir, "ladder.txt"), `${ladder}\n`),
    writeFile(join(setup.outputDir, "decisions.ndjson"), faults.map((fault) => `${JSON.stringify(fault)}\n`).join("")),
    writeFile(join(setup.outputDir, "scenario.json"), `${JSON.stringify(facts(id, title, setup), undefined, 2)}\n`),
    writePcapng(join(setup.outputDir, "wire.pcapng"), trace.events, recorder.segments, trace.clock.epoch),
  ]);
  return ladder;
}
