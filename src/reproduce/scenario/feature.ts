import type { Role } from "../../trace";
import { routerWord } from "./router";
import { faultSentences } from "./sentences";
import type { FaultScenario, Sentence } from "./types";

const KEYWORD = /^(Given|When|Then|And|But) /;

/** What our peer does when the file does not say. */
const PEER: Readonly<Record<Role, readonly string[]>> = {
  server: ["a waiting connection"],
  client: ["the client listens", "our server dials and sends ReverseHello"],
};

/** The well-behaved connection at the end. */
const LAST: Readonly<Record<Role, readonly string[]>> = {
  server: ["When the network heals", "Then our client gets a session on the next connection"],
  client: ["When the network heals", "Then the client still serves a real server"],
};

/** A client that has its session with a real server gets it back after one more break. */
const LAST_WITH_REAL_SERVER = [
  "When the network heals",
  "When the network resets every connection",
  "Then the client opens a session on the real server again",
];

/** A server may hold one connection only (against RC-031, which is another matter): the session that works is closed first. */
const LAST_WITH_SESSION = [
  "When the network heals",
  "When our client closes the session",
  "Then our client gets a session on the next connection",
];

/** Behind the router nobody may have told either side that its connection is dead. */
const LAST_IN_LAB = ["When the router works again", "Then a session is there again within its keep-alive and dial time"];

function defaultLast(scenario: FaultScenario): readonly string[] {
  const { role, peer, expect } = scenario;
  if (needsRouter(scenario)) {
    const isProxied = scenario.faults.some((fault) => routerWord(fault) === undefined);
    return isProxied ? ["When the network heals", ...LAST_IN_LAB] : LAST_IN_LAB;
  }
  const works = expect.some(({ text }) => /gets a session|session of our client still works/.test(text));
  if (role === "server" && works) return LAST_WITH_SESSION;
  return peer.some(({ text }) => text.includes("a real server ")) ? LAST_WITH_REAL_SERVER : LAST[role];
}

/** Behind the router a client is looked at in a session: what it says to a ReverseHello is the proxy's matter. */
const PEER_IN_LAB: Readonly<Record<Role, readonly string[]>> = {
  server: PEER.server,
  client: ["Given a client with an open session"],
};

/** A fault that only a real router makes, or a tag that asks for it: the scenario runs in the network lab. */
export function needsRouter({ faults, tags }: Pick<FaultScenario, "faults" | "tags">): boolean {
  return tags.includes(IN_LAB) || faults.some((fault) => routerWord(fault) !== undefined);
}

const IN_LAB = "@requires:lab";

/** A step with its keyword and where it comes from. */
export interface FeatureStep extends Sentence {
  readonly keyword: string;
  readonly from: "fault" | "peer" | "expect" | "last";
}

/** The steps of a scenario file in the order in which they run. */
export function featureSteps(scenario: FaultScenario): FeatureStep[] {
  const faults = scenario.faults.flatMap((fault, index) => faultSentences(fault, index, scenario.role));
  const peer = scenario.peer.length > 0 ? scenario.peer : defaultPeer(scenario).map((text) => ({ text }));
  const last = scenario.last ?? defaultLast(scenario).map((text) => ({ text }));
  return spell([
    ...faults.map((one) => step(one, "fault", "Given")),
    ...peer.map((one, index) => step(one, "peer", index === 0 ? "Given" : "When")),
    ...scenario.expect.map((one) => step(one, "expect", "Then")),
    ...last.map((one) => step(one, "last", "Then")),
  ]);
}

function defaultPeer(scenario: FaultScenario): readonly string[] {
  return (needsRouter(scenario) ? PEER_IN_LAB : PEER)[scenario.role];
}

/** One scenario of a feature that is made: the file as it is, or with other faults in it. */
export interface Variant {
  readonly scenario: FaultScenario;
  readonly title: string;
}

/** The scenario file as a Gherkin feature that `reverse-hello test --features` runs. */
export function toFeature(scenario: FaultScenario): string {
  return variantsFeature(scenario, [{ scenario, title: scenario.name }]);
}

/** A feature with one scenario for each variant, numbered from 1. */
export function variantsFeature(scenario: FaultScenario, variants: readonly Variant[]): string {
  const tags = [
    `@${scenario.role}`,
    needsRouter(scenario) ? IN_LAB : "@fault",
    ...scenario.requirements.map((id) => `@${id}`),
    ...scenario.tags,
  ];
  const dialect = scenario.dialect === undefined ? [] : [`@dialect:${scenario.dialect}`];
  const story = [scenario.symptom, scenario.source && `From: ${scenario.source}`].filter((text) => text !== undefined);
  return [
    [...new Set([...tags, ...dialect])].join(" "),
    `Feature: ${oneLine(scenario.name)}`,
    ...story.map((text) => `  ${description(text)}`),
    ...variants.flatMap((variant, index) => scenarioLines(variant, index + 1)),
    "",
  ].join("\n");
}

function scenarioLines({ scenario, title }: Variant, number: number): string[] {
  const steps = featureSteps(scenario).flatMap(({ keyword, text, table = [] }) => [`    ${keyword} ${text}`, ...tableRows(table)]);
  return ["", `  Scenario: [${number}] ${oneLine(title)}`, ...steps];
}

function step(sentence: Sentence, from: FeatureStep["from"], usual: string): FeatureStep {
  const keyword = KEYWORD.exec(sentence.text)?.[1] ?? usual;
  return { ...sentence, text: oneLine(sentence.text.replace(KEYWORD, "")), keyword, from };
}

/** Given, Given, When reads as Given, And, When. */
function spell(steps: readonly FeatureStep[]): FeatureStep[] {
  return steps.map((one, index) => ({ ...one, keyword: steps[index - 1]?.keyword === one.keyword ? "And" : one.keyword }));
}

function tableRows(table: readonly (readonly [string, string])[]): string[] {
  const cells = table.map((row) => row.map((cell) => cell.replace(/\\/g, "\\\\").replace(/\|/g, "\\|").replace(/\n/g, "\\n")));
  const widths = [0, 1].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) => `      | ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** A description line must not look like Gherkin. */
function description(text: string): string {
  const line = oneLine(text);
  return /^([@#|*]|"""|[A-Z][a-z]+( [A-Z][a-z]+)?:)/.test(line) && !line.startsWith("From:") ? `"${line}"` : line;
}
