import { isMainThread } from "node:worker_threads";
import { stripVTControlCharacters } from "node:util";
import { redirectConsole } from "../../src/text";
import type { Trace } from "../../src/trace";

/** What node-opcua prints goes to the trace of the scenario that runs in this worker, not to the user's terminal. */
export function sendLibraryLogTo(trace: Trace | undefined): void {
  const log = (...words: unknown[]) => {
    const line = stripVTControlCharacters(words.map(String).join(" ")).trim();
    if (line) trace?.add({ kind: "log", actor: "node-opcua", stream: "log", line });
  };
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- not before a scenario needs it (src/suite/library.ts)
  const { setErrorLogger, setWarningLogger } = require("node-opcua") as typeof import("node-opcua");
  setErrorLogger(log);
  setWarningLogger(log);
  // Some of it goes past its own loggers. A program that runs the suite in its own thread keeps its console.
  if (!isMainThread) redirectConsole(log);
}
