import { hostPort } from "../sockets";
import { ProxyError } from "./errors";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port`, `[v6]:port`, `:port` and "" (any address, any port) as Go's net package does. */
export function parseAddress(text: string, what: string): Address {
  if (text === "") return { host: "::", port: 0 };
  const match = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) {
    throw new ProxyError(
      "BAD_ADDRESS",
      500,
      `${what}: expected host:port with a port of at most 65535, got ${JSON.stringify(text)}`,
    );
  }
  const host = match[1] ?? match[2] ?? "";
  if (host === "" || host === "0.0.0.0") return { host: "::", port };
  return { host: host === "localhost" ? "127.0.0.1" : host, port };
}

/** Whether a listener at `bound` (`host:port`) is what `wanted` asks for. */
export function sameListener(bound: string, wanted: string): boolean {
  if (bound === wanted) return true;
  const { host, port } = parseAddress(wanted, "listen");
  return port !== 0 && hostPort(host, port) === bound;
}
