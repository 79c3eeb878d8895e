import type { CapturedPacket } from "../../../src/capture/reader/types";

/** Builds capture files byte by byte, for what tcpdump does not write on order. */
export interface Said {
  readonly from: "server" | "client";
  readonly seq: number;
  readonly ack?: number;
  readonly flags?: string;
  readonly payload?: Buffer;
  /** Ms since the capture began. */
  readonly t?: number;
  /** Bytes of the frame that are kept, for snapshot lengths. */
  readonly keep?: number;
}

const FLAGS: Record<string, number> = { F: 1, S: 2, R: 4, P: 8, A: 16 };
/** The server dials from 50000 to the client's 6666. */
const PORTS = { server: 50000, client: 6666 };

export function tcp(said: Said, ports = PORTS): Buffer {
  const header = Buffer.alloc(20);
  const to = said.from === "server" ? "client" : "server";
  header.writeUInt16BE(ports[said.from], 0);
  header.writeUInt16BE(ports[to], 2);
  header.writeUInt32BE(said.seq >>> 0, 4);
  header.writeUInt32BE((said.ack ?? 0) >>> 0, 8);
  header[12] = 0x50;
  header[13] = [...(said.flags ?? "A")].reduce((sum, flag) => sum | (FLAGS[flag] ?? 0), 0);
  header.writeUInt16BE(1000, 14);
  return Buffer.concat([header, said.payload ?? Buffer.alloc(0)]);
}

export function ipv4(said: Said, ports = PORTS): Buffer {
  const body = tcp(said, ports);
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + body.length, 2);
  header[9] = 6;
  header.write(said.from === "server" ? "0a000001" : "0a000002", 12, "hex");
  header.write(said.from === "server" ? "0a000002" : "0a000001", 16, "hex");
  return Buffer.concat([header, body]);
}

/** With a hop-by-hop extension header in front of TCP. */
export function ipv6(said: Said): Buffer {
  const body = Buffer.concat([Buffer.from([6, 0, 0, 0, 0, 0, 0, 0]), tcp(said)]);
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(body.length, 4);
  header[6] = 0;
  const ends = ["20010db8000000000000000000000001", "20010db8000000000000000000000002"];
  header.write(ends[said.from === "server" ? 0 : 1] as string, 8, "hex");
  header.write(ends[said.from === "server" ? 1 : 0] as string, 24, "hex");
  return Buffer.concat([header, body]);
}

/** TCP packets of one client, a ms apart, as they come out of a file; with the port of the server that dials. */
export async function* captured(said: Iterable<readonly [Said, number]>): AsyncGenerator<CapturedPacket> {
  let number = 0;
  for (const [one, port] of said) {
    number += 1;
    const data = ethernet(ipv4(one, { ...PORTS, server: port }));
    yield { t: 1e12 + number, linkType: 1, interfaceId: 0, data, originalLength: data.length, comments: [], number };
  }
}

export function ethernet(ip: Buffer, vlan = false): Buffer {
  const type = (ip[0] as number) >> 4 === 6 ? "86dd" : "0800";
  // Short frames are padded to 60 bytes; the padding is no payload.
  const frame = Buffer.concat([Buffer.alloc(12), Buffer.from(vlan ? `81000007${type}` : type, "hex"), ip]);
  return Buffer.concat([frame, Buffer.alloc(Math.max(0, 60 - frame.length), 0xee)]);
}

export interface Record_ {
  readonly t: number;
  readonly frame: Buffer;
  readonly keep?: number;
}

export function pcap(records: readonly Record_[], linkType = 1, options: { big?: boolean; nano?: boolean } = {}): Buffer {
  const u32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    if (options.big) bytes.writeUInt32BE(value);
    else bytes.writeUInt32LE(value);
    return bytes;
  };
  const magic = u32(options.nano ? 0xa1b23c4d : 0xa1b2c3d4);
  const version = Buffer.from(options.big ? "00020004" : "02000400", "hex");
  const head = [magic, version, Buffer.alloc(8), u32(262144), u32(linkType)];
  const body = records.flatMap(({ t, frame, keep }) => {
    const data = frame.subarray(0, keep ?? frame.length);
    const fraction = Math.round((t % 1000) * (options.nano ? 1e6 : 1e3));
    return [u32(Math.floor(t / 1000)), u32(fraction), u32(data.length), u32(frame.length), data];
  });
  return Buffer.concat([...head, ...body]);
}

function block(type: number, body: Buffer, big: boolean): Buffer {
  const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
  const frame = Buffer.alloc(8);
  const write = (value: number, at: number, into = frame) => (big ? into.writeUInt32BE(value, at) : into.writeUInt32LE(value, at));
  write(type, 0);
  write(padded.length + 12, 4);
  return Buffer.concat([frame, padded, frame.subarray(4)]);
}

/** pcapng with time in units of 2^-10 s and an offset, to be sure that both are read; a comment on the first packet. */
export function pcapng(records: readonly Record_[], comment: string, big = false): Buffer {
  const u = (value: number, size: 2 | 4) => {
    const bytes = Buffer.alloc(size);
    if (big) bytes.writeUIntBE(value, 0, size);
    else bytes.writeUIntLE(value, 0, size);
    return bytes;
  };
  const option = (code: number, value: Buffer) =>
    Buffer.concat([u(code, 2), u(value.length, 2), value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
  const section = block(0x0a0d0d0a, Buffer.concat([u(0x1a2b3c4d, 4), u(1, 2), u(0, 2), Buffer.alloc(8, 0xff)]), big);
  const offset = Buffer.alloc(8);
  if (big) offset.writeBigInt64BE(1_000_000n);
  else offset.writeBigInt64LE(1_000_000n);
  const options = [
    option(2, Buffer.from("eth7")),
    option(9, Buffer.from([0x80 | 10])),
    option(14, offset),
    option(0, Buffer.alloc(0)),
  ];
  const description = block(1, Buffer.concat([u(1, 2), u(0, 2), u(0, 4), ...options]), big);
  const packets = records.map(({ t, frame }, index) => {
    const padding = Buffer.alloc((4 - (frame.length % 4)) % 4);
    const note = index === 0 ? [option(1, Buffer.from(comment)), option(0, Buffer.alloc(0))] : [];
    const head = [u(0, 4), u(0, 4), u(Math.round((t / 1000) * 1024), 4), u(frame.length, 4), u(frame.length, 4)];
    return block(6, Buffer.concat([...head, frame, padding, ...note]), big);
  });
  const unknown = block(0x0bad, Buffer.alloc(8), big);
  return Buffer.concat([section, description, unknown, ...packets]);
}
