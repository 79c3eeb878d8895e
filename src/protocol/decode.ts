import { FieldReader } from "./reader";
import { HEADER_SIZE, MalformedFrameError, MESSAGE_TYPES, type Message, type MessageHeader, type MessageType } from "./types";

/** Reads the 8 header bytes; the fourth byte is kept, not judged (Part 6, 7.1.2.2: "ignored" by the reader). */
export function decodeHeader(bytes: Buffer): MessageHeader {
  if (bytes.length < HEADER_SIZE) throw new MalformedFrameError("header", 0, bytes.length, `${HEADER_SIZE} bytes`);
  const type = bytes.toString("latin1", 0, 3);
  if (!isMessageType(type)) throw new MalformedFrameError("MessageType", 0, type, `one of ${MESSAGE_TYPES.join(", ")}`);
  const size = bytes.readUInt32LE(4);
  if (size < HEADER_SIZE) throw new MalformedFrameError("MessageSize", 4, size, `at least ${HEADER_SIZE}`);
  return { type, chunk: bytes.toString("latin1", 3, 4), size };
}

/** Decodes one whole frame; the stated size must be the size of `bytes`. */
export function decodeMessage(bytes: Buffer): Message {
  const header = decodeHeader(bytes);
  if (header.size !== bytes.length)
    throw new MalformedFrameError("MessageSize", 4, header.size, `${bytes.length} (bytes in the frame)`);
  const reader = new FieldReader(bytes, HEADER_SIZE);
  const base = { chunk: header.chunk, size: header.size, bytes };
  switch (header.type) {
    case "RHE": {
      const fields = { serverUri: reader.string("ServerUri"), endpointUrl: reader.string("EndpointUrl") };
      return { type: "RHE", ...base, ...fields, trailing: reader.rest() };
    }
    case "HEL": {
      const fields = { ...bufferSizes(reader), endpointUrl: reader.string("EndpointUrl") };
      return { type: "HEL", ...base, ...fields, trailing: reader.rest() };
    }
    case "ACK":
      return { type: "ACK", ...base, ...bufferSizes(reader), trailing: reader.rest() };
    case "ERR": {
      const fields = { code: reader.uint32("Error"), reason: reader.string("Reason") };
      return { type: "ERR", ...base, ...fields, trailing: reader.rest() };
    }
    case "OPN": {
      const fields = {
        secureChannelId: reader.uint32("SecureChannelId"),
        securityPolicyUri: reader.string("SecurityPolicyUri"),
        senderCertificate: reader.byteString("SenderCertificate"),
        receiverThumbprint: reader.byteString("ReceiverCertificateThumbprint"),
      };
      return { type: "OPN", ...base, ...fields, trailing: reader.rest() };
    }
    case "MSG":
    case "CLO": {
      const fields = { secureChannelId: reader.uint32("SecureChannelId"), tokenId: reader.uint32("TokenId") };
      return { type: header.type, ...base, ...fields, trailing: reader.rest() };
    }
  }
}

export function isMessageType(text: string): text is MessageType {
  return (MESSAGE_TYPES as readonly string[]).includes(text);
}

function bufferSizes(reader: FieldReader) {
  return {
    protocolVersion: reader.uint32("ProtocolVersion"),
    receiveBufferSize: reader.uint32("ReceiveBufferSize"),
    sendBufferSize: reader.uint32("SendBufferSize"),
    maxMessageSize: reader.uint32("MaxMessageSize"),
    maxChunkCount: reader.uint32("MaxChunkCount"),
  };
}
