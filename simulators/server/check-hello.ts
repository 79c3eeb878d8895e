import { MAX_STRING_BYTES, type HelloMessage, type StatusName } from "../../src/protocol";
import { sameUrl } from "./url";

/** Why a first message is refused; `status` goes into the Error message. */
export interface Refusal {
  readonly status: StatusName;
  readonly reason: string;
}

export interface HelloContext {
  /** The EndpointUrl of our ReverseHello. */
  readonly endpointUrl: string;
  /** All URLs that GetEndpoints would return. */
  readonly knownUrls: readonly string[];
}

/** Smallest buffer of UASC without an ECC policy, in bytes (Part 6, 7.1.2.3). */
const MIN_BUFFER_SIZE = 8192;

/**
 * Judges a Hello: EndpointUrl at most 4096 bytes and ours (RC-040), buffers of 8192 bytes at least (RC-041). Every protocol
 * version is good: we support 0, the lowest (RC-042).
 */
export function checkHello(hello: HelloMessage, context: HelloContext): Refusal | undefined {
  if (hello.endpointUrl.byteLength > MAX_STRING_BYTES) return urlTooLong(hello.endpointUrl.byteLength);
  const url = hello.endpointUrl.value ?? "";
  const known = [context.endpointUrl, ...context.knownUrls];
  if (!known.some((candidate) => sameUrl(candidate, url))) {
    const reason = `EndpointUrl ${JSON.stringify(url.slice(0, 200))} is not a resource of this server`;
    return { status: "BadTcpEndpointUrlInvalid", reason };
  }
  for (const field of ["receiveBufferSize", "sendBufferSize"] as const) {
    if (hello[field] < MIN_BUFFER_SIZE)
      return { status: "BadConnectionRejected", reason: `${field} is ${hello[field]}, must be at least ${MIN_BUFFER_SIZE}` };
  }
  return undefined;
}

export function urlTooLong(byteLength: number): Refusal {
  const reason = `EndpointUrl is ${byteLength} bytes long, at most ${MAX_STRING_BYTES} are allowed`;
  return { status: "BadTcpEndpointUrlInvalid", reason };
}
