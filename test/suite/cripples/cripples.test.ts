import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { TestStepResultStatus, type Envelope } from "@cucumber/messages";
import { loadCatalogue } from "../../../src/suite/catalogue";
import { runSuite } from "../../../src/suite/run";
import { judge, type ScenarioOutcome } from "../../../src/suite/verdict";
import type { Role } from "../../../src/trace";
import { DIALECTS, type Dialect } from "../../../src/vocabulary";

// Two programs that nobody made for this suite: a server that gets no further than Acknowledge, and a client that never says a word. Each fails what
// it breaks by itself, in both dialects; what stands on more than it does could not run, and is no pass.

const SERVER = "@RC-001 or @RC-020 or @RC-035 or @RC-040 or @RC-048 or @NS-08";
const CLIENT = "@RC-020 or @RC-022 or @RC-025 or @RC-050 or @RC-057 or @NS-22";

interface Run {
  readonly folder: string;
  readonly outcomes: readonly ScenarioOutcome[];
  /** Requirements of a role by their verdict. */
  readonly verdicts: (role: Role) => Record<string, string[]>;
}

async function run(folder: string, dialect: Dialect): Promise<Run> {
  const file = (name: string) => join(__dirname, "programs", `${name}.yaml`);
  const { outcomes, errors } = await runSuite({
    tags: `not @requires:lab and (@server and (${SERVER}) or @client and (${CLIENT}))`,
    names: [],
    parallel: 6,
    report: folder,
    worldParameters: {
      suts: { server: file("silent-after-acknowledge"), client: file("mute") },
      timeScale: 1,
      dialect,
      seed: "cripples",
      report: folder,
      evidenceOf: "failures",
      pki: join(folder, "pki"),
    },
    env: process.env,
    signal: new AbortController().signal,
  });
  assert.deepEqual(errors, []);
  const catalogue = await loadCatalogue();
  const verdicts = (role: Role) => {
    const found: Record<string, string[]> = {};
    for (const { id, verdict } of judge(outcomes, catalogue, { role, dialect }).requirements) (found[verdict] ??= []).push(id);
    return found;
  };
  return { folder, outcomes, verdicts };
}

for (const dialect of DIALECTS) {
  describe(`in the dialect ${dialect}`, () => {
    let ran: Run;
    before(async () => (ran = await run(await mkdtemp(join(tmpdir(), "reverse-hello-cripples-")), dialect)));
    after(() => rm(ran.folder, { recursive: true, force: true }));

    it("a server that is silent after Acknowledge opens no channel, and nothing else is held against it", () => {
      assert.deepEqual(ran.verdicts("server"), {
        pass: ["RC-001"],
        // It acknowledges any EndpointUrl, and opens no session.
        fail: ["RC-040", "RC-048"],
        info: ["RC-020"],
        "could-not-run": ["RC-035", "NS-08"],
      });
    });

    it("a client that says nothing takes no server, and nothing else is held against it", () => {
      assert.deepEqual(ran.verdicts("client"), {
        fail: ["RC-050"],
        info: ["RC-020"],
        "could-not-run": ["RC-022", "RC-025", "NS-22"],
        "not-applicable": ["RC-057"],
      });
    });

    it("what the suite reads into a clause fails no scenario, for Cucumber neither", async () => {
      const read = ran.outcomes.filter(({ tags, outcome }) => tags.includes("@reading") && outcome === "failed");
      assert.notEqual(read.length, 0, "this server acknowledges any EndpointUrl");
      const failed = await failedForCucumber(join(ran.folder, "messages.ndjson"));
      assert.notEqual(failed.size, 0);
      assert.deepEqual(
        read.filter(({ title }) => failed.has(title)).map(({ id }) => id),
        [],
      );
    });
  });
}

/** Titles of the scenarios in which Cucumber saw a step or hook fail. */
async function failedForCucumber(file: string): Promise<Set<string>> {
  const [titles, pickles, cases] = [new Map<string, string>(), new Map<string, string>(), new Map<string, string>()];
  const failed = new Set<string>();
  for await (const line of createInterface(createReadStream(file))) {
    const { pickle, testCase, testCaseStarted, testStepFinished } = JSON.parse(line) as Envelope;
    if (pickle) titles.set(pickle.id, pickle.name);
    if (testCase) pickles.set(testCase.id, testCase.pickleId);
    if (testCaseStarted) cases.set(testCaseStarted.id, testCaseStarted.testCaseId);
    if (testStepFinished?.testStepResult.status !== TestStepResultStatus.FAILED) continue;
    failed.add(titles.get(pickles.get(cases.get(testStepFinished.testCaseStartedId) ?? "") ?? "") ?? "");
  }
  return failed;
}
