import type { Command } from "commander";
import type { CliIo, ExitCode } from "../io";
import { keepHeapSmall } from "../small-heap";

/** One command (or a group of commands): adds itself to the program; its action hands its exit code to `finish`. */
export interface CommandModule {
  register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void;
}

/** Each has a file or a folder here. */
export const COMMANDS: Readonly<Record<string, string>> = {
  test: "Run the conformance suite and give every requirement a verdict",
  simulate: "Simulate one peer: a server or a client, well-behaved or not",
  load: "Put a client under a fleet of servers, and measure what it does",
  proxy: "Run a fault proxy between two peers, with Toxiproxy's API",
  lab: "Run a product behind a real router with NAT, and break the network",
  import: "Read a capture, print its time line and draft a fault scenario",
  judge: "Judge both sides of the connections in a capture",
  reproduce: "Reproduce a network fault from a fault scenario",
  replay: "Play one side of a recorded connection to a live peer",
  doctor: "Find out why no reverse connection is made, with advice",
  init: "Describe your server or client in a sut.yaml",
  pki: "Export the certificates that your server or client must trust",
  list: "List the scenarios with their roles, requirements and tags",
  explain: "Explain a requirement or a scenario",
  report: "Merge reports into one matrix, or compare two",
  statement: "Conformance statement of a run",
};

/** They read files of any size. */
const READERS = new Set(["import", "judge"]);

/** Loaded only when called for: node-opcua and Cucumber take a second to load, `--help` must not. */
export function loadCommand(name: string): CommandModule {
  if (READERS.has(name)) keepHeapSmall();
  // CommonJS: import() would load an ES module, which ts-node does not find.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(`./${name}`) as CommandModule;
}
