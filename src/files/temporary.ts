import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { env, kill, pid } from "node:process";

/**
 * Says to a process of the tool that another stands for what it leaves behind: one in a house of the lab, whose own number means
 * nothing outside.
 */
export const OWNER_VARIABLE = "REVERSE_HELLO_OWNER";

/** Folders of namespaces that are not ours (containers with a shared folder) have owners that cannot be seen: these are old, in ms. */
const OLD = 24 * 3600 * 1000;

const NAME = /^reverse-hello-(\d+)-(\d+)-(\d+)-/;

/** NAMESPACE-PID-START: this process among all that ever have its number. All threads of it have the same. */
export function temporaryOwner(): string {
  return env[OWNER_VARIABLE] ?? `${namespace()}-${pid}-${startOf(pid)}`;
}

/** Makes an empty folder that the end of this process removes, and where it was killed, the next run. Returns its absolute path. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), `reverse-hello-${temporaryOwner()}-`));
}

/** Removes what this process, or one that it stands for, has left in the temporary folder. */
export function removeTemporary(): void {
  if (env[OWNER_VARIABLE] === undefined) removeThose((owner) => owner === temporaryOwner());
}

/** Removes what runs left that were killed. */
export function sweepTemporary(now = Date.now()): void {
  const here = namespace();
  removeThose((owner, modified) => {
    const [where = "", number = "", start = ""] = owner.split("-");
    return where === here ? !isAlive(Number(number), start) : now - modified > OLD;
  });
}

function removeThose(isGone: (owner: string, modified: number) => boolean): void {
  const { uid } = userInfo();
  for (const name of namesIn(tmpdir())) {
    const owner = NAME.exec(name)?.slice(1).join("-");
    if (owner === undefined) continue;
    const path = join(tmpdir(), name);
    try {
      const stat = lstatSync(path);
      // Whatever else has such a name is nobody's business but its owner's.
      if (!stat.isDirectory() || (uid !== -1 && stat.uid !== uid) || !isGone(owner, stat.mtimeMs)) continue;
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Another run was faster, or somebody still writes there: the next run tries again.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(number: number, start: string): boolean {
  try {
    kill(number, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return startOf(number) === start;
}

/** Number of the namespace in which process ids are counted; "0" where the system has none. */
function namespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0";
  }
}

/** When a process started, in ticks since the machine did; "0" where the system does not tell. */
function startOf(number: number): string {
  try {
    // Fields follow the name in brackets, which may have blanks and brackets of its own; the start is field 22 of all.
    const [, rest = ""] = /\) (.*)$/s.exec(readFileSync(`/proc/${number}/stat`, "latin1")) ?? [];
    return rest.split(" ")[19] ?? "0";
  } catch {
    return "0";
  }
}
