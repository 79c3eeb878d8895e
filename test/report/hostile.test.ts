/* eslint-disable no-control-regex -- what must not be there is the subject */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { renderSarif, renderStatement, renderTerminal } from "../../src/report";
import { hostileRun, writeHostileReport } from "./hostile";
import { CATALOGUE } from "./samples";

describe("a product that says hostile strings", () => {
  let dir = "";
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "hostile-report-"));
    await writeHostileReport(dir);
  });
  after(() => rm(dir, { recursive: true }));

  async function pages(): Promise<string[]> {
    const files = await readdir(dir, { recursive: true });
    return files.filter((name) => name.endsWith(".html"));
  }

  it("adds no element, no attribute and no scheme to a page", async () => {
    const found = await pages();
    assert.ok(found.length >= 9, found.join(" "));
    for (const name of found) {
      const text = await readFile(join(dir, name), "utf8");
      const tags = new Set([...text.matchAll(/<([a-zA-Z!][^\s>/]*)/g)].map(([, tag]) => tag?.toLowerCase()));
      for (const tag of ["script", "img", "iframe", "object", "b>x"]) assert.ok(!tags.has(tag), `${name} has <${tag}>`);
      for (const [tag] of text.matchAll(/<[a-zA-Z][^>]*>/g)) {
        assert.doesNotMatch(tag, /\son[a-z]+\s*=/i, name);
        assert.doesNotMatch(tag, /(href|src)="\s*javascript:/i, name);
      }
      assert.doesNotMatch(
        text,
        /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff]/,
        name,
      );
    }
  });

  it("makes no page of megabytes", async () => {
    for (const name of await pages()) assert.ok((await stat(join(dir, name))).size < 600_000, name);
  });

  it("moves no cursor of a terminal and fills no screen", () => {
    for (const colour of [true, false]) {
      const text = renderTerminal(hostileRun(), CATALOGUE, { colour, width: 100, reportDir: "/r" });
      const others = text.replaceAll(/\u001b\[\d+m/g, colour ? "" : "$&");
      assert.doesNotMatch(others, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/);
      assert.ok(text.split("\n").length < 130, `${text.split("\n").length} lines`);
    }
  });

  it("makes no heading, table, image or link in Markdown", async () => {
    const statement = renderStatement(hostileRun(), CATALOGUE);
    const summary = await readFile(join(dir, "summary.md"), "utf8");
    for (const whole of [statement, summary]) {
      // What stands in a fence longer than any inside is text already.
      const text = whole.replaceAll(/^(`{4,})$[\s\S]*?^\1$/gm, "");
      assert.doesNotMatch(text, /^# heading/m);
      assert.doesNotMatch(text, /<(script|img|b|iframe)/);
      assert.doesNotMatch(text, /[^\\]\[link[^\\]?\]\(/);
    }
    assert.ok(summary.split("\n").length < 1_000);
  });

  it("forges no annotation and breaks no SARIF", () => {
    const sarif: unknown = JSON.parse(renderSarif(hostileRun(), CATALOGUE, { file: "sut.yaml" }));
    assert.equal((sarif as { version: string }).version, "2.1.0");
  });

  it("breaks no XML", async () => {
    const text = await readFile(join(dir, "junit.xml"), "utf8");
    assert.equal([...text.matchAll(/<failure /g)].length, [...text.matchAll(/<\/failure>/g)].length);
    assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    assert.ok(text.length < 200_000);
  });
});
