import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  FolderCertificateCache,
  isReverseConnectError,
  parseListenUrl,
  type ConnectionFilter,
  type ReverseConnectManagerOptions,
  type SessionOptions,
} from "../../../../simulators/client";
import { UsageError, type CliIo } from "../../io";
import type { ClientFlags } from "./client-flags";
import { choiceFlag, countFlag, defined, durationFlag, LOG_FORMATS, LOG_LEVELS, statusFlag } from "./flags";
import { parseSecurity } from "./security";
import { DIALECTS } from "../../../vocabulary";

/** What `simulate client` was told, checked; durations in ms. */
export interface ClientConfig {
  readonly manager: ReverseConnectManagerOptions;
  readonly session: SessionOptions;
  /** Absent: every server. */
  readonly filter: ConnectionFilter | undefined;
  readonly read: readonly string[];
  readonly subscribe: readonly string[];
  readonly interval: number;
  readonly count: number | undefined;
  readonly timeout: number | undefined;
  /** Pause after a first failed session. */
  readonly retryDelay: number;
  readonly reject: { readonly code: number | undefined } | undefined;
  readonly logLevel: string;
  readonly logFormat: "pretty" | "json";
}

const SERVER_TIME = "i=2258";

/** Throws UsageError. */
export function clientConfig(flags: ClientFlags, io: CliIo): ClientConfig {
  const filter = defined({ serverUri: flags.serverUri, endpointUrl: flags.serverUrl });
  const subscribe = flags.subscribe ?? [];
  const timeout = durationFlag("--timeout", flags.timeout);
  return {
    manager: managerOptions(flags, io),
    session: sessionOptions(flags, filter),
    filter: Object.keys(filter).length > 0 ? filter : undefined,
    read: (flags.read ?? (subscribe.length > 0 ? [] : [SERVER_TIME])).map((id) => nodeId("--read", id)),
    subscribe: subscribe.map((id) => nodeId("--subscribe", id)),
    interval: durationFlag("--interval", flags.interval) ?? 1000,
    count: countFlag("--count", flags.count),
    timeout: timeout === 0 ? undefined : timeout,
    retryDelay: durationFlag("--retry-delay", flags.retryDelay) ?? 1000,
    reject: rejection(flags.reject),
    logLevel: choiceFlag("--log-level", flags.logLevel, LOG_LEVELS) ?? "info",
    logFormat: choiceFlag("--log-format", flags.logFormat, LOG_FORMATS) ?? (io.isTerminal ? "pretty" : "json"),
  };
}

function managerOptions(flags: ClientFlags, io: CliIo): ReverseConnectManagerOptions {
  const pki = flags.pki === undefined ? undefined : resolve(io.cwd, flags.pki);
  const cache = flags.certificateCache;
  return {
    ...defined({
      holdTime: durationFlag("--hold-time", flags.holdTime),
      waitTimeout: durationFlag("--wait-timeout", flags.waitTimeout),
      firstMessageTimeout: durationFlag("--first-message-timeout", flags.firstMessageTimeout),
      keepAlive: durationFlag("--keep-alive", flags.keepAlive),
      maxHeld: countFlag("--max-held", flags.maxHeld, 0),
      dialect: choiceFlag("--dialect", flags.dialect, DIALECTS),
      certificateCache: cache === undefined ? undefined : new FolderCertificateCache(resolve(io.cwd, cache)),
    }),
    listen: listenUrls(flags.listen),
    identity: {
      ...defined({ applicationUri: flags.applicationUri, pki, autoAccept: flags.autoAccept }),
      trusted: (flags.trust ?? []).map((file) => certificate(resolve(io.cwd, file), file)),
    },
  };
}

function sessionOptions(flags: ClientFlags, filter: ConnectionFilter): SessionOptions {
  const security = flags.security === undefined ? undefined : parseSecurity(flags.security);
  const mode = security?.policy === "None" ? "None" : (security?.mode ?? "SignAndEncrypt");
  return {
    ...defined({
      securityPolicy: security?.policy,
      securityMode: security && mode,
      channelTimeout: durationFlag("--channel-timeout", flags.channelTimeout),
      requestTimeout: durationFlag("--request-timeout", flags.requestTimeout),
      hostNameCheck: choiceFlag("--host-name-check", flags.hostNameCheck, ["refuse", "report", "off"]),
    }),
    ...(flags.user === undefined ? {} : { userIdentity: user(flags.user) }),
    ...(Object.keys(filter).length > 0 ? { reconnectFilter: filter } : {}),
  };
}

export function listenUrls(urls: readonly string[] | undefined): readonly string[] {
  if (urls === undefined) throw new UsageError("--listen: expected opc.tcp://HOST:PORT at least once, got nothing");
  const seen = new Set<string>();
  for (const url of urls) {
    try {
      const { host, port } = parseListenUrl(url);
      if (port !== 0 && seen.has(`${host}:${port}`)) throw new UsageError(`--listen: ${url} is given twice; once is enough`);
      seen.add(`${host}:${port}`);
    } catch (error) {
      if (isReverseConnectError(error)) throw new UsageError(`--listen: ${error.message}`, { cause: error });
      throw error;
    }
  }
  return urls;
}

function user(text: string): NonNullable<SessionOptions["userIdentity"]> {
  const colon = text.indexOf(":");
  if (colon < 1) throw new UsageError("--user: expected NAME:PASSWORD, got a text without a name before a colon");
  return { type: "user-name", userName: text.slice(0, colon), password: text.slice(colon + 1) };
}

function nodeId(flag: string, text: string): string {
  if (/^(ns=\d+;)?(i=\d+|s=.+|g=[0-9a-f-]{36}|b=.+)$/i.test(text)) return text;
  throw new UsageError(`${flag}: expected a NodeId such as i=2258 or ns=1;s=Name; got ${JSON.stringify(text)}`);
}

function rejection(flag: string | boolean | undefined): ClientConfig["reject"] {
  if (flag === undefined || flag === false) return undefined;
  return { code: flag === true ? undefined : statusFlag("--reject", flag) };
}

/** DER of a PEM or DER file. */
function certificate(file: string, given: string): Buffer {
  try {
    const bytes = readFileSync(file);
    const pem = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(bytes.toString("latin1"));
    return pem ? Buffer.from(pem[1] ?? "", "base64") : bytes;
  } catch (error) {
    throw new UsageError(`--trust ${given}: the file cannot be read (${(error as Error).message})`, { cause: error });
  }
}
