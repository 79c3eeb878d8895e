import { HEADER_SIZE } from "./types";

/**
 * Builds frames, right ones and wrong ones. A string field may be text (UTF-8), null (length -1), raw bytes, or
 * `{ bytes, statedLength }` for a length that lies.
 */
export type StringField = string | null | Buffer | { readonly bytes: Buffer; readonly statedLength: number };

/** What a frame may get wrong on purpose. */
export interface FrameOverrides {
  /** Three ASCII characters; any, also an unknown type. */
  readonly type?: string;
  /** Fourth byte as a latin-1 character; "F" by default. */
  readonly chunk?: string;
  /** MessageSize to state instead of the true one. */
  readonly size?: number;
  /** Bytes appended inside the (true) size. */
  readonly trailing?: Buffer;
}

export interface HelloFields {
  readonly protocolVersion?: number;
  readonly receiveBufferSize?: number;
  readonly sendBufferSize?: number;
  readonly maxMessageSize?: number;
  readonly maxChunkCount?: number;
}

export const DEFAULT_BUFFER_SIZE = 65_536;

export function encodeFrame(type: string, body: Buffer, overrides: FrameOverrides = {}): Buffer {
  const payload = overrides.trailing ? Buffer.concat([body, overrides.trailing]) : body;
  const header = Buffer.alloc(HEADER_SIZE);
  header.write((overrides.type ?? type).padEnd(3, "\0").slice(0, 3), 0, "latin1");
  header.write(overrides.chunk ?? "F", 3, "latin1");
  header.writeUInt32LE(overrides.size ?? HEADER_SIZE + payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** Part 6, 7.1.2.6. */
export function encodeReverseHello(
  fields: { serverUri: StringField; endpointUrl: StringField },
  overrides?: FrameOverrides,
): Buffer {
  return encodeFrame("RHE", Buffer.concat([encodeString(fields.serverUri), encodeString(fields.endpointUrl)]), overrides);
}

/** Part 6, 7.1.2.3. */
export function encodeHello(fields: HelloFields & { endpointUrl: StringField }, overrides?: FrameOverrides): Buffer {
  return encodeFrame("HEL", Buffer.concat([encodeSizes(fields), encodeString(fields.endpointUrl)]), overrides);
}

/** Part 6, 7.1.2.4. */
export function encodeAcknowledge(fields: HelloFields = {}, overrides?: FrameOverrides): Buffer {
  return encodeFrame("ACK", encodeSizes(fields), overrides);
}

/** Part 6, 7.1.2.5. `code` is a StatusCode, for example 0x807E0000. */
export function encodeError(fields: { code: number; reason: StringField }, overrides?: FrameOverrides): Buffer {
  return encodeFrame("ERR", Buffer.concat([uint32(fields.code), encodeString(fields.reason)]), overrides);
}

/** A secured chunk with a given body after SecureChannelId and TokenId; the body is not interpreted. */
export function encodeSecured(
  type: "MSG" | "CLO",
  fields: { secureChannelId: number; tokenId: number; body: Buffer },
  overrides?: FrameOverrides,
): Buffer {
  return encodeFrame(type, Buffer.concat([uint32(fields.secureChannelId), uint32(fields.tokenId), fields.body]), overrides);
}

/** Sequence header and OpenSecureChannelRequest (Part 6, 6.7.2.4; Part 4, 5.5.2): Issue, mode None, an hour. */
export function openSecureChannelRequest(): Buffer {
  const sequence = Buffer.concat([uint32(1), uint32(1)]);
  // NodeId i=446 in its four-byte form, as every typeId of the binary encoding.
  const typeId = Buffer.from([0x01, 0x00, 0xbe, 0x01]);
  const noToken = Buffer.from([0, 0]);
  const timestamp = Buffer.alloc(8);
  const noExtension = Buffer.from([0, 0, 0]);
  // RequestHeader: authenticationToken, timestamp, requestHandle, returnDiagnostics, auditEntryId, timeoutHint, additionalHeader.
  const header = [noToken, timestamp, uint32(1), uint32(0), encodeString(null), uint32(0), noExtension];
  // clientProtocolVersion, requestType Issue, securityMode None, clientNonce, requestedLifetime in ms.
  const request = [uint32(0), uint32(0), uint32(1), encodeString(null), uint32(3_600_000)];
  return Buffer.concat([sequence, typeId, ...header, ...request]);
}

/** An OPN chunk with security policy None and a given body (sequence header and request); the body is not interpreted. */
export function encodeOpenChannel(
  fields: { secureChannelId: number; securityPolicyUri: StringField; body: Buffer },
  overrides?: FrameOverrides,
): Buffer {
  const parts = [
    uint32(fields.secureChannelId),
    encodeString(fields.securityPolicyUri),
    encodeString(null),
    encodeString(null),
    fields.body,
  ];
  return encodeFrame("OPN", Buffer.concat(parts), overrides);
}

export function encodeString(field: StringField): Buffer {
  if (field === null) return int32(-1);
  if (typeof field === "string") return encodeString(Buffer.from(field, "utf8"));
  if (Buffer.isBuffer(field)) return Buffer.concat([int32(field.length), field]);
  return Buffer.concat([int32(field.statedLength), field.bytes]);
}

function encodeSizes(fields: HelloFields): Buffer {
  return Buffer.concat([
    uint32(fields.protocolVersion ?? 0),
    uint32(fields.receiveBufferSize ?? DEFAULT_BUFFER_SIZE),
    uint32(fields.sendBufferSize ?? DEFAULT_BUFFER_SIZE),
    uint32(fields.maxMessageSize ?? 0),
    uint32(fields.maxChunkCount ?? 0),
  ]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0);
  return bytes;
}
