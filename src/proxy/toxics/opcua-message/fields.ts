import { decodeMessage, MalformedFrameError } from "../../../protocol";

/** Fields that `corrupt` can find by name (Part 6, 7.1.2 and 6.7.2). */
export const FIELDS = [
  "type",
  "chunk",
  "size",
  "protocolVersion",
  "receiveBufferSize",
  "sendBufferSize",
  "maxMessageSize",
  "maxChunkCount",
  "serverUriLength",
  "serverUri",
  "endpointUrlLength",
  "endpointUrl",
  "error",
  "reasonLength",
  "reason",
  "secureChannelId",
  "securityPolicyUri",
  "tokenId",
  "sequenceNumber",
  "requestId",
] as const;
export type Field = (typeof FIELDS)[number];

/** A field behind a length of its own, which can hold a longer value. */
export function isText(field: string): boolean {
  return (
    field === "securityPolicyUri" ||
    ((FIELDS as readonly string[]).includes(field) && FIELDS.some((one) => one === `${field}Length`))
  );
}

export interface Span {
  readonly offset: number;
  readonly length: number;
}

const HEADER: Readonly<Record<string, Span>> = {
  type: { offset: 0, length: 3 },
  chunk: { offset: 3, length: 1 },
  size: { offset: 4, length: 4 },
};

/** Where a field lies in this frame; undefined when a message of this type has none, or the frame cannot be read that far. */
export function findField(frame: Buffer, field: Field): Span | undefined {
  const fixed = HEADER[field];
  if (fixed) return fixed;
  try {
    return layout(frame)[field];
  } catch (error) {
    if (error instanceof MalformedFrameError) return undefined;
    throw error;
  }
}

function layout(frame: Buffer): Partial<Record<Field, Span>> {
  const message = decodeMessage(frame);
  switch (message.type) {
    case "RHE":
      return {
        ...text("serverUri", 8, message.serverUri.byteLength),
        ...text("endpointUrl", 12 + Math.max(0, message.serverUri.byteLength), message.endpointUrl.byteLength),
      };
    case "HEL":
      return { ...sizes(), ...text("endpointUrl", 28, message.endpointUrl.byteLength) };
    case "ACK":
      return sizes();
    case "ERR":
      return { error: uint32(8), ...text("reason", 12, message.reason.byteLength) };
    case "OPN":
      return {
        secureChannelId: uint32(8),
        securityPolicyUri: { offset: 16, length: Math.max(0, message.securityPolicyUri.byteLength) },
      };
    default:
      // Encrypted bodies hide the last two, but they are still there to be damaged.
      return { secureChannelId: uint32(8), tokenId: uint32(12), sequenceNumber: uint32(16), requestId: uint32(20) };
  }
}

function sizes(): Partial<Record<Field, Span>> {
  return {
    protocolVersion: uint32(8),
    receiveBufferSize: uint32(12),
    sendBufferSize: uint32(16),
    maxMessageSize: uint32(20),
    maxChunkCount: uint32(24),
  };
}

function text(name: "serverUri" | "endpointUrl" | "reason", offset: number, byteLength: number): Partial<Record<Field, Span>> {
  return { [`${name}Length`]: uint32(offset), [name]: { offset: offset + 4, length: Math.max(0, byteLength) } };
}

function uint32(offset: number): Span {
  return { offset, length: 4 };
}
