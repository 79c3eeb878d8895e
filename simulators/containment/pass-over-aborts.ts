import type { Socket } from "node:net";
import { onReceiving, renumbered } from "../wire";

/** Chunks that are kept back until it is known what becomes of their message; a longer message is passed on as it comes. */
const MOST_HELD = 64;

/**
 * Puts a filter between a socket and node-opcua, which counts no chunk that aborts a message and keeps what came of that message for the next
 * one (Part 6, 6.7.3): what was begun is kept from it, and what follows the abort is numbered as though the chunks had not been. Only
 * on a channel without security, and where a chunk comes in one piece; elsewhere the library is on its own.
 */
export function passOverAborts(socket: Socket): void {
  let plain = false;
  let held: Buffer[] = [];
  let missing = 0;
  onReceiving(socket, (type, frame) => {
    if (type === "OPN") plain = frame.includes("#None");
    if (!plain) return frame;
    const chunk = type === "MSG" ? frame.toString("latin1", 3, 4) : "F";
    const counted = missing > 0 && chunk !== "A" ? renumbered(frame, (number) => number - missing) : frame;
    if (chunk === "C" && held.length < MOST_HELD) {
      held.push(counted);
      return undefined;
    }
    const begun = held;
    held = [];
    if (chunk !== "A") return Buffer.concat([...begun, counted]);
    missing += begun.length + 1;
    return frame;
  });
}
