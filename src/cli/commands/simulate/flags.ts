import { statusCode, STATUS_CODES, type StatusName } from "../../../protocol";
import { DURATION_HINT, DurationError, parseDuration } from "../../../trace";
import { UsageError } from "../../io";

/** Values of command line flags; every error names the flag. All throw UsageError. */

export function durationFlag(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof DurationError)
      throw new UsageError(`${flag}: expected ${DURATION_HINT}; got ${JSON.stringify(text)}`, { cause: error });
    throw error;
  }
}

export function countFlag(flag: string, text: string | undefined, least = 1): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(value >= least)) throw new UsageError(`${flag}: expected a whole number from ${least} on; got ${JSON.stringify(text)}`);
  return value;
}

export function choiceFlag<T extends string>(flag: string, text: string | undefined, choices: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new UsageError(`${flag}: expected ${choices.join(", ")}; got ${JSON.stringify(text)}`);
  return found;
}

/** `BadTcpMessageTypeInvalid`, `Bad_TcpMessageTypeInvalid` or `0x807E0000`. */
export function statusFlag(flag: string, text: string): number {
  if (/^0x[0-9a-f]{8}$/i.test(text)) return Number.parseInt(text, 16);
  const code = statusCode(text);
  if (code !== undefined && code !== STATUS_CODES.Good) return code;
  const some: readonly StatusName[] = ["BadTcpMessageTypeInvalid", "BadTcpEndpointUrlInvalid", "BadServerTooBusy"];
  throw new UsageError(`${flag}: expected a status code such as ${some.join(", ")} or 0x807E0000; got ${JSON.stringify(text)}`);
}

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;
export const LOG_FORMATS = ["pretty", "json"] as const;

/** Copies without the members that are undefined, for options with exact optional members. */
export function defined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
