import { LogLevel, setLogLevel } from "node-opcua";
import type { LogFlags } from "./logger";

/** node-opcua writes its own notes to the console, between our lines. */
export function quietLibrary({ logLevel }: LogFlags): void {
  if (logLevel !== "debug" && logLevel !== "trace") setLogLevel(LogLevel.Emergency);
}
