/** DER, as much of it as X.509 certificates and revocation lists need (ITU-T X.690). */

function tlv(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), length(body.length), body]);
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export const sequence = (...items: readonly Buffer[]) => tlv(0x30, ...items);
export const set = (...items: readonly Buffer[]) => tlv(0x31, ...items);
export const nul = () => tlv(0x05);
export const boolean = (value: boolean) => tlv(0x01, Buffer.from([value ? 0xff : 0]));
export const octets = (content: Buffer) => tlv(0x04, content);
export const utf8 = (text: string) => tlv(0x0c, Buffer.from(text, "utf8"));
/** Bit string; `unused` counts the bits of the last byte that do not belong to it. */
export const bits = (content: Buffer, unused = 0) => tlv(0x03, Buffer.from([unused]), content);
/** Context-specific tag: constructed (explicit) or primitive (implicit). */
export const explicit = (number: number, ...content: readonly Buffer[]) => tlv(0xa0 | number, ...content);
export const implicit = (number: number, content: Buffer) => tlv(0x80 | number, content);

/** A non-negative integer from its big-endian bytes. */
export function integer(value: Buffer | number): Buffer {
  const bytes = typeof value === "number" ? Buffer.from([value]) : value;
  return tlv(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}

/** UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, "");
  return date.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}
