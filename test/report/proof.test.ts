import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isSound, renderMarkdown, renderStatement, renderStatementHtml, renderTerminal } from "../../src/report";
import type { ProofReport, ProofResult } from "../../src/suite/verdict";
import { CATALOGUE, outcome, run } from "./samples";

const result = (requirement: string, verdict: ProofResult["verdict"], alsoFailed: string[] = []): ProofResult => ({
  requirement,
  role: "server",
  verdict,
  what: verdict === "excused" ? "nobody can" : "the product's HEL: drop",
  alsoFailed,
});
const proof: ProofReport = {
  results: [result("RC-001", "proven", ["RC-009"]), result("RC-002", "excused"), result("RC-005", "unproven")],
  disturbed: ["s-01 under two segments: failed: expected a; got b"],
};
const summary = run([outcome("s-01", ["RC-001", "RC-002", "RC-005"])], { proof });

describe("what --prove came to", () => {
  it("stands on the last screen: counts, what is not proven, what else turned red, what was disturbed", () => {
    const screen = renderTerminal(summary, CATALOGUE);
    assert.match(screen, /^Proof: 1 of 3 passes proven, 1 excused, 1 unproven$/m);
    assert.match(screen, /^ {2}unproven {2}RC-005 \(server\): it did not fail under: the product's HEL: drop$/m);
    const busy = { ...result("RC-005", "unproven"), untried: "this machine was too busy" };
    const untried = renderTerminal(run([outcome("s-01", ["RC-005"])], { proof: { results: [busy], disturbed: [] } }), CATALOGUE);
    assert.match(untried, /RC-005 \(server\): it could not run under: the product's HEL: drop: this machine was too busy$/m);
    assert.match(screen, /^ {2}also red {2}RC-001 \(server\) under: the product's HEL: drop: RC-009 failed as well$/m);
    assert.match(screen, /^ {2}disturbed s-01 under two segments/m);
  });

  it("stands behind each verdict of the statement, and the conclusion names what is unproven", () => {
    const text = renderStatement(summary, CATALOGUE);
    assert.match(text, /^- Proof: .*1 of 3 passes proven, 1 excused, 1 unproven$/m);
    assert.match(text, /\| RC-001 \|.*\| pass, proven \|/);
    assert.match(text, /\| RC-002 \|.*\| pass, not provable on the wire \|/);
    assert.match(text, /\| RC-005 \|.*\| pass, unproven \|/);
    assert.match(text, /\*\*.*1 pass of them unproven: no change on the wire made it fail \(RC-005\)\.\*\*/);
    assert.match(renderStatementHtml(summary, CATALOGUE), /pass, unproven/);
  });

  it("stands in the Markdown report", () => assert.match(renderMarkdown(summary, CATALOGUE), /^## Proof\n\n1 of 3 passes proven/m));

  it("is not told of a run without it", () => {
    const without = run([outcome("s-01", ["RC-001"])]);
    assert.doesNotMatch(renderTerminal(without, CATALOGUE) + renderStatement(without, CATALOGUE), /[Pp]roof|proven/);
  });

  it("is sound when all is proven or excused, nothing else turned red and nothing was disturbed", () => {
    const good = [result("RC-001", "proven"), result("RC-002", "excused")];
    assert.equal(isSound({ results: good, disturbed: [] }), true);
    assert.equal(isSound({ results: [...good, result("RC-005", "unproven")], disturbed: [] }), false);
    assert.equal(isSound({ results: [result("RC-001", "proven", ["RC-009"])], disturbed: [] }), false);
    assert.equal(isSound({ results: good, disturbed: ["s-01"] }), false);
  });
});
