import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import type { TimedSegment, TraceEvent } from "../../trace";
import { PcapngEncoder, type Draft, type EncoderOptions } from "./encoder";

/** Faults are looked up among as many packets back; a message that spans more is commented on its connection's next packet. */
const LOOK_BACK = 4096;

type Item = { readonly t: number; readonly rank: number; add(encoder: PcapngEncoder, recent: readonly Draft[]): Draft[] };

/** Writes what a scenario recorded as a pcapng file. `epoch` is the wall clock (ms since 1970) at t = 0 of the trace. */
export async function writePcapng(
  path: string,
  events: readonly TraceEvent[],
  segments: readonly TimedSegment[],
  epoch: number,
  options: Omit<EncoderOptions, "epoch"> = {},
): Promise<void> {
  await pipeline(Readable.from(encodePcapng(events, segments, { ...options, epoch })), createWriteStream(path));
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
    recent.push(...item.add(encoder, recent));
    if (recent.length < 2 * LOOK_BACK) continue;
    yield* encodeDrafts(encoder, recent.slice(0, LOOK_BACK));
    recent = recent.slice(LOOK_BACK);
  }
  yield* encodeDrafts(encoder, recent);
}

export function* encodeDrafts(encoder: PcapngEncoder, drafts: readonly Draft[]): Generator<Buffer> {
  yield encoder.newInterfaces();
  for (const draft of drafts) yield* encoder.encode(draft);
}

/** By time; of what happened in the same instant, first what opens, then data, then faults about it, then what closes. */
function inOrder(events: readonly TraceEvent[], segments: readonly TimedSegment[]): Item[] {
  const items: Item[] = segments.map((segment) => ({ t: segment.t, rank: 1, add: (encoder) => encoder.data(segment) }));
  for (const event of events) {
    if (event.kind === "connection") {
      const rank = event.phase === "opened" ? 0 : 3;
      items.push({ t: event.t, rank, add: (encoder) => encoder.connection(event) });
    } else if (event.kind === "fault") {
      const add = (encoder: PcapngEncoder, recent: readonly Draft[]) => {
        encoder.fault(event, recent);
        return [];
      };
      items.push({ t: event.t, rank: 2, add });
    }
  }
  return items.sort((a, b) => a.t - b.t || a.rank - b.rank);
}
