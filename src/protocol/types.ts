import { MESSAGE_TYPES, type MessageType } from "../vocabulary";

/**
 * OPC UA Connection Protocol messages as they were on the wire (Part 6, 7.1.2).
 * Everything keeps exact bytes and exact stated lengths; nothing is normalised.
 */

export { MESSAGE_TYPES, type MessageType };

/** Bytes of the message header: 3 of type, 1 reserved or chunk type, 4 of size (Part 6, 7.1.2.2). */
export const HEADER_SIZE = 8;

/** A field limit of Part 6, 7.1.2.3 to 7.1.2.6, in encoded bytes. */
export const MAX_STRING_BYTES = 4096;

/** An OPC UA String as it was encoded: `value` is null when the length was -1, and "" when it was 0. */
export interface WireString {
  readonly value: string | null;
  /** Length prefix as stated on the wire; -1 for null. */
  readonly byteLength: number;
  readonly bytes: Buffer;
}

/** An OPC UA ByteString as it was encoded. */
export interface WireBytes {
  readonly value: Buffer | null;
  readonly byteLength: number;
}

export interface MessageHeader {
  readonly type: MessageType;
  /** Fourth byte as a latin-1 character: "F", and for secured messages also "C" or "A". */
  readonly chunk: string;
  /** MessageSize as stated, header included, in bytes. */
  readonly size: number;
}

interface Base<T extends MessageType> extends MessageHeader {
  readonly type: T;
  readonly bytes: Buffer;
  /** Bytes after the last field that are still inside the stated size. */
  readonly trailing: Buffer;
}

/** Part 6, 7.1.2.6. */
export interface ReverseHelloMessage extends Base<"RHE"> {
  readonly serverUri: WireString;
  readonly endpointUrl: WireString;
}

interface BufferSizes {
  readonly protocolVersion: number;
  readonly receiveBufferSize: number;
  readonly sendBufferSize: number;
  readonly maxMessageSize: number;
  readonly maxChunkCount: number;
}

/** Part 6, 7.1.2.3. */
export interface HelloMessage extends Base<"HEL">, BufferSizes {
  readonly endpointUrl: WireString;
}

/** Part 6, 7.1.2.4. */
export interface AcknowledgeMessage extends Base<"ACK">, BufferSizes {}

/** Part 6, 7.1.2.5. */
export interface ErrorMessage extends Base<"ERR"> {
  readonly code: number;
  readonly reason: WireString;
}

/** Header of an OpenSecureChannel chunk, which is readable under every policy (Part 6, 6.7.2). */
export interface OpenChannelMessage extends Base<"OPN"> {
  readonly secureChannelId: number;
  readonly securityPolicyUri: WireString;
  readonly senderCertificate: WireBytes;
  readonly receiverThumbprint: WireBytes;
}

/** Header of a secured chunk; `trailing` is the rest, possibly encrypted. */
export interface SecuredMessage extends Base<"MSG" | "CLO"> {
  readonly secureChannelId: number;
  readonly tokenId: number;
}

export type Message = ReverseHelloMessage | HelloMessage | AcknowledgeMessage | ErrorMessage | OpenChannelMessage | SecuredMessage;

/** A frame that cannot be read: names the field, the offset in the frame (bytes) and the value found there. */
export class MalformedFrameError extends Error {
  readonly code = "MALFORMED_FRAME";
  constructor(
    readonly field: string,
    readonly offset: number,
    readonly value: number | string,
    readonly expected: string,
  ) {
    super(`${field} at offset ${offset}: expected ${expected}, got ${typeof value === "number" ? value : JSON.stringify(value)}`);
    this.name = "MalformedFrameError";
  }
}
