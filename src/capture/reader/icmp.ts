import { addressText, carriedBy } from "./segment";

/** An ICMP answer to a TCP packet: who says it, what, and the ends of the connection that it is about. */
export interface IcmpAnswer {
  readonly from: string;
  readonly what: string;
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
}

/** Destination unreachable by code (RFC 792, RFC 1812). */
const UNREACHABLE = [
  "network unreachable",
  "host unreachable",
  "protocol unreachable",
  "port unreachable",
  "fragmentation needed (the packets are too large for a link on the way)",
  "source route failed",
  "network unknown",
  "host unknown",
  "source host isolated",
  "network administratively prohibited",
  "host administratively prohibited",
  "network unreachable for this type of service",
  "host unreachable for this type of service",
  "communication administratively prohibited",
];
/** The same of IPv6 (RFC 4443). */
const UNREACHABLE_6 = [
  "no route to destination",
  "communication administratively prohibited",
  "beyond the scope of the source address",
  "address unreachable",
  "port unreachable",
  "source address failed ingress policy",
  "route rejected",
];

/** Reads an ICMP error about a TCP packet; undefined for every other packet. */
export function icmpOf(ip: Buffer): IcmpAnswer | undefined {
  const version = (ip[0] ?? 0) >> 4;
  if (version === 4) return ip[9] === 1 ? ofIpv4(ip) : undefined;
  return version === 6 && ip[6] === 58 ? ofIpv6(ip) : undefined;
}

function ofIpv4(ip: Buffer): IcmpAnswer | undefined {
  const icmp = ip.subarray(((ip[0] as number) & 0x0f) * 4);
  const inner = icmp.subarray(8);
  const [type, code = 0] = icmp;
  const what =
    type === 3
      ? (UNREACHABLE[code] ?? `unreachable, code ${code}`)
      : type === 11
        ? "time to live exceeded (a loop, or too far)"
        : undefined;
  const header = ((inner[0] ?? 0) & 0x0f) * 4;
  if (what === undefined || inner.length < header + 4 || header < 20 || inner[9] !== 6) return undefined;
  return {
    from: withoutPort(ip.toString("hex", 12, 16)),
    what: `${what} (ICMP type ${type} code ${code})`,
    src: inner.toString("hex", 12, 16),
    dst: inner.toString("hex", 16, 20),
    srcPort: inner.readUInt16BE(header),
    dstPort: inner.readUInt16BE(header + 2),
  };
}

function ofIpv6(ip: Buffer): IcmpAnswer | undefined {
  const icmp = ip.subarray(40);
  const inner = icmp.subarray(8);
  const [type, code = 0] = icmp;
  const other =
    type === 2 ? "packet too big for a link on the way" : type === 3 ? "hop limit exceeded (a loop, or too far)" : undefined;
  const what = type === 1 ? (UNREACHABLE_6[code] ?? `unreachable, code ${code}`) : other;
  const at = what === undefined ? undefined : tcpIn(inner);
  if (what === undefined || at === undefined) return undefined;
  return {
    from: withoutPort(ip.toString("hex", 8, 24)),
    what: `${what} (ICMPv6 type ${type} code ${code})`,
    src: inner.toString("hex", 8, 24),
    dst: inner.toString("hex", 24, 40),
    srcPort: inner.readUInt16BE(at),
    dstPort: inner.readUInt16BE(at + 2),
  };
}

/** Where TCP begins in a quoted IPv6 packet, behind its extension headers. */
function tcpIn(ip: Buffer): number | undefined {
  if (ip.length < 40) return undefined;
  const { protocol, at } = carriedBy(ip);
  return protocol === 6 && ip.length >= at + 4 ? at : undefined;
}

function withoutPort(hex: string): string {
  return addressText(hex, 0).replace(/:0$/, "");
}
