import type { Socket } from "node:net";
import { HEADER_SIZE } from "../../src/protocol";
import { onReceiving, renumbered, type FrameChange } from "../wire";

/** Chunks that are kept back until it is known what becomes of their message; a longer message is passed on as it comes. */
const MOST_HELD = 64;
/** The smallest receive buffer (Part 6, 7.1.2.3). What states more may be too much: it is passed on as it comes, for the library to refuse. */
const LARGEST = 8192;

/**
 * Puts a filter between a socket and node-opcua, which counts no chunk that aborts a message and keeps what came of that message for the next
 * one (Part 6, 6.7.3): what was begun is kept from it, and what follows the abort is numbered as though the chunks had not been. Only
 * on a channel without security, and for chunks that fit every buffer or come in one piece; elsewhere the library is on its own.
 */
export function passOverAborts(socket: Socket): void {
  let plain = false;
  let held: Buffer[] = [];
  let missing = 0;
  const change: FrameChange = (type, frame) => {
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
  };
  onReceiving(socket, change, isChunk);
}

/** The beginning of a chunk that fits every buffer: TCP may cut it anywhere. */
function isChunk(begun: Buffer): boolean {
  const type = begun.toString("latin1", 0, 3);
  return ["OPN", "MSG"].some((each) => each.startsWith(type)) && (begun.length < HEADER_SIZE || begun.readUInt32LE(4) <= LARGEST);
}
