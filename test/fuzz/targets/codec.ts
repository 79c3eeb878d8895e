import {
  decodeMessage,
  describeMessage,
  encodeAcknowledge,
  encodeError,
  encodeHello,
  encodeOpenChannel,
  encodeReverseHello,
  encodeSecured,
  MalformedFrameError,
  openSecureChannelRequest,
  plainChunk,
  serviceOf,
  serviceResult,
} from "../../../src/protocol";
import type { Target } from "../types";

export const MESSAGES: readonly Buffer[] = [
  encodeHello({ endpointUrl: "opc.tcp://127.0.0.1:4840" }),
  encodeAcknowledge(),
  encodeReverseHello({ serverUri: "urn:a", endpointUrl: "opc.tcp://a:4840/x" }),
  encodeError({ code: 0x807e0000, reason: "no" }),
  encodeError({ code: 0x80010000, reason: null }),
  encodeOpenChannel({
    secureChannelId: 0,
    securityPolicyUri: "http://opcfoundation.org/UA/SecurityPolicy#None",
    body: openSecureChannelRequest(),
  }),
  encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(40, 1) }),
  encodeSecured("CLO", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(8, 1) }),
];

/** Whatever the bytes: a message, or MalformedFrameError; and what can be read can be told. */
export const codec: Target = {
  name: "codec",
  seeds: () => MESSAGES,
  open: async () => ({
    execute: (input) => {
      try {
        const message = decodeMessage(input);
        describeMessage(message);
        if (!("trailing" in message) || !("secureChannelId" in message)) return;
        const body = plainChunk(message)?.body;
        const fields = body && serviceOf(body)?.fields;
        if (fields) serviceResult(fields);
      } catch (error) {
        if (!(error instanceof MalformedFrameError)) throw error;
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  }),
};
