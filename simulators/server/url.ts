import { ServerConfigError } from "./types";

export interface TcpAddress {
  /** Without brackets for IPv6. */
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORT = 4840;

/** Reads `opc.tcp://host[:port][/path]`; `field` names the setting in the error. */
export function parseTcpUrl(url: string, field: string): TcpAddress {
  const expected = "opc.tcp://HOST[:PORT][/PATH], with an IPv6 address in brackets";
  const match = /^opc\.tcp:\/\/(\[[0-9a-fA-F:.%]+\]|[^[\]:/?#\s]+)(?::(\d{1,5}))?(?:\/\S*)?$/i.exec(url);
  const host = match?.[1];
  const port = match?.[2] === undefined ? DEFAULT_PORT : Number(match[2]);
  if (host === undefined || port < 1 || port > 65535) throw new ServerConfigError(field, url, expected);
  return { host: host.replace(/^\[|\]$/g, ""), port };
}

/** Equal but for the case of scheme and host, a default port left out, and one trailing slash. */
export function sameUrl(a: string, b: string): boolean {
  return normalise(a) === normalise(b);
}

/** Same scheme, host and port, whatever the path. */
export function sameAddress(a: string, b: string): boolean {
  return normalise(address(a)) === normalise(address(b));
}

function address(url: string): string {
  return /^[a-z0-9.+-]+:\/\/[^/?#]*/i.exec(url)?.[0] ?? url;
}

function normalise(url: string): string {
  const match = /^([a-z0-9.+-]+:\/\/)([^/?#]*)(.*)$/i.exec(url);
  if (!match) return url;
  const [, scheme = "", authority = "", rest = ""] = match;
  const host = authority.toLowerCase().replace(new RegExp(`:${DEFAULT_PORT}$`), "");
  return `${scheme.toLowerCase()}${host}${rest.replace(/\/$/, "")}`;
}
