import { afterEtherType } from "./link-layer";
import { carriedBy } from "./segment";
import type { Warnings } from "./types";

/** Layers inside one another that are followed. */
const DEPTH = 6;
/** Packets that are put together at one time; a fragment that is missing must not keep the others forever. */
const MAX_PENDING = 1000;
const FRAGMENT_HEADER = 44;
const [IP_IN_IP, TCP, UDP, IPV6_IN_IP, GRE, ICMP, ICMPV6] = [4, 6, 17, 41, 47, 1, 58];
/** What is carried over UDP by port: its name, and the bytes in front of an Ethernet frame. */
const UDP_TUNNELS = new Map<number, readonly [string, number]>([
  [4789, ["VXLAN", 8]],
  [8472, ["VXLAN", 8]],
  [6081, ["Geneve", 8]],
]);
/** Tunnels that hide what is in them. */
const CLOSED = new Map([
  [50, "IPsec (ESP)"],
  [115, "L2TP"],
]);

interface Pending {
  readonly pieces: Map<number, Buffer>;
  header?: Buffer;
  end?: number;
}

/** One IP packet, read as far as its transport. */
interface Ip {
  readonly protocol: number;
  readonly payload: Buffer;
  readonly fragment?: { readonly key: string; readonly offset: number; readonly more: boolean; readonly unfragmentable: Buffer };
}

/** Finds the innermost IP packet with TCP or ICMP: out of tunnels, and out of fragments that it puts together. */
export class NetworkLayer {
  private readonly pending = new Map<string, Pending>();

  constructor(private readonly warnings: Warnings) {}

  /** Undefined for what holds none, and for a fragment whose rest is still to come. */
  innermost(ip: Buffer, depth = 0): Buffer | undefined {
    const read = readIp(ip);
    if (!read || depth > DEPTH) return undefined;
    if (read.fragment) {
      const whole = this.assemble(ip, read, read.fragment);
      return whole && this.innermost(whole, depth + 1);
    }
    if (read.protocol === TCP || read.protocol === ICMP || read.protocol === ICMPV6) return ip;
    const inner = this.inner(read);
    return inner && this.innermost(inner, depth + 1);
  }

  /** Tells which packets were left without their rest. */
  finish(): void {
    for (const _left of this.pending.values())
      this.warnings.add("an IP packet was left out: the capture lacks some of its fragments");
  }

  private inner({ protocol, payload }: Ip): Buffer | undefined {
    const closed = CLOSED.get(protocol);
    if (closed) this.warnings.add(`a packet inside ${closed} was left out: capture after the end of the tunnel`);
    if (protocol === IP_IN_IP || protocol === IPV6_IN_IP) return this.named("IP in IP", payload);
    if (protocol === GRE) return this.gre(payload);
    if (protocol !== UDP || payload.length < 16) return undefined;
    const [name, header] = UDP_TUNNELS.get(payload.readUInt16BE(2)) ?? [];
    if (name === undefined || header === undefined) return undefined;
    if (name === "Geneve") return this.named(name, insideGeneve(payload.subarray(8)));
    return this.named(name, afterEtherType(payload.subarray(8 + header), 12));
  }

  private gre(payload: Buffer): Buffer | undefined {
    if (payload.length < 8) return undefined;
    const flags = payload.readUInt16BE(0);
    const type = payload.readUInt16BE(2);
    const at = 4 + (flags & 0x8000 ? 4 : 0) + (flags & 0x2000 ? 4 : 0) + (flags & 0x1000 ? 4 : 0);
    // ERSPAN type II: 8 bytes where the sequence number is there, none (type I) where it is not; type III: 12, and 8 more by its last bit.
    if (type === 0x88be) return this.named("ERSPAN", afterEtherType(payload.subarray(at + (flags & 0x1000 ? 8 : 0)), 12));
    if (type === 0x22eb) {
      const more = ((payload[at + 11] ?? 0) & 1) === 1 ? 8 : 0;
      return this.named("ERSPAN", afterEtherType(payload.subarray(at + 12 + more), 12));
    }
    if (type === 0x6558) return this.named("GRE", afterEtherType(payload.subarray(at), 12));
    // The type is an EtherType, so that MPLS and IP are read as behind Ethernet.
    return this.named("GRE", afterEtherType(Buffer.concat([payload.subarray(2, 4), payload.subarray(at)]), 0));
  }

  private named(tunnel: string, inner: Buffer | undefined): Buffer | undefined {
    if (inner) this.warnings.add(`a packet was read out of ${tunnel}`);
    return inner;
  }

  private assemble(ip: Buffer, read: Ip, fragment: NonNullable<Ip["fragment"]>): Buffer | undefined {
    const { key, offset, more, unfragmentable } = fragment;
    const pending = this.pending.get(key) ?? { pieces: new Map<number, Buffer>() };
    this.pending.set(key, pending);
    if (this.pending.size > MAX_PENDING) this.forgetOldest();
    pending.pieces.set(offset, Buffer.from(read.payload));
    if (offset === 0) pending.header = Buffer.from(unfragmentable);
    if (!more) pending.end = offset + read.payload.length;
    const whole = join(pending);
    if (!whole || !pending.header) return undefined;
    this.pending.delete(key);
    return withBody(pending.header, whole, (ip[0] as number) >> 4);
  }

  private forgetOldest(): void {
    const [first] = this.pending.keys();
    if (first !== undefined) this.pending.delete(first);
    this.warnings.add("an IP packet was left out: the capture lacks some of its fragments");
  }
}

/** An Ethernet frame, or what its type says, behind 8 bytes and options in words of 4 (RFC 8926, 3.4). */
function insideGeneve(geneve: Buffer): Buffer | undefined {
  const inner = geneve.subarray(8 + ((geneve[0] as number) & 0x3f) * 4);
  const type = geneve.subarray(2, 4);
  return type.readUInt16BE(0) === 0x6558 ? afterEtherType(inner, 12) : afterEtherType(Buffer.concat([type, inner]), 0);
}

function join({ pieces, end }: Pending): Buffer | undefined {
  if (end === undefined) return undefined;
  const found: Buffer[] = [];
  let at = 0;
  while (at < end) {
    const piece = pieces.get(at);
    if (!piece || piece.length === 0) return undefined;
    found.push(piece);
    at += piece.length;
  }
  return Buffer.concat(found);
}

function withBody(header: Buffer, body: Buffer, version: number): Buffer {
  const ip = Buffer.concat([header, body]);
  if (version === 4) {
    ip.writeUInt16BE(Math.min(0xffff, ip.length), 2);
    ip.writeUInt16BE(0, 6);
  } else ip.writeUInt16BE(Math.min(0xffff, ip.length - 40), 4);
  return ip;
}

function readIp(ip: Buffer): Ip | undefined {
  const version = (ip[0] ?? 0) >> 4;
  if (version === 4) return readIpv4(ip);
  return version === 6 ? readIpv6(ip) : undefined;
}

function readIpv4(ip: Buffer): Ip | undefined {
  if (ip.length < 20) return undefined;
  const header = ((ip[0] as number) & 0x0f) * 4;
  const total = ip.readUInt16BE(2) || ip.length;
  if (header < 20 || total < header) return undefined;
  const protocol = ip[9] as number;
  const payload = ip.subarray(header, Math.min(total, ip.length));
  const word = ip.readUInt16BE(6);
  if ((word & 0x3fff) === 0) return { protocol, payload };
  const key = `${ip.toString("hex", 12, 20)} ${ip.readUInt16BE(4)} ${protocol}`;
  const more = (word & 0x2000) !== 0;
  return { protocol, payload, fragment: { key, offset: (word & 0x1fff) * 8, more, unfragmentable: ip.subarray(0, header) } };
}

function readIpv6(ip: Buffer): Ip | undefined {
  if (ip.length < 40) return undefined;
  const total = 40 + (ip.readUInt16BE(4) || ip.length - 40);
  const { protocol, at } = carriedBy(ip);
  const payload = ip.subarray(at, Math.min(total, ip.length));
  if (protocol !== FRAGMENT_HEADER || payload.length < 8) return { protocol, payload };
  const next = payload[0] as number;
  const word = payload.readUInt16BE(2);
  const unfragmentable = Buffer.from(ip.subarray(0, 40));
  unfragmentable[6] = next;
  const key = `${ip.toString("hex", 8, 40)} ${payload.readUInt32BE(4)}`;
  return {
    protocol: next,
    payload: payload.subarray(8),
    fragment: { key, offset: word & 0xfff8, more: (word & 1) === 1, unfragmentable },
  };
}
