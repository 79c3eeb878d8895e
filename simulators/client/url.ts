import { hostPort } from "../../src/sockets";
import { ReverseConnectError } from "./errors";

export interface ListenAddress {
  /** Host to bind, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORT = 4840;
const URL_FORM = /^(?:rcp\+)?opc\.tcp:\/\/(\[[0-9a-f:.%]+\]|[^/?#:[\]]+)(?::(\d{1,5}))?(?:[/?#].*)?$/i;

/**
 * Address of a listening URL; `rcp+opc.tcp://` (Part 12, 4.4.3: how a ClientUrl is published) means the same.
 * Throws LISTEN_URL_INVALID.
 */
export function parseListenUrl(url: string): ListenAddress {
  const [, host, port] = URL_FORM.exec(url.trim()) ?? [];
  if (host === undefined || Number(port ?? DEFAULT_PORT) > 65_535) {
    throw new ReverseConnectError(
      "LISTEN_URL_INVALID",
      `listening URL ${JSON.stringify(url)}: expected opc.tcp://HOST[:PORT] or rcp+opc.tcp://HOST[:PORT] with a port of 0 to 65535`,
    );
  }
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port ?? DEFAULT_PORT) };
}

export function formatListenUrl(address: ListenAddress): string {
  return `opc.tcp://${hostPort(address.host, address.port)}`;
}

/** Host of an EndpointUrl in lower case, IPv6 without brackets; undefined when the URL has no such form. */
export function hostOf(endpointUrl: string): string | undefined {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(\[[^\]]*\]|[^/?#:]*)/i.exec(endpointUrl)?.[1];
  return host?.replace(/^\[|\]$/g, "").toLowerCase();
}

/** Same EndpointUrl, where only the case of scheme and host and one trailing slash make no difference. */
export function sameEndpointUrl(a: string, b: string): boolean {
  return comparable(a) === comparable(b);
}

function comparable(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)(.*)$/i.exec(url);
  if (!parts) return url;
  return `${(parts[1] ?? "").toLowerCase()}${(parts[2] ?? "").replace(/\/$/, "")}`;
}
