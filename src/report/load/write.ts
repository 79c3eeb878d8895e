import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, readProblem } from "../../files";
import { messageOf } from "../../text";
import { ReportError } from "../types";
import { renderLoadCsv } from "./csv";
import { renderLoadPage } from "./page";
import { renderLoad } from "./text";
import type { LoadResult } from "./types";

const FILE = "load.json";

/** Writes load.json, load.csv, load.txt and load.html. Rejects with ReportError REPORT_UNWRITABLE. */
export async function writeLoadReport(dir: string, result: LoadResult): Promise<void> {
  try {
    await makeFolder(dir);
    await Promise.all([
      writeFile(join(dir, FILE), `${JSON.stringify(result, undefined, 1)}\n`),
      writeFile(join(dir, "load.csv"), renderLoadCsv(result.samples)),
      writeFile(join(dir, "load.txt"), renderLoad(result)),
      writeFile(join(dir, "load.html"), renderLoadPage(result)),
    ]);
  } catch (error) {
    throw new ReportError("REPORT_UNWRITABLE", `cannot write the report to ${dir}: ${messageOf(error)}`);
  }
}

/** Whether a folder holds the report of a load. */
export async function isLoadReport(dir: string): Promise<boolean> {
  return stat(join(dir, FILE)).then(
    (file) => file.isFile(),
    () => false,
  );
}

/** Rejects with ReportError REPORT_UNREADABLE. */
export async function readLoadReport(dir: string): Promise<LoadResult> {
  const fail = (why: string) => new ReportError("REPORT_UNREADABLE", `${join(dir, FILE)}: ${why}`);
  const text = await readFile(join(dir, FILE), "utf8").catch((error: unknown) => {
    throw fail(readProblem(error));
  });
  let result: Partial<LoadResult>;
  try {
    result = JSON.parse(text) as Partial<LoadResult>;
  } catch {
    throw fail("this is not JSON; run reverse-hello load again");
  }
  if (result.kind !== "load" || result.schemaVersion !== 1) throw fail("this is not a load report of this version; run it again");
  return result as LoadResult;
}
