import { spawn } from "node:child_process";
import { LabError } from "./errors";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env: Environment;
  readonly input?: string;
}

/** Runs a small tool of the system to its end. Rejects with LabError when it cannot be started at all. */
export function run(words: readonly string[], { env, input }: RunOptions): Promise<Ran> {
  const [command = "", ...args] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: withSbin(env), stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"] });
    const texts = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream]?.setEncoding("utf8").on("data", (text: string) => (texts[stream] += text));
    }
    child.on("error", (error) => reject(new LabError(`${command} could not be started: ${error.message}`)));
    child.on("close", (code) => resolve({ code, ...texts }));
    // A tool that ended early does not read what is left; its exit code says so.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

/** As `run`; rejects with LabError when the tool fails, with its own words. */
export async function must(words: readonly string[], options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await run(words, options);
  if (code === 0) return stdout;
  const said = stderr.trim().split("\n").slice(0, 3).join(" | ") || `exit code ${code}`;
  throw new LabError(`the lab's command "${words.join(" ")}" failed: ${said}`);
}

/** Where Debian keeps `ip`, `nft` and `tc`, which is on no ordinary user's PATH. */
export function withSbin(env: Environment): Environment {
  const path = env["PATH"] ?? "";
  const more = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"].filter((folder) => !path.split(":").includes(folder));
  return { ...env, PATH: [path, ...more].filter((part) => part !== "").join(":") };
}
