import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { kill, pid } from "node:process";
import { makeFolder } from "../files";
import { ReportError } from "../report";
import { CannotRunError } from "./io";

/** Holds the number of the process that writes the folder. */
const FILE = ".running";

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
