import { version } from "../../../../package.json";
import type { SuiteResult } from "../../../suite/run";
import { printKnownFailures, type Judgement } from "../../../suite/verdict";
import { readLadders, renderTerminal, summarizeRun, writeReport, type RunFacts } from "../../../report";
import type { CliIo, ExitCode } from "../../io";
import type { Plan } from "./plan";
import { knownFailuresOf, titles } from "./suts";

export interface Conclusion {
  readonly exitCode: ExitCode;
  readonly judgement: Judgement;
}

/** Judges a run, writes its report to `report`, and tells the user. */
export async function conclude(
  plan: Plan,
  result: SuiteResult,
  { report, shown, startedAt, io }: { report: string; shown: string; startedAt: Date; io: CliIo },
): Promise<Conclusion> {
  const { options, catalogue, all } = plan;
  const { summary, judgement } = summarizeRun(
    factsOf(plan, result, startedAt),
    result.outcomes,
    catalogue,
    errorsOf(plan, result),
    all,
  );
  await writeReport(report, summary, catalogue);
  const ladders = await readLadders(report, summary);
  io.stdout.write(
    renderTerminal(summary, catalogue, {
      colour: io.isTerminal,
      ladder: (id) => ladders.get(id),
      reportDir: shown,
      stacks: Boolean(io.env["REVERSE_HELLO_DEBUG"]),
    }),
  );
  if (options.printKnownFailures)
    io.stdout.write(`\n${printKnownFailures(judgement) || "# no finding: nothing for knownFailures\n"}`);
  return { exitCode: summary.exitCode, judgement };
}

/** A run that did not come to its end has judged less than it was asked to: never good. */
function errorsOf({ selected, options }: Plan, { errors, stopped, outcomes }: SuiteResult): string[] {
  if (stopped === undefined) return [...errors];
  const of = options.shard ? "" : ` of ${selected.length}`;
  return [...errors, `${stopped} after ${outcomes.length}${of} scenarios; the others are not judged`];
}

function factsOf({ options, suts, roles, toxiproxy }: Plan, result: SuiteResult, startedAt: Date): RunFacts {
  const [first] = roles.map((role) => suts[role]).filter((sut) => sut !== undefined);
  return {
    tool: { name: "reverse-hello", version },
    sut: {
      name: titles(suts, roles),
      ...(first?.version ? { version: first.version } : {}),
      role: roles.length === 2 ? "both" : (roles[0] ?? "both"),
    },
    judging: {
      dialect: options.dialect ?? first?.dialect ?? "netstandard",
      strict: options.strict ?? false,
      evidence: options.evidence,
      ...(roles.length === 1 && roles[0] ? { role: roles[0] } : {}),
      knownFailures: knownFailuresOf(suts, roles),
    },
    startedAt,
    durationMs: result.durationMs,
    timeScale: options.timeScale,
    proxy: toxiproxy ?? "embedded",
    ...(options.shard ? { shard: options.shard } : {}),
    ...(options.tags || options.name
      ? { selection: { ...(options.tags ? { tags: options.tags } : {}), ...(options.name ? { name: options.name } : {}) } }
      : {}),
  };
}
