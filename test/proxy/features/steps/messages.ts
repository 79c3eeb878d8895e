import assert from "node:assert/strict";
import {
  encodeAcknowledge,
  encodeError,
  encodeHello,
  encodeOpenChannel,
  encodeReverseHello,
  encodeSecured,
  STATUS_CODES,
  type StatusName,
} from "../../../../src/protocol";

const body = (n: number) => Buffer.alloc(20, n);
const MESSAGES: Readonly<Record<string, (argument: string) => Buffer>> = {
  ReverseHello: () => encodeReverseHello({ serverUri: "urn:server", endpointUrl: "opc.tcp://server:4840" }),
  Hello: () => encodeHello({ endpointUrl: "opc.tcp://server:4840" }),
  Acknowledge: () => encodeAcknowledge(),
  Error: (code) => encodeError({ code: STATUS_CODES[code as StatusName], reason: "" }),
  OpenSecureChannel: () => encodeOpenChannel({ secureChannelId: 0, securityPolicyUri: "None", body: body(0) }),
  Message: (n) => encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: body(Number(n)) }),
};

/**
 * `ReverseHello, Message 1, 5 bytes of Hello`: the bytes of these messages, one behind the other. Behind a message may stand
 * `with byte N flipped` or `with V at byte N` (a UInt32).
 */
export function bytesOf(list: string): Buffer {
  return Buffer.concat(list.split(", ").map(one));
}

function one(text: string): Buffer {
  const [, count, inner = text] = /^(\d+) bytes of (.*)$/.exec(text) ?? [];
  const [, plain = inner, change] = /^(.*?) with (.*)$/.exec(inner) ?? [];
  const [name = "", argument = ""] = plain.split(" ");
  const encode = MESSAGES[name];
  assert.ok(encode, `unknown message ${name}`);
  const bytes = Buffer.from(encode(argument));
  if (change !== undefined) alter(bytes, change);
  return count === undefined ? bytes : bytes.subarray(0, Number(count));
}

function alter(bytes: Buffer, change: string): void {
  const flip = /^byte (\d+) flipped$/.exec(change)?.[1];
  const [, value, at] = /^(\d+) at byte (\d+)$/.exec(change) ?? [];
  if (flip !== undefined) bytes.writeUInt8((bytes[Number(flip)] ?? 0) ^ 0xff, Number(flip));
  else if (at !== undefined) bytes.writeUInt32LE(Number(value), Number(at));
  else assert.fail(`unknown change "${change}"`);
}
