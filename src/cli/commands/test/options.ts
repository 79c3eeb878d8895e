import { Option, type Command } from "commander";
import type { Dialect, Network, Role } from "../../../suite/catalogue";
import { CI_NAMES, type CiName } from "../../ci";
import { positive, shard, texts, whole } from "../../arguments";
import { DIALECTS, ROLES } from "../../../vocabulary";

export interface TestOptions {
  readonly sut: readonly string[];
  readonly role?: Role;
  readonly tags?: string;
  readonly name?: string;
  readonly scenario?: readonly string[];
  readonly features?: readonly string[];
  readonly toxiproxy?: string;
  readonly network?: Network;
  readonly report: string;
  /** Absent: as many as pay (plan.ts). */
  readonly parallel?: number;
  readonly shard?: string;
  readonly timeScale: number;
  readonly dialect?: Dialect;
  readonly seed: string;
  readonly strict?: boolean;
  readonly evidence: "A" | "A-" | "B";
  readonly logLevel: LogLevel;
  readonly evidenceOf: "all" | "failures";
  readonly baseline?: string;
  readonly quick?: boolean;
  readonly ci?: CiName;
  readonly printKnownFailures?: boolean;
  readonly repeat: number;
  readonly failFast?: boolean;
  readonly probe: boolean;
  readonly prove?: boolean;
  readonly proveOnly?: boolean;
}

export type LogLevel = "silent" | "error" | "info" | "debug";

export function addOptions(command: Command): Command {
  addSelection(command);
  return command
    .option("--toxiproxy <url>", "use a real Toxiproxy instead of the embedded fault proxy (or set TOXIPROXY_URL)")
    .addOption(
      new Option("--network <kind>", "lab: the SUT behind a router of its own, with real faults (docs/lab.md)")
        .choices(["loopback", "lab"])
        .default("loopback"),
    )
    .option("--report <dir>", "folder for the evidence", "REPORT")
    .option(
      "--parallel <n>",
      "scenarios at once (two for each core by default, three for the built-in pair where the cores are free, fewer for a few scenarios)",
      whole(),
    )
    .option("--time-scale <x>", "multiplies every deadline, for slow machines", positive, 1)
    .addOption(new Option("--dialect <name>", "which one applies where readme and specification differ").choices(DIALECTS))
    .option("--seed <text>", "seed of every random decision", `${Date.now().toString(36)}`)
    .option("--strict", "a SHOULD counts as a MUST")
    .addOption(new Option("--evidence <grade>", "findings on weaker evidence are warnings").choices(["A", "A-", "B"]).default("B"))
    .addOption(
      new Option("--evidence-of <which>", "keep traces and captures of all scenarios, or only of those that are not a plain pass")
        .choices(["all", "failures"])
        .default("all"),
    )
    .option("--baseline <dir>", "report of an earlier run: print and report what is better, worse, new and gone")
    .addOption(
      new Option("--ci <service>", "write annotations and a step summary for a CI service (GitHub is detected)").choices(CI_NAMES),
    )
    .option("--print-known-failures", "at the end print the findings as knownFailures, ready to paste into the sut.yaml")
    .option("--repeat <n>", "run it n times; gives the pass rate of each requirement with its interval", whole(), 1)
    .option("--fail-fast", "stop at the first finding (also: --stop-on-failure)")
    .addOption(new Option("--stop-on-failure").hideHelp().implies({ failFast: true }))
    .option("--prove", "try every pass again behind a relay that breaks its requirement: a pass that stays green is unproven")
    .option("--prove-only", "the same, but without running the whole suite first: only the scenarios that the proof needs")
    .option("--no-probe", "do not check what the sut.yaml claims before the run")
    .addOption(
      new Option("--log-level <level>", "the tool's own log on standard error")
        .choices(["silent", "error", "info", "debug"])
        .default("error"),
    );
}

function addSelection(command: Command): void {
  command
    .argument("[sut...]", "descriptions (sut.yaml) of the implementation under test; without any, the built-in server and client")
    .option("--sut <file>", "the same, as an option (repeatable)", texts, [])
    .addOption(new Option("--role <role>", "only scenarios for this role of the implementation under test").choices(ROLES))
    .option("--tags <expression>", 'only scenarios that match, for example "@RC-019 and not @fault"')
    .option("--name <regexp>", "only scenarios whose title matches")
    .option(
      "--scenario <id>",
      "only this scenario, by its id in the report; the id of an outline selects all its rows (repeatable)",
      texts,
    )
    .option("--quick", "only the few scenarios of @quick: a first answer in seconds")
    .option("--features <glob>", "feature files of your own instead of the suite's (repeatable)", texts)
    .option("--shard <i/n>", "only the i-th of n parts, for several machines", (text) => (shard(text), text));
}
