import type { ReverseHelloMessage } from "../../../protocol";
import { MAX_STRING_BYTES } from "../../../protocol";
import type { Checkup } from "./checkup";

/** What is expected of a ReverseHello, as far as it is known. */
export interface Expected {
  readonly serverUri?: string;
  readonly endpointUrl?: string;
}

/** Reads both fields of a ReverseHello; false when nobody could go on with them. */
export function checkReverseHello(message: ReverseHelloMessage, expected: Expected, checkup: Checkup): boolean {
  const [uri, url] = [message.serverUri, message.endpointUrl];
  checkup.good(`ReverseHello: ServerUri ${JSON.stringify(uri.value)}, EndpointUrl ${JSON.stringify(url.value)}`);
  for (const [name, field] of [
    ["ServerUri", uri],
    ["EndpointUrl", url],
  ] as const) {
    if (!field.value) {
      checkup.bad(
        `${name} is ${field.value === null ? "null" : "empty"}`,
        `configure the server's ${name}; clients select servers by it`,
      );
    } else if (field.byteLength >= MAX_STRING_BYTES) {
      checkup.bad(`${name} has ${field.byteLength} bytes`, "the specification allows under 4096; clients refuse longer ones");
    }
  }
  if (expected.serverUri !== undefined && uri.value !== expected.serverUri)
    checkup.bad(
      `ServerUri is not the expected ${JSON.stringify(expected.serverUri)}`,
      "clients compare it character by character: correct the server's ApplicationUri, or the client's configuration",
    );
  if (expected.endpointUrl !== undefined && url.value !== expected.endpointUrl)
    checkup.bad(
      `EndpointUrl is not the expected ${JSON.stringify(expected.endpointUrl)}`,
      "clients compare it as text: correct the server's EndpointUrl, or the client's configuration",
    );
  return checkUrl(url.value ?? "", checkup);
}

function checkUrl(url: string, checkup: Checkup): boolean {
  const parsed = /^opc\.tcp:/.test(url) ? URL.parse(url.replace(/^opc\.tcp:/, "http:")) : null;
  if (!parsed) {
    if (url)
      checkup.bad(`EndpointUrl ${url} is not an opc.tcp:// URL`, "give the server an EndpointUrl of the form opc.tcp://host:port");
    return false;
  }
  if (parsed.hostname === "0.0.0.0" || parsed.hostname === "[::]")
    checkup.doubtful(
      `EndpointUrl names ${parsed.hostname}`,
      "that is an address to listen on, not a name: give the server its host name",
    );
  return true;
}
