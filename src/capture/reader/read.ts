import { CaptureClock } from "./clock";
import type { CaptureReading } from "./connection";
import { ipOf, isKnownLinkType } from "./link-layer";
import { icmpOf } from "./icmp";
import { NetworkLayer } from "./network";
import { openCapture } from "./packets";
import { tcpOf } from "./segment";
import type { RoomOptions } from "./room";
import { ConnectionTracker } from "./tracker";
import { CaptureError, Warnings, type CapturedPacket } from "./types";

export interface ReadOptions extends RoomOptions {
  readonly signal?: AbortSignal;
  /** A port that OPC UA listens on, for captures where nothing but dials tells it. */
  readonly port?: number;
}

/**
 * Reads a capture file (pcap, pcapng, gzip of these) as a stream and finds the OPC UA connections in it, on any port.
 * Memory is bounded by what is worth telling, not by the size of the file. Throws {@link CaptureError}, also when there is no OPC UA.
 */
export async function readCapture(path: string, options: ReadOptions = {}): Promise<CaptureReading> {
  const warnings = new Warnings();
  const reading = await readConnections(openCapture(path, warnings, options.signal), warnings, options);
  if (reading.connections.length > 0 || reading.failedDials.length > 0) return reading;
  const seen = `${reading.packets} packets, ${reading.otherConnections} TCP connections of something else`;
  const more = reading.warnings.length > 0 ? `; ${reading.warnings.join("; ")}` : "";
  throw new CaptureError(
    "NO_OPC_UA",
    `${path}: expected OPC UA (messages that begin with RHE, HEL, ACK, ERR, OPN, MSG or CLO), got ${seen}${more}`,
  );
}

/** The same for packets from elsewhere. */
export async function readConnections(
  packets: AsyncIterable<CapturedPacket>,
  warnings: Warnings,
  options: ReadOptions = {},
): Promise<CaptureReading> {
  const tracker = new ConnectionTracker(warnings, options);
  const clock = new CaptureClock(warnings);
  const network = new NetworkLayer(warnings);
  let count = 0;
  for await (const packet of packets) {
    options.signal?.throwIfAborted();
    count += 1;
    readPacket(packet, clock.time(packet), { tracker, network, warnings });
  }
  network.finish();
  const found = tracker.finish();
  judgeDirections(found.connections, warnings);
  const { otherConnections, leftOut } = tracker;
  const { epoch, length, jumps: clockJumps } = clock;
  return { ...found, packets: count, epoch, length, clockJumps, otherConnections, leftOut, warnings: warnings.list };
}

interface Parts {
  readonly tracker: ConnectionTracker;
  readonly network: NetworkLayer;
  readonly warnings: Warnings;
}

function readPacket(packet: CapturedPacket, t: number, { tracker, network, warnings }: Parts): void {
  if (packet.t === undefined) warnings.add("the capture keeps no times: packet numbers stand for milliseconds");
  if (!isKnownLinkType(packet.linkType)) {
    warnings.add(`link type ${packet.linkType} is not known; expected Ethernet, Linux cooked, loopback or raw IP; packet left out`);
    return;
  }
  const outer = ipOf(packet.linkType, packet.data);
  const ip = outer && network.innermost(outer);
  if (!ip) return;
  const answer = icmpOf(ip);
  if (answer) return tracker.icmp(answer, packet, t);
  const segment = tcpOf(ip);
  if (!segment) return;
  tracker.segment(segment, packet, t);
  if (segment.missing > 0) warnings.add("the snapshot length of the capture cut packets: capture with -s 0 to see whole messages");
}

function judgeDirections(connections: CaptureReading["connections"], warnings: Warnings): void {
  for (const connection of connections) {
    if (connection.bothDirections) continue;
    warnings.add(`connection ${connection.number} was captured in one direction only: what the other side said is unknown`);
  }
}
