/** One TCP segment out of an IP packet. */
export interface TcpSegment {
  /** Address as bytes in hex (8 or 32 digits), for keys; see {@link addressText}. */
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly syn: boolean;
  readonly hasAck: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  readonly window: number;
  readonly payload: Buffer;
  /** Payload bytes that the capture's snapshot length cut away. */
  readonly missing: number;
}

/** The TCP segment of a whole IP packet; undefined for what is not TCP. */
export function tcpOf(ip: Buffer): TcpSegment | undefined {
  const version = (ip[0] ?? 0) >> 4;
  if (version === 4) return ipv4(ip);
  return version === 6 ? ipv6(ip) : undefined;
}

function ipv4(ip: Buffer): TcpSegment | undefined {
  if (ip.length < 20 || ip[9] !== 6) return undefined;
  const header = ((ip[0] as number) & 0x0f) * 4;
  // Segmentation offload leaves a total length of 0 in captures of large segments.
  const total = ip.readUInt16BE(2) || ip.length;
  if (header < 20 || total < header) return undefined;
  return tcp(
    ip.subarray(header, Math.min(total, ip.length)),
    total - header,
    ip.toString("hex", 12, 16),
    ip.toString("hex", 16, 20),
  );
}

/** Extension headers of IPv6 that may stand before TCP. */
const EXTENSIONS = new Set([0, 43, 60, 135]);

/** What an IPv6 packet of 40 bytes at least carries behind these headers, and from which byte on. */
export function carriedBy(ip: Buffer): { readonly protocol: number; readonly at: number } {
  let protocol = ip[6] as number;
  let at = 40;
  while (EXTENSIONS.has(protocol) && ip.length >= at + 8) {
    protocol = ip[at] as number;
    at += ((ip[at + 1] as number) + 1) * 8;
  }
  return { protocol, at };
}

function ipv6(ip: Buffer): TcpSegment | undefined {
  if (ip.length < 40) return undefined;
  const total = ip.readUInt16BE(4) || ip.length - 40;
  const { protocol, at } = carriedBy(ip);
  if (protocol !== 6) return undefined;
  const end = 40 + total;
  return tcp(ip.subarray(at, Math.min(end, ip.length)), end - at, ip.toString("hex", 8, 24), ip.toString("hex", 24, 40));
}

function tcp(bytes: Buffer, length: number, src: string, dst: string): TcpSegment | undefined {
  if (bytes.length < 20) return undefined;
  const header = ((bytes[12] as number) >> 4) * 4;
  if (header < 20 || length < header) return undefined;
  const flags = bytes[13] as number;
  const payload = bytes.subarray(header);
  return {
    src,
    dst,
    srcPort: bytes.readUInt16BE(0),
    dstPort: bytes.readUInt16BE(2),
    seq: bytes.readUInt32BE(4),
    ack: bytes.readUInt32BE(8),
    fin: (flags & 1) !== 0,
    syn: (flags & 2) !== 0,
    rst: (flags & 4) !== 0,
    hasAck: (flags & 16) !== 0,
    window: bytes.readUInt16BE(14),
    payload,
    missing: Math.max(0, length - header - payload.length),
  };
}

/** "192.0.2.1:4840" or "[2001:db8::1]:4840". */
export function addressText(hex: string, port: number): string {
  if (hex.length === 8) return `${[0, 2, 4, 6].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(".")}:${port}`;
  const groups = hex.match(/.{4}/g)?.map((group) => parseInt(group, 16).toString(16)) ?? [];
  const zeros = `:${groups.join(":")}:`.match(/:(?:0:){2,}/g)?.sort((a, b) => b.length - a.length)[0];
  const text = zeros ? `:${groups.join(":")}:`.replace(zeros, "::").replace(/^:(?!:)|(?<!:):$/g, "") : groups.join(":");
  return `[${text}]:${port}`;
}
