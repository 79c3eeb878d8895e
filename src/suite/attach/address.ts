import type { Address } from "./types";

/** Host and port of an `opc.tcp://` URL; 4840 where it names none. An IPv6 address comes without its brackets. */
export function addressOf(url: string): Address {
  const parsed = URL.parse(url.replace(/^[a-z+.]+:/, "http:"));
  if (!parsed?.hostname) throw new RangeError(`not an endpoint URL: ${url}`);
  return { host: parsed.hostname.replace(/^\[|\]$/g, ""), port: Number(parsed.port || (/:80(\/|$)/.test(url) ? 80 : 4840)) };
}
