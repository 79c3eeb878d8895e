import { decodeMessage, HEADER_SIZE, MalformedFrameError } from "../../../src/protocol";
import type { FirstMessage } from "../../client";

/** Reads a ReverseHello as soon as it is whole, and finds nothing wrong with it; what is no such message is never whole. */
export function readWhole(bytes: Buffer): FirstMessage {
  const size = bytes.length < HEADER_SIZE ? Infinity : bytes.readUInt32LE(4);
  if (bytes.length < size) return { kind: "incomplete" };
  try {
    const message = decodeMessage(bytes.subarray(0, size));
    if (message.type !== "RHE") return { kind: "incomplete" };
    return { kind: "reverse-hello", serverUri: message.serverUri.value ?? "", endpointUrl: message.endpointUrl.value ?? "" };
  } catch (error) {
    if (!(error instanceof MalformedFrameError)) throw error;
    return { kind: "incomplete" };
  }
}
