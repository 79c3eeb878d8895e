import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { TimedSegment, TraceEvent } from "../../trace";
import { PcapngEncoder, type Draft, type EncoderOptions } from "./encoder";

/** Faults are looked up among as many packets back; a message that spans more is commented on its connection's next packet. */
const LOOK_BACK = 4096;

/** Packets that are encoded at once. */
const BATCH = 64;

type Item = { readonly t: number; readonly rank: number; add(encoder: PcapngEncoder, recent: Draft[]): void };

/** Writes what a scenario recorded as a pcapng file, compressed where its name ends in `.gz`. `epoch` is the wall clock (ms since 1970) at t = 0 of the trace. */
export async function writePcapng(
  path: string,
  events: readonly TraceEvent[],
  segments: readonly TimedSegment[],
  epoch: number,
  options: Omit<EncoderOptions, "epoch"> = {},
): Promise<void> {
  const bytes = Readable.from(encodePcapng(events, segments, { ...options, epoch }));
  await (path.endsWith(".gz") ? pipeline(bytes, createGzip(), createWriteStream(path)) : pipeline(bytes, createWriteStream(path)));
}

/** The file as it grows, in pieces of some packets. */
export function* encodePcapng(
  events: readonly TraceEvent[],
  segments: readonly TimedSegment[],
  options: EncoderOptions,
): Generator<Buffer> {
  const encoder = new PcapngEncoder(options);
  yield encoder.header();
  let recent: Draft[] = [];
  for (const item of inOrder(events, segments)) {
    item.add(encoder, recent);
    if (recent.length < 2 * LOOK_BACK) continue;
    yield* encodeDrafts(encoder, recent.slice(0, LOOK_BACK));
    recent = recent.slice(LOOK_BACK);
  }
  yield* encodeDrafts(encoder, recent);
}

function* encodeDrafts(encoder: PcapngEncoder, drafts: readonly Draft[]): Generator<Buffer> {
  yield encoder.newInterfaces();
  for (let at = 0; at < drafts.length; at += BATCH) yield encoder.encode(drafts.slice(at, at + BATCH));
}

/** By time; of what happened in the same instant, first what opens, then data, then faults about it, then what closes. */
function inOrder(events: readonly TraceEvent[], segments: readonly TimedSegment[]): Item[] {
  const items: Item[] = segments.map((segment) => ({
    t: segment.t,
    rank: 1,
    add: (encoder, recent) => encoder.data(segment, segment.t, recent),
  }));
  for (const event of events) {
    if (event.kind === "connection") {
      const rank = event.phase === "opened" ? 0 : 3;
      items.push({ t: event.t, rank, add: (encoder, recent) => encoder.connection(event, recent) });
    } else if (event.kind === "fault") {
      items.push({ t: event.t, rank: 2, add: (encoder, recent) => encoder.fault(event, recent) });
    }
  }
  return items.sort((a, b) => a.t - b.t || a.rank - b.rank);
}
