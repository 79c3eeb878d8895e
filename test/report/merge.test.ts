import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  diffRuns,
  isRegression,
  mergeRuns,
  renderDiff,
  renderMatrixMarkdown,
  renderSite,
  renderStatement,
  type RunSummary,
} from "../../src/report";
import { CATALOGUE, FACTS, failed, mixedRun, outcome, run } from "./samples";

const ALL = [
  outcome("a", ["RC-001"]),
  failed("b", ["RC-001", "RC-002"], "known text"),
  failed("c", ["RC-006"]),
  outcome("d", ["RC-009"], { outcome: "could-not-run", reason: "r" }),
];
const judging = { ...FACTS.judging, knownFailures: [{ requirement: "RC-001", observed: "known text", reason: "r" }] };

function withoutTime({ durationMs: _durationMs, startedAt: _startedAt, ...rest }: RunSummary): unknown {
  return rest;
}

describe("merge", () => {
  it("of shards gives the result of one run", () => {
    const shards = [0, 1, 2].map((shard) =>
      run(
        ALL.filter((_, index) => index % 3 === shard),
        { judging, shard: `${shard + 1}/3` },
      ),
    );
    const merged = mergeRuns(shards, CATALOGUE);
    assert.equal(merged.length, 1);
    assert.deepEqual(merged[0] && withoutTime(merged[0]), withoutTime(run(ALL, { judging })));
  });

  it("of shards in any order, one of them empty, is the same", () => {
    const shards = [run([], { judging, shard: "2/2" }), run(ALL, { judging, shard: "1/2" })];
    const [merged] = mergeRuns(shards, CATALOGUE);
    assert.deepEqual(merged && withoutTime(merged), withoutTime(run(ALL, { judging })));
  });

  it("says which shard is missing, and is then no pass", () => {
    const [merged] = mergeRuns([run([outcome("a", ["RC-001"])], { shard: "1/3" })], CATALOGUE);
    assert.match(merged?.runErrors.join() ?? "", /2 shards missing: 2\/3, 3\/3/);
    assert.equal(merged?.exitCode, 3);
  });

  it("of two runs of one SUT keeps the failure of either", () => {
    const runs = [run([failed("a", ["RC-001"])]), run([outcome("a", ["RC-001"])])];
    assert.equal(mergeRuns(runs, CATALOGUE)[0]?.exitCode, 1);
    assert.equal(mergeRuns(runs.reverse(), CATALOGUE)[0]?.exitCode, 1);
  });

  it("keeps different implementations apart", () => {
    const other = run(ALL, { sut: { name: "other", version: "1", role: "server" } });
    assert.deepEqual(
      mergeRuns([run(ALL), other], CATALOGUE).map(({ sut }) => sut.name),
      ["acme server", "other"],
    );
  });

  it("keeps errors of a shard", () => {
    const shards = [run([outcome("a", ["RC-001"])], { shard: "1/2" }), run([], { shard: "2/2" }, ["a hook of the run failed"])];
    assert.equal(mergeRuns(shards, CATALOGUE)[0]?.exitCode, 3);
  });
});

describe("matrix", () => {
  const runs = [mixedRun(), run([outcome("a", ["RC-001"])], { sut: { name: "<other>", role: "client" } })];

  it("has a column per implementation and a dash for what was not judged", () => {
    const text = renderMatrixMarkdown(runs, CATALOGUE);
    assert.match(text, /^\| Requirement \| Level \| Title \| acme server 2\.3 \(server\) \| &lt;other&gt; \(client\) \|$/m);
    assert.match(text, /^\| RC-001 \| MUST \| title of RC-001 \| \*\*UNEXPECTED PASS\*\* \| pass \|$/m);
    assert.match(text, /^\| RC-005 \| MUST \| title of RC-005 \| \*\*FAIL\*\* \| – \|$/m);
    assert.doesNotMatch(text, /RC-003/);
  });

  it("shows a known failure beside a warning of the same requirement", () => {
    const pinned = { ...FACTS.judging, knownFailures: [{ requirement: "RC-002", observed: "known text", reason: "issue 17" }] };
    const both = run([failed("a", ["RC-002"], "known text"), failed("b", ["RC-002"], "new text")], { judging: pinned });
    assert.match(
      renderMatrixMarkdown([both], CATALOGUE),
      /^\| RC-002 \| SHOULD \| title of RC-002 \| \*\*known failure, warn\*\* \|$/m,
    );
    assert.match(
      renderSite([{ run: both, folder: "a b" }], CATALOGUE),
      /<td class="warn"><a href="a%20b\/requirements\/RC-002\.html">! known failure, warn<\/a>/,
    );
  });

  it("as HTML escapes names and findings", () => {
    const html = renderSite(
      runs.map((run, index) => ({ run, folder: `f${index}` })),
      CATALOGUE,
    );
    assert.match(html, /&lt;other&gt; \(client\)/);
    assert.match(html, /<td class="fail"><a href="f0\/requirements\/RC-005\.html">✗ FAIL<\/a> \(1 of 1\)/);
    assert.doesNotMatch(html, /<none>|<other>/);
  });
});

describe("diff", () => {
  const before = run([outcome("a", ["RC-001"]), failed("b", ["RC-006"]), outcome("c", ["RC-005"]), outcome("d", ["RC-005"])]);

  it("names what is worse, better, and judged less", () => {
    const after = run([failed("a", ["RC-001"]), outcome("b", ["RC-006"]), outcome("c", ["RC-005"])]);
    const diff = diffRuns(before, after);
    assert.deepEqual(
      diff.worse.map(({ id }) => id),
      ["RC-001"],
    );
    assert.deepEqual(
      diff.better.map(({ id }) => id),
      ["RC-006"],
    );
    assert.deepEqual(
      diff.judgedLess.map(({ id }) => id),
      ["RC-005"],
    );
    assert.deepEqual(diff.scenarios.gone, ["d"]);
    assert.equal(isRegression(diff), true);
    const text = renderDiff(before, after);
    assert.match(text, /Worse \(1\)\n {2}RC-001 {2}pass -> FAIL/);
    assert.match(text, /RC-005 {2}pass by 2 scenarios -> pass by 1/);
  });

  it("takes a requirement that no longer applies for judged less, not for better", () => {
    const after = run([
      outcome("a", ["RC-001"]),
      outcome("b", ["RC-006"], { outcome: "not-applicable", reason: "r" }),
      outcome("c", ["RC-005"]),
      outcome("d", ["RC-005"]),
    ]);
    const diff = diffRuns(before, after);
    assert.deepEqual([diff.better.length, diff.worse.length, diff.judgedLess.map(({ id }) => id).join()], [0, 0, "RC-006"]);
    assert.equal(isRegression(diff), true);
  });

  it("of equal runs is none; an added scenario is no regression", () => {
    assert.match(renderDiff(before, before), /No difference/);
    assert.equal(isRegression(diffRuns(before, before)), false);
    const more = run([...before.results, outcome("e", ["RC-009"])]);
    assert.equal(isRegression(diffRuns(before, more)), false);
    assert.match(renderDiff(before, more), /Judged more \(1\)/);
  });
});

describe("statement", () => {
  const must = ["RC-001", "RC-005", "RC-006", "RC-009"];

  it("claims support only when every mandatory requirement was judged and passes", () => {
    const all = renderStatement(run([outcome("a", must)]), CATALOGUE);
    assert.match(all, /## Conformance unit 2867, Protocol Reverse Connect Server/);
    assert.match(all, /Supported as far as tested: all 4 testable mandatory requirements pass/);
    assert.match(renderStatement(run([outcome("a", must.slice(1))]), CATALOGUE), /1 of 4 were not judged \(RC-001\)/);
    assert.match(renderStatement(run([failed("a", must)]), CATALOGUE), /Not supported: 4 mandatory requirements of 4 broken/);
    assert.match(renderStatement(run([]), CATALOGUE), /Not judged/);
    const known = run([failed("a", ["RC-001"], "known text"), outcome("b", must)], { judging });
    assert.match(renderStatement(known, CATALOGUE), /Not supported: 1 mandatory requirement of 4 broken \(RC-001\)/);
  });

  it("names versions, edition, date, dialect and each requirement of the role", () => {
    const text = renderStatement(run([outcome("a", must)]), CATALOGUE);
    assert.match(text, /Implementation: acme server, version 2\.3/);
    assert.match(text, /Tool: reverse-hello 0\.1\.0/);
    assert.match(text, /Edition: OPC 10000-6 \(Part 6\) 1\.05/);
    assert.match(text, /Date: 2026-11-24/);
    assert.match(text, /^\| RC-007 \| MUST \| .* n\/a \(dialect spec only\) /m);
    assert.match(text, /^\| NS-02 \| MUST \| .* not judged: no scenario/m);
    assert.doesNotMatch(text, /RC-008|5805/);
  });

  it("of both roles has both units", () => {
    const text = renderStatement(run([outcome("a", must)], { sut: { name: "x", role: "both" } }), CATALOGUE);
    assert.match(text, /2867[\s\S]*5805[\s\S]*RC-008/);
  });
});
