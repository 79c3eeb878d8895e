import type { Socket } from "node:net";
import { decodeMessage, FrameSplitter, type Message } from "../../../protocol";

/**
 * Listens in on what a peer says on a socket that a real stack uses, without taking anything away from it; `onForeign` gets the first bytes
 * that are not OPC UA.
 */
export function tap(socket: Socket, onForeign: (bytes: Buffer) => void = () => undefined): readonly Message[] {
  const heard: Message[] = [];
  const splitter = new FrameSplitter();
  socket.on("data", (chunk: Buffer) => {
    for (const item of splitter.push(chunk)) {
      if (item.kind === "malformed") onForeign(item.bytes);
      if (item.kind !== "frame") continue;
      try {
        heard.push(decodeMessage(item.bytes));
      } catch {
        // What cannot be read is the stack's to complain of.
      }
    }
  });
  return heard;
}
