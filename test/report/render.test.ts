import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderJunit, renderMarkdown, renderTerminal } from "../../src/report";
import { CATALOGUE, failed, mixedRun, outcome, run } from "./samples";

describe("terminal report", () => {
  const text = renderTerminal(mixedRun(), CATALOGUE, {
    ladder: (id) => (id === "s-fail-01" ? "server ---RHE---> client" : undefined),
    reportDir: "/r",
  });

  it("has one line per judged requirement with its verdict", () => {
    assert.match(text, /^RC-005 +MUST +FAIL +0 of 1 +title of RC-005$/m);
    assert.match(text, /^RC-002 +SHOULD +warn +0 of 1 +title of RC-002$/m);
    assert.match(text, /^RC-001 +MUST +UNEXPECTED PASS /m);
    assert.match(text, /^NS-01 +MUST +known failure /m);
    assert.match(text, /^RC-009 +MUST +could not run /m);
  });

  it("tells for a failure the requirement in words with clause and evidence, expectation, observation and the ladder", () => {
    const block = text.slice(text.indexOf("FAIL  s-fail-01"));
    assert.match(block, /RC-005 title of RC-005: statement of RC-005\. \(Part 6, 7\.1\.3; MUST; evidence A-\)/);
    assert.match(block, /expected +a dial/);
    assert.match(block, /got +no dial \| <none> &/);
    assert.match(block, /server ---RHE---> client/);
    assert.match(block, /features\/server\/f\.feature:3/);
  });

  it("tells why something could not run, why a failure is known, and which known failures are wrong", () => {
    assert.match(text, /reason +the SUT did not start: exit code 1/);
    assert.match(text, /known +issue 17/);
    assert.match(text, /known failure of RC-001: it passes now \("long gone" was not seen\); remove the entry/);
    assert.match(text, /could not run {2}a hook of the run failed: no certificate/);
  });

  it("ends with counts and what they mean", () => {
    const closing = text.trimEnd().split("\n").slice(-5);
    assert.deepEqual(closing, [
      "acme server 2.3 (server), dialect netstandard",
      "6 scenarios: 1 passed, 3 failed (1 of them known, 1 of them a warning at most), 1 could not run, 1 not applicable; 12.3 s",
      "6 requirements judged: 2 FAIL, 1 UNEXPECTED PASS, 1 could not run, 1 warn, 1 known failure",
      "Report: /r",
      "Findings: see above.",
    ]);
  });

  it("has colours for a terminal only, and never a peer's control characters", () => {
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000-\u0009\u001b]/);
    assert.match(text, /\\x1b\[31m\\x00/);
    assert.ok(renderTerminal(mixedRun(), CATALOGUE, { colour: true }).includes("\u001b[31mFAIL\u001b[39m"));
  });

  it("tells a warning that many scenarios share once, with their names, and each failure", () => {
    const shared = [
      failed("s-warn-01", ["RC-002"]),
      failed("s-warn-02", ["RC-002"]),
      failed("s-warn-03", ["RC-002"], "another thing"),
    ];
    const many = run([...shared, failed("s-fail-01", ["RC-005"]), failed("s-fail-02", ["RC-005"])]);
    for (const report of [renderTerminal(many, CATALOGUE), renderMarkdown(many, CATALOGUE)]) {
      assert.deepEqual(
        [...report.matchAll(/^(?:### )?(?:warn|FAIL):? +(s-\S+)/gm)].map(([, id]) => id),
        ["s-fail-01", "s-fail-02", "s-warn-01", "s-warn-03"],
      );
      assert.match(report, /also in +s-warn-02$/m);
    }
  });

  it("says good only when it is", () => {
    assert.match(renderTerminal(run([outcome("a", ["RC-001"])]), CATALOGUE), /Good: no finding/);
    assert.match(renderTerminal(run([failed("a", ["RC-002"])]), CATALOGUE), /Good: no failure that is not known/);
    assert.match(renderTerminal(run([]), CATALOGUE), /could not run {2}no scenario was selected[\s\S]*not a pass/);
  });
});

describe("Markdown report", () => {
  const text = renderMarkdown(mixedRun(), CATALOGUE, () => "ladder with ``` inside");

  it("has the table, the findings and the ladder in a fence that its text cannot end", () => {
    assert.match(text, /^\| RC-005 \| MUST \| A- \| \*\*FAIL\*\* \| 1 \| title of RC-005 \|$/m);
    assert.match(text, /^### FAIL: s-fail-01/m);
    assert.match(text, /^````\nladder with ``` inside\n````$/m);
  });

  it("lets no text of a peer become a table or HTML", () => assert.match(text, /got: no dial \\\| &lt;none&gt; & \\x1b/));
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
    assert.match(xml, /<testsuites [^>]*tests="8" failures="2" errors="2" skipped="2"/);
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
