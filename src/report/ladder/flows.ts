import type { BytesEvent, MessageEvent, Stamp } from "../../trace";

export type Item = (MessageEvent | BytesEvent) & Stamp;

/**
 * What became of one thing that was said: `sent` is missing when the network said it, `delivered` when it did not arrive.
 * - `clean`: arrived as it was sent. - `altered`: arrived with other bytes. - `cut`: only its first bytes arrived.
 * - `duplicate`: arrived once more. - `injected`: nobody sent it. - `lost`: did not arrive.
 * - `unreadable`: the stream at the receiver is no longer OPC UA, so its fate cannot be told.
 */
export interface Flow {
  readonly fate: "clean" | "altered" | "cut" | "duplicate" | "injected" | "lost" | "unreadable";
  readonly sent?: Item;
  readonly delivered?: Item;
}

/** Unpaired messages that are looked at for one delivery; a network that swallowed more has swallowed them for good. */
const LOOK_BACK = 256;

export function bytesOf(item: Item): Buffer {
  return item.kind === "message" ? item.message.bytes : item.bytes;
}

/** Pairs what one direction of a connection carried at the sender's side with what came out at the receiver's. */
export function pairFlows(sent: readonly Item[], delivered: readonly Item[]): Flow[] {
  const open = [...sent];
  const paired: Item[] = [];
  const flows: Flow[] = [];
  let readable = true;
  for (const item of delivered) {
    const flow = readable ? pairOne(item, open, paired) : passRaw(item);
    if (item.kind === "bytes" && item.reason !== "partial") readable = false;
    flows.push(flow);
    if (!flow.sent) continue;
    open.splice(open.indexOf(flow.sent), 1);
    paired.push(flow.sent);
  }
  const fate = readable ? "lost" : "unreadable";
  return [...flows, ...open.map((item) => ({ fate, sent: item }) as const)];
}

function pairOne(item: Item, open: readonly Item[], paired: readonly Item[]): Flow {
  const bytes = bytesOf(item);
  const near = open.slice(0, LOOK_BACK).filter((other) => other.t <= item.t);
  const same = near.find((other) => other.kind === item.kind && bytesOf(other).equals(bytes));
  if (same) return { fate: "clean", sent: same, delivered: item };
  if (item.kind === "bytes" && item.reason === "partial") {
    const whole = near.find((other) => bytesOf(other).subarray(0, bytes.length).equals(bytes)) ?? near[0];
    return whole ? { fate: "cut", sent: whole, delivered: item } : { fate: "injected", delivered: item };
  }
  if (paired.slice(-LOOK_BACK).some((other) => bytesOf(other).equals(bytes))) return { fate: "duplicate", delivered: item };
  const like = near.find(
    (other) => item.kind === "bytes" || (other.kind === "message" && other.message.type === item.message.type),
  );
  return like ? { fate: "altered", sent: like, delivered: item } : { fate: "injected", delivered: item };
}

function passRaw(item: Item): Flow {
  return { fate: "unreadable", delivered: item };
}
