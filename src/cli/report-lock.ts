import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { kill, pid } from "node:process";
import { makeFolder } from "../files";
import { ReportError } from "../report";
import { CannotRunError } from "./io";

/** Holds the number of the process that writes the folder. */
const FILE = ".running";
/** Bytes that must still fit at the end of a run. */
const ROOM = 64 * 1024;

/** Keeps a report folder for this run: two that write into one would mix their evidence. Resolves with what gives it free. */
export async function lockReport(dir: string): Promise<() => Promise<void>> {
  const file = join(dir, FILE);
  try {
    await makeFolder(dir);
    await take(file);
  } catch (error) {
    if (error instanceof CannotRunError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ReportError(
      "REPORT_UNWRITABLE",
      `the report folder ${dir} cannot be written (${code ?? message}); choose another with --report`,
    );
  }
  return () => rm(file, { force: true });
}

/**
 * Does what fills a folder that is locked. Rejects with ReportError REPORT_LOST where the folder vanished meanwhile or has no room left,
 * whatever came of it otherwise: evidence is missing then, and no verdict stands without.
 */
export async function keepReport<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    await checkReport(dir);
    return result;
  } catch (error) {
    // Who fills it says what came of that in many words: a stream that was destroyed, a file that is not there.
    await checkReport(dir);
    throw error;
  }
}

/** Whether the folder is still this run's, with room for its end. Rejects with ReportError REPORT_LOST. */
export async function checkReport(dir: string): Promise<void> {
  const lost = (what: string, advice: string) =>
    new ReportError(
      "REPORT_LOST",
      `the report folder ${dir} ${what}, so that evidence is missing and nothing is judged; ${advice}`,
    );
  const owner = await readFile(join(dir, FILE), "utf8").catch(() => undefined);
  if (owner !== String(pid)) throw lost("was removed or taken by another run meanwhile", "run it again");
  const trial = join(dir, `${FILE}-trial`);
  try {
    await writeFile(trial, Buffer.alloc(ROOM));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw lost(`cannot be written any more (${code ?? message})`, "make room, or choose another with --report");
  } finally {
    await rm(trial, { force: true });
  }
}

async function take(file: string): Promise<void> {
  try {
    await writeFile(file, String(pid), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const owner = Number(await readFile(file, "utf8").catch(() => "0"));
    if (owner !== pid && isAlive(owner))
      throw new CannotRunError(
        `the report folder is in use by another run (process ${owner}, ${file}); wait for its end, or name another by --report`,
      );
    // Its run ended without a chance to tidy up.
    await writeFile(file, String(pid));
  }
}

function isAlive(owner: number): boolean {
  if (!Number.isInteger(owner) || owner <= 0) return false;
  try {
    return kill(owner, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
