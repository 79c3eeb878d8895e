/** Ethernet, IPv4 and TCP around a payload, with right lengths and checksums (RFC 791, RFC 9293). */

export interface Endpoint {
  /** IPv4 address as four bytes. */
  readonly address: Buffer;
  readonly port: number;
}

export interface TcpPacket {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  /** Payload bytes that were on the wire; more than MAX_PAYLOAD for a run of packets that is told as one. */
  length: number;
  /** What is kept of them: all, or the first ones. */
  readonly payload: Buffer;
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

/** Bytes that a packet takes in the file. */
export function packetLength({ flags, payload }: TcpPacket): number {
  return ETHERNET + IP + TCP + optionsLength(flags) + payload.length;
}

/** Writes headers and payload (or its begin) to a place that has room for `packetLength`. */
export function writePacket(target: Buffer, at: number, packet: TcpPacket): void {
  const { flags, payload, length } = packet;
  const tcpLength = TCP + optionsLength(flags);
  ethernet(target, at, packet);
  ip(target, at + ETHERNET, packet, IP + tcpLength + length);
  const tcp = at + ETHERNET + IP;
  tcpHeader(target, tcp, packet, tcpLength);
  if (tcpLength > TCP) SYN_OPTIONS.copy(target, tcp + TCP);
  // A reader cannot verify the checksum of a packet that was cut.
  if (payload.length === length) {
    const pseudo = addressSum(packet.from) + addressSum(packet.to) + 6 + tcpLength + length;
    const total = pseudo + sumOf(target, tcp, tcpLength) + payloadSum(payload);
    target.writeUInt16BE(checksum(total), tcp + 16);
  }
  payload.copy(target, tcp + tcpLength);
}

function optionsLength(flags: number): number {
  return (flags & FLAGS.syn) !== 0 ? SYN_OPTIONS.length : 0;
}

/** Locally administered MAC addresses that show the IPv4 address. */
function ethernet(target: Buffer, at: number, { from, to }: TcpPacket): void {
  target.writeUInt16BE(0x0200, at);
  to.address.copy(target, at + 2);
  target.writeUInt16BE(0x0200, at + 6);
  from.address.copy(target, at + 8);
  target.writeUInt16BE(0x0800, at + 12);
}

function ip(target: Buffer, at: number, { from, to, identification }: TcpPacket, length: number): void {
  target.writeUInt16BE(0x4500, at);
  // As captures have it where the network card cuts segments: 0, the length is the frame's.
  target.writeUInt16BE(length > 0xffff ? 0 : length, at + 2);
  target.writeUInt16BE(identification & 0xffff, at + 4);
  target.writeUInt16BE(0x4000, at + 6);
  target.writeUInt16BE(0x4006, at + 8);
  target.writeUInt16BE(0, at + 10);
  from.address.copy(target, at + 12);
  to.address.copy(target, at + 16);
  target.writeUInt16BE(checksum(sumOf(target, at, IP)), at + 10);
}

function tcpHeader(target: Buffer, at: number, { from, to, seq, ack, flags }: TcpPacket, length: number): void {
  target.writeUInt16BE(from.port, at);
  target.writeUInt16BE(to.port, at + 2);
  target.writeUInt32BE(seq >>> 0, at + 4);
  target.writeUInt32BE(ack >>> 0, at + 8);
  target.writeUInt16BE(((length / 4) << 12) | flags, at + 12);
  target.writeUInt32BE(0xffff_0000, at + 14);
  target.writeUInt16BE(0, at + 18);
}

function addressSum({ address }: Endpoint): number {
  return sumOf(address, 0, 4);
}

/** Sum of big-endian 16-bit words at an even place. */
function sumOf(bytes: Buffer, at: number, length: number): number {
  let total = 0;
  for (let end = at + length; at < end; at += 2) total += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return total;
}

/** Sums of payloads that were seen lately: what is read on one side is mostly what is written on the other. */
const sums = new WeakMap<Buffer, number>();

function payloadSum(bytes: Buffer): number {
  if (bytes.length === 0) return 0;
  let known = sums.get(bytes);
  if (known === undefined) sums.set(bytes, (known = sum(bytes)));
  return known;
}

/** Sum of big-endian 16-bit words, folded to some 20 bits; exact for any length that a packet has. */
function sum(bytes: Buffer): number {
  // Little-endian 32-bit words at once, swapped in the end: one's complement sums do not mind the byte order (RFC 1071).
  const aligned = bytes.byteOffset % 4 === 0 ? bytes.length & ~3 : 0;
  let words = 0;
  const view = new Uint32Array(bytes.buffer, aligned > 0 ? bytes.byteOffset : 0, aligned / 4);
  for (let at = 0; at < view.length; at++) words += view[at] ?? 0;
  const even = bytes.length & ~1;
  const total = swap(fold(words)) + sumOf(bytes, aligned, even - aligned);
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
