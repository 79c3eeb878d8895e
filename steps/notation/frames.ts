import {
  encodeAcknowledge,
  encodeError,
  encodeFrame,
  encodeHello,
  encodeOpenChannel,
  encodeReverseHello,
  encodeSecured,
  openSecureChannelRequest,
  type FrameOverrides,
  type StringField,
} from "../../src/protocol";
import type { Addresses, Sizes } from "../../src/suite/conversation/peer";
import { numberValue, sizeValue, stringValue, type Names } from "./values";

const NO_SECURITY = "http://opcfoundation.org/UA/SecurityPolicy#None";

/** Field by name, as a feature's table gives them. */
export type Fields = Readonly<Record<string, string>>;

/** The field of the header that Part 6 calls Reserved or chunk type. */
export const FOURTH_BYTE = "Fourth byte";

const SIZES = {
  ProtocolVersion: "protocolVersion",
  ReceiveBufferSize: "receiveBufferSize",
  SendBufferSize: "sendBufferSize",
  MaxMessageSize: "maxMessageSize",
  MaxChunkCount: "maxChunkCount",
} as const;

/** What frames take when a table does not say otherwise. */
export interface Defaults {
  readonly addresses: Addresses;
  readonly sizes: Sizes;
}

/**
 * Builds the message of a step, right or wrong on purpose, from a type and a table of fields. Besides the message's own fields a
 * table may give Fourth byte, MessageSize, MessageType and Trailing (bytes inside the size); for a message of unknown type
 * also Body (number of bytes).
 */
export function buildFrame(type: string, fields: Fields, defaults: Defaults, names: Names = {}): Buffer {
  const text = (field: string, otherwise: StringField): StringField =>
    fields[field] === undefined ? otherwise : stringValue(fields[field], names);
  const bytes = encode(type, fields, text, defaults, overrides(fields));
  if (fields["MessageSize"] !== undefined) bytes.writeUInt32LE(sizeValue(fields["MessageSize"], bytes.length) >>> 0, 4);
  return bytes;
}

function encode(
  type: string,
  fields: Fields,
  text: (field: string, otherwise: StringField) => StringField,
  defaults: Defaults,
  wrong: FrameOverrides,
): Buffer {
  switch (type) {
    case "RHE":
      return encodeReverseHello(
        {
          serverUri: text("ServerUri", defaults.addresses.serverUri),
          endpointUrl: text("EndpointUrl", defaults.addresses.endpointUrl),
        },
        wrong,
      );
    case "HEL":
      return encodeHello(
        { ...defaults.sizes, ...sizes(fields), endpointUrl: text("EndpointUrl", defaults.addresses.endpointUrl) },
        wrong,
      );
    case "ACK":
      return encodeAcknowledge({ ...defaults.sizes, ...sizes(fields) }, wrong);
    case "ERR":
      return encodeError(
        { code: numberValue(fields["Error"] ?? "BadTcpInternalError"), reason: text("Reason", "reverse-hello") },
        wrong,
      );
    case "OPN":
      return encodeOpenChannel(
        { secureChannelId: 0, securityPolicyUri: text("SecurityPolicyUri", NO_SECURITY), body: openSecureChannelRequest() },
        wrong,
      );
    case "MSG":
    case "CLO":
      return encodeSecured(
        type,
        { secureChannelId: numberValue(fields["SecureChannelId"] ?? "1"), tokenId: 1, body: Buffer.alloc(24) },
        wrong,
      );
    case "HTTP":
      return Buffer.from("GET / HTTP/1.1\r\nHost: opcua.example\r\n\r\n", "latin1");
    default:
      return encodeFrame(type, Buffer.alloc(Number(fields["Body"] ?? "8")), wrong);
  }
}

function overrides(fields: Fields): FrameOverrides {
  return {
    ...(fields[FOURTH_BYTE] === undefined ? {} : { chunk: fields[FOURTH_BYTE] }),
    ...(fields["MessageType"] === undefined ? {} : { type: fields["MessageType"] }),
    ...(fields["Trailing"] === undefined ? {} : { trailing: Buffer.alloc(Number(fields["Trailing"]), 0x78) }),
  };
}

function sizes(fields: Fields): Record<string, number> {
  return Object.fromEntries(
    Object.entries(SIZES).flatMap(([field, key]) => (fields[field] === undefined ? [] : [[key, numberValue(fields[field])]])),
  );
}
