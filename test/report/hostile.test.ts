/* eslint-disable no-control-regex -- what must not be there is the subject */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { XMLValidator } from "fast-xml-parser";
import { renderSarif, renderStatement, renderTerminal } from "../../src/report";
import { hostileRun, writeHostileReport } from "./hostile";
import { runHostileProduct, type HostileRun } from "./hostile-live";
import { CATALOGUE } from "./samples";

const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff]/;

/** Pages of a report, without Cucumber's own. */
async function pagesOf(dir: string): Promise<{ readonly name: string; readonly text: string }[]> {
  const files = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith(".html") && name !== "cucumber.html");
  return Promise.all(files.map(async (name) => ({ name, text: await readFile(join(dir, name), "utf8") })));
}

function checkPage({ name, text }: { readonly name: string; readonly text: string }): void {
  const tags = new Set([...text.matchAll(/<([a-zA-Z!][^\s>/]*)/g)].map(([, tag]) => tag?.toLowerCase()));
  for (const tag of ["script", "img", "iframe", "object", "b>x"]) assert.ok(!tags.has(tag), `${name} has <${tag}>`);
  for (const [tag] of text.matchAll(/<[a-zA-Z][^>]*>/g)) {
    assert.doesNotMatch(tag, /\son[a-z]+\s*=/i, name);
    assert.doesNotMatch(tag, /(href|src)="\s*javascript:/i, name);
  }
  assert.doesNotMatch(text, INVISIBLE, name);
}

function checkMarkdown(whole: string): void {
  // What stands in a fence longer than any inside is text already.
  const text = whole.replaceAll(/^(`{3,})$[\s\S]*?^\1$/gm, "");
  assert.doesNotMatch(text, /^# heading/m);
  assert.doesNotMatch(text, /<(script|img|b|iframe)/);
  assert.doesNotMatch(text, /[^\\]\[link[^\\]?\]\(/);
}

describe("a product that says hostile strings", () => {
  let dir = "";
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "hostile-report-"));
    await writeHostileReport(dir);
  });
  after(() => rm(dir, { recursive: true }));

  it("adds no element, no attribute and no scheme to a page", async () => {
    const found = await pagesOf(dir);
    assert.ok(found.length >= 9, found.map(({ name }) => name).join(" "));
    for (const page of found) checkPage(page);
  });

  it("makes no page of megabytes", async () => {
    for (const { name, text } of await pagesOf(dir)) assert.ok(text.length < 600_000, name);
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
    for (const text of [statement, summary]) checkMarkdown(text);
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

describe("a real run against a product that says them", () => {
  let folder = "";
  let ran: HostileRun;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hostile-run-"));
    ran = await runHostileProduct(folder);
  });
  after(() => rm(folder, { recursive: true }));

  const file = (name: string) => readFile(join(ran.report, name), "utf8");

  it("ends with its findings, and keeps the terminal as it is", () => {
    // On a machine that stands still for seconds a failure may be one that could not run; what is printed is the subject here.
    assert.ok([1, 3].includes(ran.code), ran.stderr);
    assert.match(ran.stdout, /RC-009 EndpointUrl is a usable URL[\s\S]*\nReport: /);
    assert.doesNotMatch(ran.stdout + ran.stderr, INVISIBLE);
    assert.ok(ran.stdout.length < 100_000, `${ran.stdout.length} characters`);
  });

  it("forges no annotation and no step summary", async () => {
    const commands = ran.stdout.split("\n").filter((line) => line.startsWith("::"));
    for (const line of commands) assert.match(line, /^::(error|warning|notice) title=(RC|NS|RH)-\d+ /);
    assert.doesNotMatch(ran.stdout, /^::set-output/m);
    checkMarkdown(await readFile(join(folder, "step.md"), "utf8"));
    checkMarkdown(await file("summary.md"));
  });

  it("writes pages that hold its strings as text, none of them large", async () => {
    const found = await pagesOf(ran.report);
    assert.ok(found.some(({ text }) => text.includes("&lt;script&gt;")));
    for (const page of found) {
      checkPage(page);
      assert.ok(page.text.length < 1_500_000, `${page.name}: ${page.text.length} characters`);
    }
    // Cucumber's own page has a script; what a product says stands in it as JSON, which must not end that script.
    const cucumber = await file("cucumber.html");
    assert.doesNotMatch(cucumber, /<script>window\.pwned/);
  });

  it("writes XML and JSON that parse", async () => {
    assert.equal(XMLValidator.validate(await file("junit.xml")), true);
    for (const name of ["summary.json", "report.sarif", "scenarios/server-handshake-01/verdict.json"])
      assert.equal(typeof JSON.parse(await file(name)), "object", name);
  });
});
