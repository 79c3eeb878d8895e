import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { HOSTILE } from "./hostile";

export interface HostileRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The report folder. */
  readonly report: string;
}

/** A real process that runs `test` against a product that says hostile strings in ReverseHello, Error and output, and has them for a name. */
export async function runHostileProduct(folder: string): Promise<HostileRun> {
  await mkdir(folder, { recursive: true });
  const [strings, sut, report] = ["strings.json", "sut.yaml", "REPORT"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(strings, JSON.stringify(HOSTILE));
  const command = [process.execPath, resolve("test/report/hostile-product.js"), strings, "{clientUrl}"];
  const description = {
    name: HOSTILE.join(" "),
    version: HOSTILE.join(" "),
    role: "server",
    start: { command, ready: "^ready$" },
    identity: { applicationUri: HOSTILE[0] },
    timing: { redial: "300ms", tolerance: "1s", connectTimeout: "1s" },
    knownFailures: [{ requirement: "RC-010", observed: HOSTILE.join(" "), reason: HOSTILE.join(" ") }],
  };
  // JSON is YAML, with an escape for what YAML has none for.
  await writeFile(sut, JSON.stringify(description));
  const ids = ["handshake-01", "handshake-21", "reverse-hello-01", "reverse-hello-05", "reverse-hello-13", "errors-01.1"];
  const only = ids.flatMap((id) => ["--scenario", `server-${id}`]);
  const argv = ["test", sut, "--no-probe", "--ci", "github", "--parallel", "3", ...only];
  const env = {
    PATH: process.env["PATH"] ?? "",
    REVERSE_HELLO_PKI: join(folder, "pki"),
    GITHUB_STEP_SUMMARY: join(folder, "step.md"),
  };
  const entry = ["--require", "ts-node/register", resolve("src/cli/entry.ts")];
  return new Promise((done) => {
    execFile(process.execPath, [...entry, ...argv, "--report", report], { env, maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr, report }),
    );
  });
}
