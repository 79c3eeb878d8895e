import { statusCode, type StringField } from "../../src/protocol";

/** Names that a scenario may use for addresses: the wanted server's, a stranger's. */
export type Names = Readonly<Record<string, string>>;

const CALL = /^([a-z0-9-]+)\((.*)\)$/;

/**
 * Value notation of the features (docs/steps.md): `null`, `empty`, `bytes(4096)` (that many bytes of a URI), `lies(5000)` (a
 * stated length without its bytes), `status(BadTimeout)`, `hex(00ff)`, `max` (2^32-1), a number, a name such as
 * `the wanted server's URI`, or text as it is.
 */
export function stringValue(text: string, names: Names = {}): StringField {
  if (text in names) return names[text] ?? "";
  if (text === "null") return null;
  if (text === "empty") return "";
  const [, call, argument = ""] = CALL.exec(text) ?? [];
  switch (call) {
    case "bytes":
      return longUri(Number(argument));
    case "urlbytes":
      return longUrl(Number(argument));
    case "utf8bytes":
      return "urn:".padEnd(4 + Math.floor((Number(argument) - 4) / 2), "\u00e9").padEnd(2 + Math.ceil(Number(argument) / 2), "x");
    case "lies":
      return { bytes: Buffer.from("urn:x"), statedLength: Number(argument) };
    case "hex":
      return Buffer.from(argument, "hex");
    default:
      return text;
  }
}

export function numberValue(text: string): number {
  if (text === "max") return 0xffffffff;
  const [, call, argument = ""] = CALL.exec(text) ?? [];
  const value = call === "status" ? statusCode(argument) : (statusCode(text) ?? Number(text));
  if (value === undefined || Number.isNaN(value)) throw new Error(`not a number or status code: ${text}`);
  return value;
}

/** "true size", "one less", "one more", or a number. */
export function sizeValue(text: string, trueSize: number): number {
  if (text === "one less") return trueSize - 1;
  if (text === "one more") return trueSize + 1;
  return numberValue(text);
}

/** A URI of exactly that many bytes, ASCII. */
export function longUri(bytes: number): string {
  return "urn:reverse-hello:".padEnd(bytes, "x").slice(0, bytes);
}

/** An endpoint URL of exactly that many bytes, ASCII, parseable when long enough. */
export function longUrl(bytes: number): string {
  return "opc.tcp://wanted-server.example:4840/".padEnd(bytes, "x").slice(0, bytes);
}

/** Names the same resource (RFC 3986, 6.2.2): the last character escaped, or "." as the path where there is none. */
function escapeLast(url: string, hasPath: boolean): string {
  if (!hasPath) return `${url}/%2E`;
  return `${url.slice(0, -1)}%${url
    .charCodeAt(url.length - 1)
    .toString(16)
    .toUpperCase()}`;
}

/** An EndpointUrl as others may write it; some name the same resource, some do not. */
export function urlVariations(url: string): Names {
  const [, scheme = "", host = "", rest = ""] = /^([a-z.]+:\/\/)(\[[^\]]*\]|[^:/]*)(.*)$/.exec(url) ?? [];
  return {
    "the same URL": url,
    "the URL with its host in upper case": `${scheme}${host.toUpperCase()}${rest}`,
    "the URL with a slash added": `${url}/`,
    "the URL with an escaped character": escapeLast(url, rest.includes("/")),
    "the URL without its port": `${scheme}${host}${rest.replace(/^:\d+/, "")}`,
    "the URL with an IPv6 address": `${scheme}[::1]${rest}`,
    "the URL with another path": `${scheme}${host}${rest.replace(/\/.*$/, "")}/somewhere/else`,
    "the URL with another host": `${scheme}elsewhere.example${rest}`,
  };
}
