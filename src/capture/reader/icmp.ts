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
  const other = type === 11 ? "time to live exceeded (a loop, or too far)" : undefined;
  const what = type === 3 ? (UNREACHABLE[code] ?? `unreachable, code ${code}`) : other;
  const at = ((inner[0] ?? 0) & 0x0f) * 4;
  if (what === undefined || inner.length < at + 4 || at < 20 || inner[9] !== 6) return undefined;
  return { what: `${what} (ICMP type ${type} code ${code})`, ...ends(ip, inner, at, [12, 16, 20]) };
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
  return { what: `${what} (ICMPv6 type ${type} code ${code})`, ...ends(ip, inner, at, [8, 24, 40]) };
}

/** Who answers, and the ends of the quoted connection: its ports stand at `at`; the source address from byte `src`, the target's from `dst` to `end`. */
function ends(ip: Buffer, inner: Buffer, at: number, [src, dst, end]: readonly [number, number, number]): Omit<IcmpAnswer, "what"> {
  return {
    from: withoutPort(ip.toString("hex", src, dst)),
    src: inner.toString("hex", src, dst),
    dst: inner.toString("hex", dst, end),
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
