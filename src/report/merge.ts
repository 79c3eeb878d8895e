import { isFor, type Catalogue } from "../suite/catalogue";
import { NOTHING_SELECTED, type JudgeOptions, type Outcome } from "../suite/verdict";
import { summarizeRun } from "./summary";
import type { RunSummary, ScenarioResult } from "./types";
import { defined } from "../objects";
import { plural } from "../text";

/**
 * Runs of the same SUT (name, version, role) judged in the same way become one: shards give what one run would have given. A
 * scenario that is in several of them counts with its worst outcome, so that a second run never hides a failure of the first. A
 * missing shard is an error of the run. Different SUTs stay apart, in the order of their first run.
 */
export function mergeRuns(runs: readonly RunSummary[], catalogue: Catalogue, suite?: JudgeOptions["suite"]): RunSummary[] {
  const groups = Map.groupBy(runs, ({ sut, judging: { dialect, strict, evidence, role } }) =>
    JSON.stringify([sut.name, sut.version, sut.role, dialect, strict, evidence, role]),
  );
  return [...groups.values()].map((group) => mergeGroup(group, catalogue, suite));
}

function mergeGroup(group: readonly RunSummary[], catalogue: Catalogue, suite: JudgeOptions["suite"]): RunSummary {
  const [first] = group;
  if (!first) throw new RangeError("a group of runs is never empty");
  if (group.length === 1 && first.shard === undefined) return first;
  const errors = group.flatMap(({ runErrors }) => runErrors).filter((error) => error !== NOTHING_SELECTED);
  const startedAt = new Date(Math.min(...group.map((run) => Date.parse(run.startedAt))));
  const knownFailures = [
    ...new Map(group.flatMap(({ judging }) => judging.knownFailures).map((entry) => [JSON.stringify(entry), entry])).values(),
  ];
  const { tool, sut, machine, seed, timeScale, proxy, selection } = first;
  const facts = {
    tool,
    sut,
    judging: { ...first.judging, knownFailures },
    startedAt,
    durationMs: group.reduce((sum, { durationMs }) => sum + durationMs, 0),
    ...defined({ machine, seed, timeScale, proxy, selection }),
  };
  const outcomes = worstOutcomes(group);
  const network = outcomes.some((outcome) => !isFor("loopback", outcome)) ? "lab" : "loopback";
  const couldRun = suite?.filter((scenario) => isFor(network, scenario));
  return summarizeRun(facts, outcomes, catalogue, [...errors, ...missingShards(group)], couldRun).summary;
}

const SEVERITY: readonly Outcome[] = ["failed", "could-not-run", "passed", "not-applicable"];

function worstOutcomes(group: readonly RunSummary[]): ScenarioResult[] {
  const byId = new Map<string, ScenarioResult>();
  for (const result of group.flatMap(({ results }) => results)) {
    const other = byId.get(result.id);
    if (!other || SEVERITY.indexOf(result.outcome) < SEVERITY.indexOf(other.outcome)) byId.set(result.id, result);
  }
  return [...byId.values()].sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
}

function missingShards(group: readonly RunSummary[]): string[] {
  const present = group.flatMap(({ shard }) => (shard === undefined ? [] : [shard]));
  const total = Math.max(0, ...present.map((shard) => Number(shard.split("/")[1])));
  const missing = Array.from({ length: total }, (_, index) => `${index + 1}/${total}`).filter((shard) => !present.includes(shard));
  // A run of the whole suite beside shards covers what a missing shard would have.
  if (missing.length === 0 || present.length < group.length) return [];
  return [`${plural(missing.length, "shard")} missing: ${missing.join(", ")}; give the report of every shard to the merge`];
}
