import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  checkLoad,
  exitCodeOf,
  mergeLoads,
  readLoadReport,
  renderLoad,
  writeLoadReport,
  type LoadPhase,
  type LoadResult,
  type LoadSample,
} from "../../src/report";

const sample = (at: number, phase: LoadSample["phase"], more: Partial<LoadSample> = {}): LoadSample => ({
  at,
  phase,
  lag: 0,
  ...{
    dials: 0,
    failedDials: 0,
    accepted: 0,
    sessions: 0,
    requests: 0,
    notifications: 0,
    waiting: 0,
    inSession: 0,
    connections: 0,
  },
  ...more,
});

const phase = (name: LoadPhase["name"], servedAfter: readonly number[], more: Partial<LoadPhase> = {}): LoadPhase => ({
  name,
  beganAt: 0,
  took: 2000,
  good: servedAfter.length,
  allWaiting: 500,
  allServed: servedAfter.at(-1) ?? 0,
  servedAfter,
  accepted: 10,
  sessions: servedAfter.length,
  dials: 12,
  errors: {},
  ...more,
});

const result = (limits: LoadResult["profile"]["limits"], more: Partial<LoadResult> = {}): LoadResult => {
  const run = {
    kind: "load",
    schemaVersion: 1,
    tool: { name: "reverse-hello", version: "0" },
    product: { name: "client <script>" },
    profile: { name: "a fleet", servers: [{ kind: "good", count: 4 }], goal: "session", limits },
    startedAt: "2026-01-01T00:00:00.000Z",
    phases: [phase("start", [100, 200, 300, 600]), phase("outage", [100, 200, 300, 900], { beganAt: 3000 })],
    samples: [
      sample(250, "start", { dials: 4, memory: 50e6, handles: 20 }),
      sample(2500, "cut", { dials: 4 }),
      sample(3500, "outage", { dials: 54, memory: 80e6, handles: 30 }),
    ],
    ...more,
  } as const;
  const checks = checkLoad(run);
  return { ...run, checks, exitCode: exitCodeOf(checks) };
};

/** The verdict of the one limit that is set. */
function verdict(limits: LoadResult["profile"]["limits"], more: Partial<LoadResult> = {}) {
  const [name = ""] = Object.keys(limits);
  return result(limits, more).checks.find((check) => check.name === name)?.verdict;
}

describe("limits of a load", () => {
  for (const [name, good, bad] of [
    ["all-waiting", "500ms", "499ms"],
    ["all-served", "600ms", "599ms"],
    ["sessions-per-second", 6, 6.1],
    ["back-after-outage", "900ms", "899ms"],
    ["dials-per-second", 50, 49],
    ["worst-to-median", 2, 1.9],
    ["memory", 80, 79],
    ["handles", 30, 29],
  ] as const)
    it(`${name}: ${good} is kept, ${bad} is missed`, () => {
      assert.equal(verdict({ [name]: good }), "pass");
      assert.equal(verdict({ [name]: bad }), "fail");
    });

  it("served-in-flood is a share of the good servers", () => {
    const phases = [phase("start", [1]), phase("flood", [1, 2, 3], { good: 4 })];
    assert.equal(verdict({ "served-in-flood": 75 }, { phases }), "pass");
    assert.equal(verdict({ "served-in-flood": 76 }, { phases }), "fail");
  });

  it("what was not measured could not run: exit code 3", () => {
    const phases = [phase("start", [1])];
    const samples = [sample(250, "start")];
    for (const limits of [{ "back-after-outage": 1 }, { "served-in-flood": 1 }, { memory: 1 }, { handles: 1 }])
      assert.equal(verdict(limits, { phases, samples }), "could-not-run");
    assert.equal(result({ memory: 1 }, { phases, samples }).exitCode, 3);
  });

  it("who is never served is a finding, with a limit or without", () => {
    const { allServed: _never, ...rest } = phase("start", [100, 200], { good: 3 });
    assert.equal(result({}, { phases: [rest] }).exitCode, 1);
    assert.equal(verdict({ "all-served": "1h" }, { phases: [rest] }), "fail");
  });

  it("late by no more than the tool itself stood still could not run", () => {
    const late = (lag: number) => [sample(250, "start", { lag })];
    assert.equal(verdict({ "all-served": 500 }, { samples: late(99) }), "fail");
    assert.equal(verdict({ "all-served": 500 }, { samples: late(100) }), "could-not-run");
  });

  it("a product that ended is a finding", () => {
    const { checks, exitCode } = result({}, { crash: "it ended with exit code 7" });
    assert.equal(exitCode, 1);
    assert.equal(checks[0]?.seen, "it ended with exit code 7");
  });
});

describe("the report of a load", () => {
  it("is written, read again, and nothing of it acts in a browser", async (t) => {
    const dir = await mkdtemp(join(tmpdir(), "load-report-"));
    t.after(() => rm(dir, { recursive: true, force: true }));
    const written = result({ memory: 100 });
    await writeLoadReport(dir, written);
    assert.deepEqual(await readLoadReport(dir), written);
    const page = await readFile(join(dir, "load.html"), "utf8");
    assert.match(page, /client &lt;script&gt; under a fleet/);
    assert.equal([...page.matchAll(/<svg class="chart"/g)].length, 4);
    const csv = await readFile(join(dir, "load.csv"), "utf8");
    const [head = "", ...rows] = csv.trimEnd().split("\r\n");
    assert.equal(rows.length, written.samples.length);
    assert.ok(rows.every((row) => row.split(",").length === head.split(",").length));
    await writeFile(join(dir, "load.json"), "{}");
    await assert.rejects(readLoadReport(dir), /load\.json: this is not a load report of this version/);
  });

  it("of parts that ran side by side is one: sums, the slowest, judged anew", () => {
    const one = result({ "all-served": 700 }, { shard: { index: 1, of: 2 } });
    const other = result(
      {},
      {
        shard: { index: 2, of: 2 },
        startedAt: "2026-01-01T00:00:01.000Z",
        phases: [phase("start", [50, 800], { errors: { BadServerTooBusy: 2 } })],
        samples: [sample(250, "start", { dials: 6 })],
      },
    );
    assert.equal(one.exitCode, 0);
    const merged = mergeLoads([one, other]);
    const [start] = merged.phases;
    assert.deepEqual(start?.servedAfter, [50, 100, 200, 300, 600, 800]);
    assert.equal(start?.allServed, 800);
    assert.deepEqual(start?.errors, { BadServerTooBusy: 2 });
    assert.deepEqual([start?.good, start?.dials], [6, 24]);
    // The second part began a second later.
    assert.deepEqual(merged.samples.map(({ at, dials }) => [at, dials]).slice(0, 5), [
      [0, 0],
      [500, 4],
      [1000, 4],
      [1500, 10],
      [2000, 10],
    ]);
    assert.equal(merged.exitCode, 1);
    assert.match(renderLoad(merged), /FAIL {2}all-served: expected at most 0\.70 s, seen 0\.80 s/);
  });
});
