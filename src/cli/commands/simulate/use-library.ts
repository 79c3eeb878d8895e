import { LogLevel, setLogLevel } from "node-opcua";
import type { Logger } from "pino";
import { outliveLibrary } from "../../../../simulators/containment";
import { logContained } from "./log-server";
import type { LogFlags } from "./logger";

/** node-opcua writes no notes of its own to the console, between our lines; and nothing that it throws ends us, until this is disposed. */
export function useLibrary({ logLevel }: LogFlags, logger: Logger): Disposable {
  if (logLevel !== "debug" && logLevel !== "trace") setLogLevel(LogLevel.Emergency);
  return outliveLibrary((one) => logContained(one, logger));
}
