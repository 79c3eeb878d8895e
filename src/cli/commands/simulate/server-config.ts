import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import type { ReverseClientOptions } from "../../../../simulators/server";
import { DURATION_HINT, DurationError, parseDuration } from "../../../trace";
import { UsageError } from "../../io";
import { parseSecurity, type SecurityChoice } from "./security";
import type { ServerFlags } from "./server-flags";
import { DEFAULT_DIALECT, DIALECTS, type Dialect } from "../../../vocabulary";

/** What `simulate server` was told, checked; durations in ms. */
export interface ServerConfig {
  readonly clients: readonly ReverseClientOptions[];
  readonly port: number;
  readonly host?: string;
  readonly applicationUri?: string;
  readonly endpointUrl?: string;
  readonly connectInterval?: number;
  readonly connectTimeout?: number;
  readonly keepAlive?: number;
  readonly rejectTimeout?: number;
  readonly jitter?: number;
  readonly seed?: number;
  readonly dialect: Dialect;
  readonly security: readonly SecurityChoice[];
  readonly users: ReadonlyMap<string, string>;
  readonly autoAccept: boolean;
  readonly pki?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  readonly nodeset: "mini" | "standard";
  readonly logLevel: string;
  readonly logFormat: "pretty" | "json";
}

type Values = Readonly<Record<string, unknown>>;

const NAMES = [
  "reverse-connect",
  "port",
  "host",
  "application-uri",
  "endpoint-url",
  "connect-interval",
  "connect-timeout",
  "reject-timeout",
  "keep-alive",
  "wait-timeout",
  "jitter",
  "seed",
  "max-session-count",
  "dialect",
  "security",
  "user",
  "auto-accept",
  "pki",
  "certificate",
  "private-key",
  "nodeset",
  "log-level",
  "log-format",
] as const;
const CLIENT_NAMES = ["endpoint-url", "timeout", "max-session-count", "enabled"] as const;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;

/** Flags and file together; flags win. Throws UsageError that names the setting, what was given and what is allowed. */
export function serverConfig(flags: ServerFlags, cwd: string, isTerminal: boolean): ServerConfig {
  const fromFile = flags.config === undefined ? {} : readConfig(resolve(cwd, flags.config));
  const given = Object.fromEntries(Object.entries(flags).map(([name, value]) => [kebab(name), value as unknown]));
  const values: Values = { ...fromFile, ...given };
  const path = (name: string) => optional(values, name, (value) => resolve(cwd, text(name, value)));
  const time = (name: string) => optional(values, name, (value) => duration(name, value));
  const string = (name: string) => optional(values, name, (value) => text(name, value));
  return {
    clients: list(values["reverse-connect"]).map((entry) => client(entry, values)),
    port: whole("port", values["port"] ?? 0, 65_535),
    ...named("host", string("host")),
    ...named("applicationUri", string("application-uri")),
    ...named("endpointUrl", string("endpoint-url")),
    ...named("connectInterval", time("connect-interval")),
    ...named("connectTimeout", time("connect-timeout")),
    ...named("rejectTimeout", time("reject-timeout")),
    ...named("keepAlive", time("keep-alive")),
    ...named("jitter", time("jitter")),
    ...named(
      "seed",
      optional(values, "seed", (value) => whole("seed", value, 2 ** 32 - 1)),
    ),
    dialect: choice("dialect", values["dialect"] ?? DEFAULT_DIALECT, DIALECTS),
    security: list(values["security"]).map((entry) => parseSecurity(text("security", entry))),
    users: new Map(list(values["user"]).map((entry) => user(text("user", entry)))),
    autoAccept: flag("auto-accept", values["auto-accept"] ?? false),
    ...named("pki", path("pki")),
    ...keyPair(path("certificate"), path("private-key")),
    nodeset: choice("nodeset", values["nodeset"] ?? "mini", ["mini", "standard"]),
    logLevel: choice("log-level", values["log-level"] ?? "info", LOG_LEVELS),
    logFormat: choice("log-format", values["log-format"] ?? (isTerminal ? "pretty" : "json"), ["pretty", "json"]),
  };
}

function readConfig(path: string): Values {
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`--config: ${path} cannot be read: ${(error as Error).message.split("\n")[0]}`);
  }
  if (content === null) return {};
  if (typeof content !== "object" || Array.isArray(content))
    throw new UsageError(`--config: ${path}: expected names and values, got ${JSON.stringify(content).slice(0, 60)}`);
  return checkNames(content, NAMES, path);
}

/** Names may be written like the flags or in camel case. */
function checkNames(values: object, allowed: readonly string[], where: string): Values {
  const entries = Object.entries(values).map(([name, value]) => [kebab(name), value as unknown] as const);
  const unknown = entries.find(([name]) => !allowed.includes(name));
  if (unknown) throw new UsageError(`${where}: unknown name "${unknown[0]}"; allowed are ${allowed.join(", ")}`);
  return Object.fromEntries(entries);
}

function client(entry: unknown, shared: Values): ReverseClientOptions {
  const own = typeof entry === "string" ? { "endpoint-url": entry } : checkNames(record(entry), CLIENT_NAMES, "reverse-connect");
  const timeout = own["timeout"] ?? shared["wait-timeout"];
  return {
    endpointUrl: text("reverse-connect endpoint-url", own["endpoint-url"]),
    maxSessionCount: whole("max-session-count", own["max-session-count"] ?? shared["max-session-count"] ?? 0, 2 ** 31),
    enabled: flag("enabled", own["enabled"] ?? true),
    ...(timeout !== undefined && { timeout: duration("wait-timeout", timeout) }),
  };
}

function record(value: unknown): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw wrong("reverse-connect", value, "a URL, or endpoint-url with timeout, max-session-count, enabled");
}

function keyPair(
  certificate: string | undefined,
  privateKey: string | undefined,
): Pick<ServerConfig, "certificate" | "privateKey"> {
  if (certificate === undefined && privateKey === undefined) return {};
  if (certificate === undefined || privateKey === undefined)
    throw new UsageError("--certificate and --private-key: expected both or none; got one of them");
  for (const [name, path] of Object.entries({ certificate, "private-key": privateKey })) {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw wrong(name, path, "a file that exists");
  }
  return { certificate, privateKey };
}

function user(entry: string): [string, string] {
  const at = entry.indexOf(":");
  if (at < 1) throw wrong("user", entry, "NAME:PASSWORD");
  return [entry.slice(0, at), entry.slice(at + 1)];
}

function text(name: string, value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw wrong(name, value, "a text");
}

function whole(name: string, value: unknown, most: number): number {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= most) return number;
  throw wrong(name, value, `a whole number from 0 to ${most}`);
}

function flag(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw wrong(name, value, "true or false");
}

function choice<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw wrong(name, value, `one of ${allowed.join(", ")}`);
}

function duration(name: string, value: unknown): number {
  try {
    if (typeof value === "string" || typeof value === "number") return parseDuration(value);
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
  }
  throw wrong(name, value, DURATION_HINT);
}

function wrong(name: string, value: unknown, expected: string): UsageError {
  return new UsageError(`--${name}: expected ${expected}; got ${value === undefined ? "nothing" : JSON.stringify(value)}`);
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

function optional<T>(values: Values, name: string, read: (value: unknown) => T): T | undefined {
  return values[name] === undefined ? undefined : read(values[name]);
}

function named<K extends string, V>(name: K, value: V | undefined): { [name in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [name in K]: V });
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
