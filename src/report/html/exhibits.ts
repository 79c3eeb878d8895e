import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readText } from "../../files";
import type { TraceEvent } from "../../trace";
import { renderLadderSvg, readTraceNdjson } from "../ladder";
import type { ScenarioResult } from "../types";
import { outputLines } from "./events";
import type { Illustration } from "./kind";
import { trusted } from "./page";
import type { Exhibit } from "./scenario";

/** Lines of a ladder on the overview; the scenario's page has more. */
const OVERVIEW_LINES = 60;
/** So long before the failing step began what the product printed is shown, in ms. */
const BEFORE = 1_000;

/** What there is of a scenario in its folder; a trace that cannot be read is as good as none. */
export async function readExhibit(folder: string): Promise<Exhibit> {
  const files = await readdir(folder).catch(() => []);
  if (!files.some((name) => name.startsWith("trace.ndjson"))) return { files };
  const trace = await readTrace(folder).catch(() => undefined);
  return { files, trace };
}

/** Trace of a scenario from its folder, compressed or not. */
export async function readTrace(folder: string): Promise<TraceEvent[]> {
  return readTraceNdjson(await readText(join(folder, "trace.ndjson"), join(folder, "trace.ndjson.gz")));
}

/** What the overview shows of the example of a finding. */
export function illustrate({ trace, files }: Exhibit, { id, role, failure }: ScenarioResult): Illustration {
  const capture = ["wire.pcapng", "wire.pcapng.gz"].find((name) => files.includes(name));
  const traceFile = ["trace.ndjson", "trace.ndjson.gz"].find((name) => files.includes(name));
  const named = { ...(capture === undefined ? {} : { capture }), ...(traceFile === undefined ? {} : { trace: traceFile }) };
  if (!trace || trace.length === 0) return { output: [], ...named };
  const [from, to] = windowOf(trace, failure?.step);
  const ladder = renderLadderSvg(trace, {
    title: `Ladder of ${id}`,
    standalone: false,
    most: OVERVIEW_LINES,
    ...(role ? { actors: { sut: role } } : {}),
  });
  return { ladder: trusted(ladder), output: outputLines(trace, from, to), ...named };
}

/** From shortly before the step that failed until the product was stopped. */
function windowOf(trace: readonly TraceEvent[], step: string | undefined): [from: number, to: number] {
  const failed = trace.findLast((event) => event.kind === "step" && event.text === step);
  const stopped = trace.find((event) => event.kind === "state" && event.actor === "sut" && event.state === "stopping");
  const end = stopped?.t ?? trace.at(-1)?.t ?? 0;
  return [Math.max(0, (failed?.t ?? 0) - BEFORE), Math.max(end, failed?.t ?? 0)];
}
