import type { Socket } from "node:net";
import { FrameSplitter, type StreamItem } from "../../src/protocol";

/** Changes a frame that passes; undefined swallows it. */
export type FrameChange = (type: string, frame: Buffer) => Buffer | undefined;

/** Changes every frame that our end of a connection sends. */
export function onSending(socket: Socket, change: FrameChange): void {
  const write = socket.write.bind(socket) as (bytes: Buffer, ...rest: unknown[]) => boolean;
  const splitter = new FrameSplitter();
  socket.write = (bytes: Buffer, ...rest: unknown[]) => {
    const changed = apply(splitter.push(bytes), change);
    if (changed.length > 0) return write(changed, ...rest);
    // Whoever waits for the write to be done must not wait forever.
    for (const done of rest) if (typeof done === "function") setImmediate(done as () => void);
    return true;
  };
}

/**
 * Changes every frame before our end sees it, if it comes in one piece. Of a frame that does not, our end sees what is there, as it
 * is: when a peer stops in the middle is for our end to judge. Only what `isKept` says of its first bytes waits for the rest of its frame.
 */
export function onReceiving(socket: Socket, change: FrameChange, isKept: (begun: Buffer) => boolean = () => false): void {
  const emit = socket.emit.bind(socket) as (event: string, ...values: unknown[]) => boolean;
  const splitter = new FrameSplitter();
  let seen = 0;
  socket.emit = ((event: string, ...values: unknown[]) => {
    const [bytes] = values;
    if (event !== "data" || !Buffer.isBuffer(bytes)) return emit(event, ...values);
    const items = splitter.push(bytes);
    const begun = seen > 0 ? items.shift()?.bytes.subarray(seen) : undefined;
    const { pending } = splitter;
    const from = begun || items.length > 0 ? 0 : seen;
    const isHeld = from === 0 && pending.length > 0 && isKept(pending);
    const rest = isHeld ? Buffer.alloc(0) : pending.subarray(from);
    seen = isHeld ? 0 : pending.length;
    const changed = Buffer.concat([...(begun ? [begun] : []), apply(items, change), rest]);
    return changed.length === 0 || emit("data", changed);
  }) as Socket["emit"];
}

function apply(items: readonly StreamItem[], change: FrameChange): Buffer {
  const parts = items.map((item) => (item.kind === "frame" ? change(item.bytes.toString("latin1", 0, 3), item.bytes) : item.bytes));
  return Buffer.concat(parts.filter((part) => part !== undefined));
}
