import { spawn } from "node:child_process";
import { once } from "node:events";
import { guestEnvironment, Lab, type Fault } from "../../../lab";
import { CannotRunError, EXIT, type CliIo, type ExitCode } from "../../io";
import { LabApi } from "./api";
import { LabRecording } from "./recording";
import { plural } from "../../../text";

export interface LabConfig {
  /** What runs behind the router. */
  readonly command: readonly string[];
  /** It is a shell that somebody types at: what its last command came to is nothing of ours. */
  readonly isShell: boolean;
  readonly faults: readonly { readonly name: string; readonly fault: Fault }[];
  /** Absolute path of the recording. */
  readonly record?: string;
}

/** Runs a command in the product's network until it ends, or the signal (could not run); resolves with good when its exit code is 0, or a shell was left. */
export async function runLab({ command, isShell, faults, record }: LabConfig, io: CliIo): Promise<ExitCode> {
  const lab = await Lab.start({ number: 0, env: io.env });
  const recording = record === undefined ? undefined : await LabRecording.start(record, lab, io.env);
  const api = await LabApi.start(lab, (text) => recording?.comment(text));
  try {
    for (const { name, fault } of faults) {
      await lab.add(name, fault);
      recording?.comment(`fault ${name}`);
    }
    io.err(`lab: behind the router ${command.join(" ")}; the other side is ${lab.name}; faults at ${api.url}`);
    const code = await runBehind(lab, command, api.url, io);
    for (const [name, count] of await lab.struck()) io.err(`lab: ${name} affected ${plural(count, "packet")}`);
    if (io.signal.aborted) return EXIT.couldNotRun;
    return isShell || code === 0 ? EXIT.good : EXIT.findings;
  } finally {
    await api.stop();
    await recording?.stop();
  }
}

async function runBehind(lab: Lab, words: readonly string[], api: string, io: CliIo): Promise<number | null> {
  const [enter = "", ...args] = [...lab.enterSut, "--", ...words];
  const env = {
    ...guestEnvironment(io.env),
    LAB_HOST: lab.name,
    LAB_ADDRESS: lab.sutAddress,
    LAB_API: api,
    // Process 1 of the house is on our side.
    LAB_OTHER_SIDE: "nsenter --net=/proc/1/ns/net --",
  };
  const child = spawn(enter, args, { cwd: io.cwd, env, stdio: "inherit" });
  const stop = () => child.kill("SIGTERM");
  io.signal.addEventListener("abort", stop, { once: true });
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    // nsenter's own words for a command that there is not.
    if (code === 127) throw new CannotRunError(`lab: the command ${words[0]} was not found`);
    return code;
  } finally {
    io.signal.removeEventListener("abort", stop);
  }
}
