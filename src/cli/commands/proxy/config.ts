import { resolve } from "node:path";
import { parseConnectRule, parseToxic, ProxyError, type ConnectRule, type LinkSettings, type ToxicSpec } from "../../../proxy";
import type { Role } from "../../../trace";
import { UsageError } from "../../io";

export interface ProxyFlags {
  readonly listen?: string;
  readonly upstream?: string;
  readonly toxic: readonly string[];
  readonly connect: readonly string[];
  readonly seed?: string;
  readonly record?: string;
  readonly apiPort: string;
  readonly dialer: string;
  readonly halfClose: string;
  readonly quiet?: true;
}

export interface ProxyConfig {
  readonly addresses: { readonly listen: string; readonly upstream: string } | undefined;
  readonly toxics: readonly ToxicSpec[];
  readonly connect: readonly ConnectRule[];
  readonly seed: string | undefined;
  readonly record: string | undefined;
  readonly apiPort: number;
  readonly dialer: Role;
  readonly halfClose: LinkSettings["halfClose"];
  readonly quiet: boolean;
}

/** Checks everything before anything starts. Throws UsageError. */
export function readProxyConfig(flags: ProxyFlags, cwd: string): ProxyConfig {
  const dialer = choice("--dialer", flags.dialer, ["server", "client"] as const);
  const config = {
    addresses: readAddresses(flags),
    toxics: flags.toxic.flatMap((text) => sentence("--toxic", text, () => parseToxic(text, dialer))),
    connect: flags.connect.map((text) => sentence("--connect", text, () => parseConnectRule(text))),
    seed: readSeed(flags.seed),
    record: flags.record === undefined ? undefined : resolve(cwd, flags.record),
    apiPort: readPort("--api-port", flags.apiPort),
    dialer,
    halfClose: choice("--half-close", flags.halfClose, ["propagate", "full"] as const),
    quiet: flags.quiet === true,
  };
  if (!config.addresses && config.toxics.length + config.connect.length > 0) {
    throw new UsageError("--toxic and --connect need --listen and --upstream: there is no connection to put them on.");
  }
  return { ...config, toxics: withNames(config.toxics) };
}

function readAddresses({ listen, upstream }: ProxyFlags): ProxyConfig["addresses"] {
  if (listen === undefined && upstream === undefined) return undefined;
  if (listen === undefined || upstream === undefined) {
    const missing = listen === undefined ? "--listen" : "--upstream";
    throw new UsageError(`${missing} is missing: give both --listen and --upstream, or neither to serve the API only.`);
  }
  return { listen: address("--listen", listen), upstream: address("--upstream", upstream) };
}

/** `host:port`, or that of an opc.tcp URL. */
function address(flag: string, text: string): string {
  const url = /^opc\.tcp:\/\/([^/]+)/i.exec(text)?.[1];
  const plain = url === undefined ? text : /:\d+$/.test(url) ? url : `${url}:4840`;
  const port = /^(?:\[[^\]]+\]|[^:[\]]*):(\d{1,5})$/.exec(plain)?.[1];
  if (port === undefined || Number(port) > 65_535) {
    throw new UsageError(`${flag}: expected host:port with a port of at most 65535, got "${text}".`);
  }
  return plain;
}

/** Toxics without a name get their default one, and a number when it is taken. */
function withNames(toxics: readonly ToxicSpec[]): ToxicSpec[] {
  const taken = new Map<string, number>();
  return toxics.map((toxic) => {
    if (toxic.name !== undefined) return toxic;
    const name = `${toxic.type}_${toxic.stream ?? "downstream"}`;
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return count === 1 ? toxic : { ...toxic, name: `${name}_${count}` };
  });
}

function readSeed(text: string | undefined): string | undefined {
  if (text?.trim() === "") throw new UsageError("--seed: expected a text or number, got an empty one.");
  return text;
}

function readPort(flag: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`${flag}: expected a port from 0 to 65535, got "${text}".`);
  return port;
}

function choice<T extends string>(flag: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw new UsageError(`${flag}: expected ${allowed.join(" or ")}, got "${text}".`);
  return found;
}

function sentence<T>(flag: string, text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProxyError) {
      const hint = error.hint === undefined ? "" : `: ${error.hint}`;
      throw new UsageError(`${flag} ${text}: ${error.message.replace(/^bad request body: /, "")}${hint}.`);
    }
    throw error;
  }
}
