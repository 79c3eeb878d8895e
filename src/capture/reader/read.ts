import type { CaptureReading } from "./connection";
import { ipOf, isKnownLinkType } from "./link-layer";
import { openCapture } from "./packets";
import { tcpOf } from "./segment";
import { ConnectionTracker } from "./tracker";
import { CaptureError, Warnings, type CapturedPacket } from "./types";

/**
 * Reads a capture file (pcap, pcapng, gzip of these) as a stream and finds the OPC UA connections in it, on any port.
 * Memory is bounded by what is worth telling, not by the size of the file. Throws {@link CaptureError}, also when there is no OPC UA.
 */
export async function readCapture(path: string, options: { readonly signal?: AbortSignal } = {}): Promise<CaptureReading> {
  const warnings = new Warnings();
  const reading = await readConnections(openCapture(path, warnings, options.signal), warnings, options.signal);
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
  signal?: AbortSignal,
): Promise<CaptureReading> {
  const tracker = new ConnectionTracker(warnings);
  let count = 0;
  let epoch: number | undefined;
  let last = 0;
  for await (const packet of packets) {
    signal?.throwIfAborted();
    count += 1;
    epoch ??= packet.t;
    last = packet.t === undefined ? count : packet.t - (epoch ?? 0);
    readPacket(packet, last, tracker, warnings);
  }
  const found = tracker.finish();
  judgeDirections(found.connections, warnings);
  const { otherConnections } = tracker;
  return { ...found, packets: count, epoch, length: last, otherConnections, warnings: warnings.list };
}

function readPacket(packet: CapturedPacket, t: number, tracker: ConnectionTracker, warnings: Warnings): void {
  if (packet.t === undefined) warnings.add("the capture keeps no times: packet numbers stand for milliseconds");
  if (!isKnownLinkType(packet.linkType)) {
    warnings.add(`link type ${packet.linkType} is not known; expected Ethernet, Linux cooked, loopback or raw IP; packet left out`);
    return;
  }
  const ip = ipOf(packet.linkType, packet.data);
  const segment = ip && tcpOf(ip);
  if (segment === "fragment") warnings.add("an IP fragment was left out");
  else if (segment) tracker.segment(segment, packet, t);
  if (segment && segment !== "fragment" && segment.missing > 0) {
    warnings.add("the snapshot length of the capture cut packets: capture with -s 0 to see whole messages");
  }
}

function judgeDirections(connections: CaptureReading["connections"], warnings: Warnings): void {
  for (const connection of connections) {
    if (connection.bothDirections) continue;
    warnings.add(`connection ${connection.number} was captured in one direction only: what the other side said is unknown`);
  }
}
