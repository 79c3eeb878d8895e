import { Readable } from "node:stream";
import { readConnections, readPackets, Warnings, type CaptureReading } from "../../src/capture/reader";
import { encodeOpenChannel, encodeSecured, openSecureChannelRequest } from "../../src/protocol";
import type { Role } from "../../src/vocabulary";
import { ethernet, ipv4, pcap, type Record_ } from "../capture/reader/packets";

const NONE = "http://opcfoundation.org/UA/SecurityPolicy#None";
const CHANNEL = { secureChannelId: 7, tokenId: 1 };

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Sequence header and type of a service (Part 6, 6.7.2.4, 5.2.2.9). */
function front(number: number, service: number): Buffer {
  return Buffer.concat([uint32(number), uint32(number), Buffer.from([1, 0, service & 0xff, service >> 8])]);
}

/** A Read request (631), or its response (634). */
export const read = (number: number, service: 631 | 634 = 631) =>
  encodeSecured("MSG", { ...CHANNEL, body: Buffer.concat([front(number, service), Buffer.alloc(24)]) });

/** An OpenSecureChannel request; of a channel that is there, to renew it. */
export function opens(secureChannelId = 0, number = 1): Buffer {
  const body = Buffer.concat([front(number, 446), openSecureChannelRequest().subarray(12)]);
  return encodeOpenChannel({ secureChannelId, securityPolicyUri: NONE, body });
}

/** Its answer, with a lifetime in ms. */
export function opened(lifetime = 60_000, securityPolicyUri = NONE): Buffer {
  const header = Buffer.concat([Buffer.alloc(17), Buffer.alloc(4, 0xff), Buffer.alloc(3)]);
  const token = Buffer.concat([uint32(0), uint32(7), uint32(1), Buffer.alloc(8), uint32(lifetime)]);
  const body = Buffer.concat([front(1, 449), header, token, Buffer.alloc(4, 0xff)]);
  return encodeOpenChannel({ secureChannelId: 7, securityPolicyUri, body });
}

/** Seconds, who, and what: bytes, FIN or RST. `again` sends them so often once more; without `heard` TCP never confirms them. */
export interface Line {
  readonly at: number;
  readonly by: Role;
  readonly sends: Buffer | "F" | "R";
  readonly again?: number;
  readonly heard?: false;
  /** The capture does not hold it. */
  readonly missing?: true;
}

/** Packets of one connection that the server dials, each confirmed at once, and what the reader makes of them. */
export async function conversation(lines: readonly Line[], only?: Role): Promise<CaptureReading> {
  const seq = { server: 1000, client: 2000 };
  const packets: Record_[] = [];
  const add = (t: number, by: Role, flags: string, payload?: Buffer, number = seq[by]) => {
    if (only !== undefined && by !== only) return;
    const ack = seq[by === "server" ? "client" : "server"];
    packets.push({ t: t * 1000, frame: ethernet(ipv4({ from: by, seq: number, ack, flags, ...(payload ? { payload } : {}) })) });
  };
  add(0, "server", "S", undefined, 999);
  add(0, "client", "SA", undefined, 1999);
  for (const { at, by, sends, again = 0, heard, missing } of lines) {
    const other = by === "server" ? "client" : "server";
    if (typeof sends === "string") {
      add(at, by, `${sends}A`);
      seq[by] += 1;
      continue;
    }
    const begin = seq[by];
    for (let n = 0; n <= again && missing === undefined; n++) add(at + n, by, "PA", sends, begin);
    seq[by] += sends.length;
    if (heard !== false) add(at + again + 0.001, other, "A");
  }
  const warnings = new Warnings();
  return readConnections(readPackets(Readable.from([pcap(packets)]), "x", warnings), warnings, { everyMessage: true });
}
