/* eslint-disable @typescript-eslint/no-require-imports -- CommonJS: import() would load an ES module, which ts-node does not find */
import type { Command } from "commander";
import type { CliIo, ExitCode } from "../io";

/** One command (or a group of commands): adds itself to the program; its action hands its exit code to `finish`. */
export interface CommandModule {
  register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void;
}

/** Loaded only when called for: node-opcua and Cucumber take a second to load, `--help` must not. */
export const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Promise<CommandModule> }>> = {
  test: {
    summary: "Run the conformance suite and give every requirement a verdict",
    load: async () => require("./test") as CommandModule,
  },
  simulate: {
    summary: "Play one peer: a server or a client, well-behaved or not",
    load: async () => require("./simulate") as CommandModule,
  },
  proxy: {
    summary: "Stand between two peers as a fault proxy with Toxiproxy's API",
    load: async () => require("./proxy") as CommandModule,
  },
  lab: {
    summary: "Run a product behind a real router with NAT, and break the network",
    load: async () => require("./lab") as CommandModule,
  },
  import: {
    summary: "Read a capture, print its time line and draft a fault scenario",
    load: async () => require("./import") as CommandModule,
  },
  judge: {
    summary: "Judge both sides of a capture by the requirements that it shows",
    load: async () => require("./judge") as CommandModule,
  },
  reproduce: {
    summary: "Make a network fault happen again, from a fault scenario",
    load: async () => require("./reproduce") as CommandModule,
  },
  replay: {
    summary: "Play one side of a recorded connection to a live peer",
    load: async () => require("./replay") as CommandModule,
  },
  doctor: {
    summary: "Find out why no reverse connection comes about, with advice",
    load: async () => require("./doctor") as CommandModule,
  },
  init: {
    summary: "Describe your server or client in a sut.yaml",
    load: async () => require("./init") as CommandModule,
  },
  pki: {
    summary: "Export the certificates that your server or client must trust",
    load: async () => require("./pki") as CommandModule,
  },
  list: {
    summary: "List the scenarios with their roles, requirements and tags",
    load: async () => require("./list") as CommandModule,
  },
  explain: {
    summary: "Explain a requirement or a scenario",
    load: async () => require("./explain") as CommandModule,
  },
  report: {
    summary: "Merge reports into one matrix, or compare two",
    load: async () => require("./report") as CommandModule,
  },
  statement: {
    summary: "Conformance statement of a run",
    load: async () => require("./statement") as CommandModule,
  },
};
