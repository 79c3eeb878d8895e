import { readdir, readFile } from "node:fs/promises";

/** What a process and its children have now. */
export interface ProcessFigures {
  /** Resident memory, in bytes. */
  readonly memory: number;
  /** Open files and sockets. */
  readonly handles: number;
}

/** Read from /proc; undefined on a system that has none, and for a process that is gone. */
export async function processFigures(pid: number): Promise<ProcessFigures | undefined> {
  try {
    const own = { memory: await memoryOf(pid), handles: (await readdir(`/proc/${pid}/fd`)).length };
    const children = await Promise.all((await childrenOf(pid)).map(processFigures));
    return children.reduce<ProcessFigures>(
      (sum, child) => (child ? { memory: sum.memory + child.memory, handles: sum.handles + child.handles } : sum),
      own,
    );
  } catch {
    return undefined;
  }
}

async function memoryOf(pid: number): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes ?? 0) * 1024;
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => "")),
  );
  return lists.flatMap((list) => list.split(/\s+/).filter(Boolean).map(Number));
}
