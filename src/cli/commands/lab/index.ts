import { resolve } from "node:path";
import type { Command } from "commander";
import { FAULT_WORDS, isInside, parseFault } from "../../../lab";
import { texts } from "../../arguments";
import { runInHouse } from "../../house";
import type { CliIo, ExitCode } from "../../io";
import { runLab, type LabConfig } from "./run";

interface LabFlags {
  readonly fault: readonly string[];
  readonly record?: string;
}

/** `reverse-hello lab`: one's own peers on both sides of a real router. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("lab")
    .description("Make a separate network with a router and NAT, run a product behind it, and break it")
    .argument("[words...]", "what runs behind the router: a command, or `shell`; put -- before it")
    .option("--fault <spec>", "a fault from the start: WORD[:NAME=VALUE,…]; may be repeated", texts, [])
    .option("--record <file>", "both sides of the router as pcapng, with faults as comments")
    .addHelpText("after", help())
    .action(async (words: string[], flags: LabFlags) => {
      // Read before the lab is entered: what is wrong with it is said at once.
      const config = configOf(words, flags, io);
      finish(isInside(io.env) ? await runLab(config, io) : await runInHouse(io));
    });
}

function configOf(words: readonly string[], { fault, record }: LabFlags, io: CliIo): LabConfig {
  const shell = [io.env["SHELL"] ?? "/bin/sh"];
  const isShell = words.length === 0 || (words.length === 1 && words[0] === "shell");
  return {
    command: isShell ? shell : words,
    isShell,
    faults: fault.map((text) => ({ name: text, fault: parseFault(text) })),
    ...(record === undefined ? {} : { record: resolve(io.cwd, record) }),
  };
}

function help(): string {
  const rows = Object.entries(FAULT_WORDS).map(([word, { summary, attributes }]) => {
    const example = Object.entries(attributes).map(([name, row]) => `${name}=${row.example}`);
    return `  ${`${word}:${example.join(",")}`.padEnd(46)} ${summary}`;
  });
  return `
Faults (sut: the side of COMMAND, us: the other):
${rows.join("\n")}

COMMAND finds the other side as $LAB_HOST; it starts a command there with $LAB_OTHER_SIDE, for example
  reverse-hello lab -- sh -c '$LAB_OTHER_SIDE my-client --listen 0.0.0.0:4840 & exec my-server --reverse-connect opc.tcp://$LAB_HOST:4840'
Faults by HTTP while it runs, at $LAB_API, from either side: docs/lab.md.
  curl -d '{"kind":"forget-flow"}' $LAB_API/faults; curl $LAB_API/faults; curl -X DELETE $LAB_API/faults/forget-flow`;
}
