import { resolve } from "node:path";
import { parseConnectRule, parseToxic, ProxyError, type ConnectRule, type LinkSettings, type ToxicSpec } from "../../../proxy";
import type { Role } from "../../../trace";
import { expected } from "../../arguments";
import { UsageError } from "../../io";

export interface ProxyFlags {
  readonly listen?: string;
  readonly upstream?: string;
  readonly toxic: readonly string[];
  readonly connect: readonly string[];
  readonly seed?: string;
  readonly record?: string;
  readonly apiPort: number;
  readonly dialer: Role;
  readonly halfClose: LinkSettings["halfClose"];
  readonly quiet?: true;
}

export interface ProxyConfig extends Omit<ProxyFlags, "toxic" | "connect"> {
  readonly addresses: { readonly listen: string; readonly upstream: string } | undefined;
  readonly toxics: readonly ToxicSpec[];
  readonly connect: readonly ConnectRule[];
}

/** Checks everything before anything starts. Throws UsageError. */
export function readProxyConfig(flags: ProxyFlags, cwd: string): ProxyConfig {
  const { record } = flags;
  const addresses = readAddresses(flags);
  const toxics = flags.toxic.flatMap((text) => sentence("--toxic", text, () => parseToxic(text, flags.dialer)));
  const connect = flags.connect.map((text) => sentence("--connect", text, () => parseConnectRule(text)));
  if (!addresses && toxics.length + connect.length > 0) {
    throw new UsageError("--toxic and --connect need --listen and --upstream: there is no connection to put them on.");
  }
  return { ...flags, addresses, toxics: withNames(toxics), connect, ...(record !== undefined && { record: resolve(cwd, record) }) };
}

function readAddresses({ listen, upstream }: ProxyFlags): ProxyConfig["addresses"] {
  if (listen === undefined && upstream === undefined) return undefined;
  if (listen === undefined || upstream === undefined) {
    const missing = listen === undefined ? "--listen" : "--upstream";
    throw new UsageError(`${missing} is missing: give both --listen and --upstream, or neither to serve the API only.`);
  }
  return { listen, upstream };
}

/** `host:port`, or that of an opc.tcp URL. */
export function address(text: string): string {
  const url = /^opc\.tcp:\/\/([^/]+)/i.exec(text)?.[1];
  const plain = url === undefined ? text : /:\d+$/.test(url) ? url : `${url}:4840`;
  const port = /^(?:\[[^\]]+\]|[^:[\]]*):(\d{1,5})$/.exec(plain)?.[1];
  if (port === undefined || Number(port) > 65_535) throw expected("host:port with a port of at most 65535");
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

export function seed(text: string): string {
  if (text.trim() === "") throw expected("a text or a number");
  return text;
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
