/** Ethernet, IPv4 and TCP around a payload, with right lengths and checksums (RFC 791, RFC 9293). */

export interface Endpoint {
  /** IPv4 address as four bytes. */
  readonly address: Buffer;
  readonly port: number;
}

export interface TcpFields {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly payload: Buffer;
  /** Payload bytes that the packet keeps; all by default. */
  readonly keep?: number;
  readonly identification: number;
}

export const FLAGS = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const;

/** Most payload that one IPv4 packet takes behind 20 bytes of IP and 20 of TCP. */
export const MAX_PAYLOAD = 65_495;

const ETHERNET = 14;
const IP = 20;
const TCP = 20;
/** Maximum segment size 65495 and window scale 8, so that no window looks full. */
const SYN_OPTIONS = Buffer.from([2, 4, 0xff, 0xd7, 1, 3, 3, 8]);

/** Headers and payload (or its begin), not joined. */
export function tcpPacket(fields: TcpFields): Buffer[] {
  const options = (fields.flags & FLAGS.syn) !== 0 ? SYN_OPTIONS : Buffer.alloc(0);
  const tcpLength = TCP + options.length;
  const header = Buffer.alloc(ETHERNET + IP + tcpLength);
  ethernet(header, fields);
  ip(header.subarray(ETHERNET, ETHERNET + IP), fields, IP + tcpLength + fields.payload.length);
  const tcp = header.subarray(ETHERNET + IP);
  tcp.writeUInt16BE(fields.from.port, 0);
  tcp.writeUInt16BE(fields.to.port, 2);
  tcp.writeUInt32BE(fields.seq >>> 0, 4);
  tcp.writeUInt32BE(fields.ack >>> 0, 8);
  tcp.writeUInt8((tcpLength / 4) << 4, 12);
  tcp.writeUInt8(fields.flags, 13);
  tcp.writeUInt16BE(0xffff, 14);
  options.copy(tcp, TCP);
  const length = tcpLength + fields.payload.length;
  const pseudo = sum(fields.from.address) + sum(fields.to.address) + 6 + length;
  // A reader cannot verify the checksum of a packet that was cut.
  if (fields.keep === undefined || fields.keep >= fields.payload.length) {
    tcp.writeUInt16BE(checksum(pseudo + sum(tcp) + payloadSum(fields.payload)), 16);
    return [header, fields.payload];
  }
  // A copy: the rest must not be kept alive by it.
  return [header, Buffer.from(fields.payload.subarray(0, fields.keep))];
}

/** Locally administered MAC addresses that show the IPv4 address. */
function ethernet(bytes: Buffer, { from, to }: TcpFields): void {
  bytes.set([2, 0, ...to.address, 2, 0, ...from.address], 0);
  bytes.writeUInt16BE(0x0800, 12);
}

function ip(bytes: Buffer, { from, to, identification }: TcpFields, length: number): void {
  bytes.writeUInt8(0x45, 0);
  bytes.writeUInt16BE(length, 2);
  bytes.writeUInt16BE(identification & 0xffff, 4);
  bytes.writeUInt16BE(0x4000, 6);
  bytes.writeUInt8(64, 8);
  bytes.writeUInt8(6, 9);
  from.address.copy(bytes, 12);
  to.address.copy(bytes, 16);
  bytes.writeUInt16BE(checksum(sum(bytes)), 10);
}

/** Sums of payloads that were seen lately: what is read on one side is mostly what is written on the other. */
const sums = new WeakMap<Buffer, number>();

function payloadSum(bytes: Buffer): number {
  let known = sums.get(bytes);
  if (known === undefined) sums.set(bytes, (known = sum(bytes)));
  return known;
}

/** Sum of big-endian 16-bit words, folded to some 20 bits; exact for any length that a packet has. */
function sum(bytes: Buffer): number {
  // Little-endian 32-bit words at once, swapped in the end: one's complement sums do not mind the byte order (RFC 1071).
  const aligned = bytes.byteOffset % 4 === 0 ? bytes.length & ~3 : 0;
  let words = 0;
  for (const word of new Uint32Array(bytes.buffer, aligned > 0 ? bytes.byteOffset : 0, aligned / 4)) words += word;
  let total = swap(fold(words));
  const even = bytes.length & ~1;
  for (let at = aligned; at < even; at += 2) total += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return even === bytes.length ? total : total + ((bytes[even] ?? 0) << 8);
}

function fold(total: number): number {
  let folded = total;
  while (folded > 0xffff) folded = Math.floor(folded / 0x1_0000) + (folded % 0x1_0000);
  return folded;
}

function swap(word: number): number {
  return ((word & 0xff) << 8) | (word >> 8);
}

function checksum(total: number): number {
  return ~fold(total) & 0xffff;
}
