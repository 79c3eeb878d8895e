import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderJunit, renderMarkdown, renderTerminal } from "../../src/report";
import { CATALOGUE, failed, mixedRun, outcome, run } from "./samples";

describe("terminal report", () => {
  const text = renderTerminal(mixedRun(), CATALOGUE, {
    ladder: (id) => (id === "s-fail-01" ? "server ---RHE---> client" : undefined),
    reportDir: "/r",
  });

  it("tells for a finding the requirement in words with clause and evidence, expectation, observation and the ladder", () => {
    const block = text.slice(text.indexOf("FAIL  RC-005"));
    assert.match(block, /^FAIL {2}RC-005 title of RC-005, RC-006 title of RC-006$/m);
    assert.match(block, /statement of RC-005\. \(Part 6, 7\.1\.3; MUST; evidence A-\)/);
    assert.match(block, /scenario +s-fail-01 +title of s-fail-01 +\(features\/server\/f\.feature:3\)/);
    assert.match(block, /expected +a dial/);
    assert.match(block, /got +no dial \| <none> &/);
    assert.match(block, /server ---RHE---> client/);
  });

  it("tells a state that was not reached once, whatever was seen instead", () => {
    const stuck = (id: string, seen: string) =>
      outcome(id, ["RC-005"], { outcome: "could-not-run", reason: `not reached: a client with an open session: ${seen}` });
    const screen = renderTerminal(run([stuck("s-a", "expected HEL"), stuck("s-b", "expected OPN")]), CATALOGUE);
    assert.match(screen, /^could not run {2}2 scenarios \(s-a, …\): not reached: a client with an open session: expected HEL$/m);
  });

  it("ends with one screen: verdict, counts that add up, findings by requirement, what was not judged, report, next step", () => {
    const screen = text.slice(text.indexOf("\nacme server 2.3 (server)"));
    assert.ok(screen.split("\n").length <= 24, screen);
    assert.match(screen, /^Findings: 2 requirements of 6 failed, 1 entry of knownFailures not as listed\.$/m);
    assert.match(
      screen,
      /^6 scenarios: 1 passed, 1 failed, 1 known, 1 warned, 2 not judged \(1 could not run, 1 not applicable\); 12\.3 s$/m,
    );
    assert.match(screen, /^RC-005 +MUST +FAIL +in 1 of 1 +title of RC-005$/m);
    assert.match(screen, /^RC-002 +SHOULD +warn +in 1 of 1 +title of RC-002$/m);
    assert.match(screen, /^RC-001 +MUST +UNEXPECTED PASS /m);
    assert.match(screen, /^NS-01 +MUST +known failure /m);
    assert.match(screen, /^could not run {2}1 scenario \(s-broken-01\): the SUT did not start: exit code 1$/m);
    assert.match(screen, /^n\/a {2}1 scenario \(s-na-01\): acme server does not claim it$/m);
    assert.match(screen, /known failure of RC-001: it passes now \("long gone" was not seen\); remove the entry/);
    assert.match(screen, /could not run {2}a hook of the run failed: no certificate/);
    assert.match(screen, /^Report: \/r\/index\.html$/m);
    assert.match(screen, /reverse-hello explain RC-005\n +reverse-hello reproduce \/r\/scenarios\/s-fail-01$/m);
  });

  it("says of a known failure its reason only", () =>
    assert.match(text, /^known failure {2}NS-01 .*\n {6}known +issue 17 \(s-known-01\)$/m));

  it("has colours for a terminal only, and never a peer's control characters", () => {
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000-\u0009\u001b]/);
    assert.match(text, /\\x1b\[31m\\x00/);
    assert.ok(renderTerminal(mixedRun(), CATALOGUE, { colour: true }).includes("\u001b[31mFAIL\u001b[39m"));
  });

  it("keeps to the width of the terminal, and each kind to forty lines whatever a peer said", () => {
    const long = run([failed("s-x-01", ["RC-001"], "y ".repeat(400_000)), failed("s-x-02", ["RC-002"], "z".repeat(100_000))]);
    for (const width of [60, 80, 132]) {
      const shown = renderTerminal(long, CATALOGUE, {
        width,
        ladder: () => `${"l".repeat(width - 2)}\n`.repeat(500),
        reportDir: "/r",
      });
      const widest = Math.max(...shown.split("\n").map((line) => line.length));
      assert.ok(widest <= width, `${widest} columns of ${width}`);
      assert.ok(shown.split("\n").length < 2 * 41 + 24);
    }
  });

  it("tells each kind once, with the names of the scenarios that say the same", () => {
    const shared = [
      failed("s-warn-01", ["RC-002"]),
      failed("s-warn-02", ["RC-002"]),
      failed("s-warn-03", ["RC-002"], "another thing"),
    ];
    const fails = [failed("s-fail-01", ["RC-005"], "a dial after 1.5 s"), failed("s-fail-02", ["RC-005"], "a dial after 1.7 s")];
    const many = run([...shared, ...fails]);
    for (const report of [renderTerminal(many, CATALOGUE), renderMarkdown(many, CATALOGUE)]) {
      assert.deepEqual(
        [...report.matchAll(/^(?: +scenario +|- scenario: )(s-\S+)/gm)].map(([, id]) => id),
        ["s-fail-01", "s-warn-01", "s-warn-03"],
      );
      assert.match(report, /(also in +|the same in: )s-fail-02$/m);
      assert.match(report, /(also in +|the same in: )s-warn-02$/m);
    }
  });

  it("tells two requirements apart that were broken by the same words", () => {
    const alike = run([failed("s-a", ["RC-005"], "stays open"), failed("s-b", ["RC-006"], "stays open")]);
    const told = renderTerminal(alike, CATALOGUE);
    for (const id of ["RC-005", "RC-006"]) assert.match(told, new RegExp(`^FAIL {2}${id} title of ${id}$`, "m"));
    assert.doesNotMatch(told, /also in/);
    const ours = (id: string, broken: string) =>
      outcome(id, ["RC-005"], { outcome: "could-not-run", reason: `our own side broke ${broken}: 2 Hellos` });
    const unjudged = renderTerminal(run([ours("s-a", "RC-022"), ours("s-b", "RC-030")]), CATALOGUE);
    for (const id of ["RC-022", "RC-030"]) assert.match(unjudged, new RegExp(`1 scenario .*our own side broke ${id}`));
  });

  it("tells how many scenarios were judged at a second attempt", () => {
    const again = run([outcome("a", ["RC-001"], { retried: 1 }), outcome("b", ["RC-002"])]);
    assert.match(renderTerminal(again, CATALOGUE), /^1 scenario tried once more: this machine was stopped or too busy/m);
    assert.ok(!renderTerminal(mixedRun(), CATALOGUE).includes("tried once more"));
  });

  it("says good only when it is", () => {
    assert.match(renderTerminal(run([outcome("a", ["RC-001"])]), CATALOGUE), /Good: no finding/);
    assert.match(renderTerminal(run([failed("a", ["RC-002"])]), CATALOGUE), /Good: no failure except known ones/);
    assert.match(renderTerminal(run([]), CATALOGUE), /not a pass[\s\S]*could not run {2}no scenario was selected/);
  });
});

describe("Markdown report", () => {
  const text = renderMarkdown(mixedRun(), CATALOGUE, { ladder: () => "ladder with ``` inside" });

  it("has the table, the findings and the ladder in a fence that its text cannot end", () => {
    assert.match(text, /^\| RC-005 \| MUST \| A- \| \*\*FAIL\*\* \| 1 \| title of RC-005 \|$/m);
    assert.match(text, /^### FAIL: RC-005 title of RC-005, RC-006/m);
    assert.match(text, /^````\nladder with ``` inside\n````$/m);
  });

  it("lets no text of a peer become a table or HTML", () =>
    assert.match(text, /got: no dial \\\| &lt;none&gt; &amp; \\\\x1b\\\[31m/));
});

describe("JUnit report", () => {
  const xml = renderJunit(mixedRun(), CATALOGUE);
  const caseOf = (id: string, text = xml): string =>
    /<testcase[\s\S]*?<\/testcase>/.exec(text.slice(text.indexOf(`<testcase name="${id}`)))?.[0] ?? "";

  it("maps fail to failure, could-not-run to error, known and not applicable to skipped", () => {
    assert.match(caseOf("s-fail-01"), /<failure type="fail" message="expected a dial; got no dial/);
    assert.match(caseOf("s-broken-01"), /<error type="could-not-run" message="the SUT did not start: exit code 1"/);
    assert.match(caseOf("s-known-01"), /<skipped message="known failure: issue 17"/);
    assert.match(caseOf("s-na-01"), /<skipped message="acme server does not claim it"/);
    assert.doesNotMatch(caseOf("s-pass-01"), /failure|error|skipped/);
    assert.match(caseOf("s-warn-01"), /<system-out>/);
    assert.match(xml, /<testcase name="known failure RC-001" classname="knownFailures">\n<failure type="unexpected-pass"/);
    assert.match(xml, /<testcase name="run" classname="run">\n<error/);
  });

  it("counts what it holds", () => {
    const count = (pattern: RegExp): number => [...xml.matchAll(pattern)].length;
    assert.match(xml, /<testsuites [^>]*tests="8" failures="2" errors="2"/);
    assert.deepEqual([count(/<testcase /g), count(/<failure /g), count(/<error /g), count(/<skipped /g)], [8, 2, 2, 2]);
  });

  it("fails a warning only when strict", () => {
    const strict = run([failed("s-warn-01", ["RC-006"])], {
      judging: { ...mixedRun().judging, knownFailures: [], strict: true, evidence: "A" },
    });
    assert.match(caseOf("s-warn-01", renderJunit(strict, CATALOGUE)), /<failure type="warn"/);
  });

  it("is well-formed whatever a peer said", () => {
    const hostile = run([failed("s-x-01", ["RC-001"], '</failure>]]>&"\u0000\u001b\ud800 end')]);
    const text = renderJunit(hostile, CATALOGUE);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000-\u0008\u001b\ud800]/);
    assert.equal([...text.matchAll(/<\/failure>/g)].length, 1);
    assertWellFormed(text);
    assertWellFormed(xml);
  });
});

/** Small and strict: tags nest, attributes are quoted, no bare "<" or "&" in text. */
function assertWellFormed(text: string): void {
  const open: string[] = [];
  const body = text.replace(/^<\?xml[^>]*\?>/, "");
  for (const [token] of body.matchAll(/<[^>]*>|[^<]+/g)) {
    if (!token.startsWith("<")) {
      assert.doesNotMatch(token, /&(?!amp;|lt;|gt;|quot;|#39;|#10;)/);
      continue;
    }
    assert.match(token, /^<\/?[a-z-]+( [a-z]+="[^"<]*")*\/?>$/);
    const name = /[a-z-]+/.exec(token)?.[0] ?? "";
    if (token.startsWith("</")) assert.equal(open.pop(), name);
    else if (!token.endsWith("/>")) open.push(name);
  }
  assert.deepEqual(open, []);
}
