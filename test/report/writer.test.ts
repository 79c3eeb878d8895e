import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import Ajv from "ajv";
import summarySchema from "../../schemas/summary.schema.json";
import verdictSchema from "../../schemas/verdict.schema.json";
import { prepareReport, readReport, ReportError, writeReport } from "../../src/report";
import { CATALOGUE, mixedRun, outcome, run } from "./samples";

describe("report folder", () => {
  let dir = "";
  before(async () => (dir = await mkdtemp(join(tmpdir(), "report-"))));
  after(() => rm(dir, { recursive: true }));

  it("holds the files of the design, valid by their schemas", async () => {
    const report = join(dir, "full");
    await mkdir(join(report, "scenarios", "s-fail-01"), { recursive: true });
    await writeFile(join(report, "scenarios", "s-fail-01", "ladder.txt"), "the ladder\n");
    await writeReport(report, mixedRun(), CATALOGUE);
    assert.deepEqual((await readdir(report)).sort(), [
      "index.html",
      "junit.xml",
      "report.css",
      "requirements",
      "scenarios",
      "statement.html",
      "summary.json",
      "summary.md",
    ]);
    const ajv = new Ajv({ strict: false, allErrors: true, schemas: [summarySchema, verdictSchema] });
    const check = (schema: string, data: unknown): void => assert.ok(ajv.validate(schema, data), ajv.errorsText());
    check("summary.schema.json", JSON.parse(await readFile(join(report, "summary.json"), "utf8")));
    const ids = await readdir(join(report, "scenarios"));
    assert.equal(ids.length, 6);
    for (const id of ids)
      check("verdict.schema.json", JSON.parse(await readFile(join(report, "scenarios", id, "verdict.json"), "utf8")));
    assert.match(await readFile(join(report, "summary.md"), "utf8"), /the ladder/);
  });

  it("schemas notice what is missing", () => {
    const ajv = new Ajv({ strict: false, schemas: [summarySchema] });
    const { exitCode: _exitCode, ...rest } = JSON.parse(JSON.stringify(mixedRun())) as Record<string, unknown>;
    assert.equal(ajv.validate("summary.schema.json", rest), false);
    assert.equal(ajv.validate("summary.schema.json", { ...rest, exitCode: 2 }), false);
  });

  it("is read back as it was written", async () => {
    const report = join(dir, "again");
    const summary = mixedRun();
    await writeReport(report, summary, CATALOGUE);
    assert.deepEqual(await readReport(report), JSON.parse(JSON.stringify(summary)));
    assert.deepEqual(await readReport(join(report, "summary.json")), await readReport(report));
  });

  it("loses the evidence of an earlier run, and nothing that is not ours", async () => {
    const report = join(dir, "twice");
    await writeReport(report, mixedRun(), CATALOGUE);
    await writeFile(join(report, "notes.txt"), "mine");
    await prepareReport(report);
    assert.deepEqual(await readdir(report), ["notes.txt"]);
    const foreign = join(dir, "foreign");
    await mkdir(join(foreign, "scenarios"), { recursive: true });
    await prepareReport(foreign);
    assert.deepEqual(await readdir(foreign), ["scenarios"]);
  });

  it("that cannot be written or read is one clear error", async () => {
    await writeFile(join(dir, "file"), "");
    const unwritable = (error: unknown): boolean =>
      error instanceof ReportError && error.exitCode === 3 && error.message.includes("cannot be written");
    await assert.rejects(prepareReport(join(dir, "file", "sub")), unwritable);
    await assert.rejects(writeReport(join(dir, "file", "sub"), run([outcome("a", ["RC-001"])]), CATALOGUE), unwritable);
    const unreadable = (error: unknown): boolean => error instanceof ReportError && error.exitCode === 2;
    await assert.rejects(readReport(join(dir, "nothing")), unreadable);
    await writeFile(join(dir, "bad.json"), '{"schemaVersion": 2}');
    await assert.rejects(readReport(join(dir, "bad.json")), /not a summary of schema version 1/);
  });
});
