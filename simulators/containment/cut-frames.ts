import type { Socket } from "node:net";
import { encodeError, HEADER_SIZE, STATUS_CODES, statusName } from "../../src/protocol";
import { passOverAborts } from "./pass-over-aborts";
import { limitRequestsOnly } from "./requests-only";
import type { ContainedListener } from "./types";
import { messageOf } from "../../src/text";

type Emit = (event: string, ...values: unknown[]) => boolean;

/**
 * Puts a cutter between a socket and node-opcua: no event carries bytes of two frames. The library makes a new packet assembler when
 * the sizes are agreed; the rest of a segment would stay with the old one, whose errors nobody hears, and they end the process.
 * The library listens to the socket's data events, so the only place before it is the socket's emit.
 * `serves`: it is a server's. A chunk of a type that there is not, which the library passes over, ends the connection with an Error message
 * then (Part 6, 6.7.2.2); who sent it would wait for an answer.
 */
export function cutFrames(socket: Socket, contained: ContainedListener, { serves = false } = {}): void {
  const emit = socket.emit.bind(socket) as Emit;
  const borders = new FrameBorders();
  reportErrors(socket, contained);
  socket.emit = ((event: string, ...values: unknown[]) => {
    const [bytes] = values;
    if (event !== "data" || !Buffer.isBuffer(bytes)) return emit(event, ...values);
    for (const { part, begins } of borders.cut(bytes)) {
      if (serves && begins && unknownChunk(part) !== undefined) {
        refuse(socket, { code: STATUS_CODES.BadTcpMessageTypeInvalid, reason: "no chunk type is called so" });
        break;
      }
      if (socket.destroyed || !emitContained(socket, emit, part, contained)) break;
    }
    return true;
  }) as Socket["emit"];
  passOverAborts(socket);
  if (!serves) limitRequestsOnly(socket);
}

/** The library says nothing about the Error messages with which it refuses a peer. */
function reportErrors(socket: Socket, contained: ContainedListener): void {
  const write = socket.write.bind(socket);
  socket.write = ((...values: Parameters<typeof write>) => {
    const [bytes] = values;
    if (Buffer.isBuffer(bytes) && bytes.length >= 12 && bytes.toString("latin1", 0, 3) === "ERR")
      contained({ from: addressOf(socket), where: "connection", message: `refused with ${statusName(bytes.readUInt32LE(8))}` });
    return write(...values);
  }) as Socket["write"];
}

function addressOf(socket: Socket): string {
  return `${socket.remoteAddress ?? "?"}:${socket.remotePort ?? 0}`;
}

/** Passes one part on; false: the library threw, and the connection is closed with an Error message. */
export function emitContained(socket: Socket, emit: Emit, part: Buffer, contained: ContainedListener): boolean {
  try {
    emit("data", part);
    return true;
  } catch (error) {
    const from = addressOf(socket);
    refuse(socket, { code: STATUS_CODES.BadTcpInternalError, reason: "the message cannot be processed" });
    contained({ from, where: "connection", message: messageOf(error) });
    return false;
  }
}

function refuse(socket: Socket, error: Parameters<typeof encodeError>[0]): void {
  if (socket.writable) socket.write(encodeError(error));
  socket.destroySoon();
}

/** The type and chunk type of a frame of a channel whose chunk is neither final, intermediate nor an abort. */
export function unknownChunk(header: Buffer): string | undefined {
  const [type, chunk] = [header.toString("latin1", 0, 3), header.toString("latin1", 3, 4)];
  return ["OPN", "MSG", "CLO"].includes(type) && !["F", "C", "A"].includes(chunk) ? `${type}${chunk}` : undefined;
}

/** Where frames begin. Keeps no bytes but an unfinished header; what states no size of a frame is the library's to refuse. */
class FrameBorders {
  private header: Buffer = Buffer.alloc(0);
  /** Bytes of the current frame still to come. */
  private remaining = 0;

  *cut(chunk: Buffer): Generator<{ readonly part: Buffer; readonly begins: boolean }> {
    let bytes = this.header.length > 0 ? Buffer.concat([this.header, chunk]) : chunk;
    this.header = Buffer.alloc(0);
    while (bytes.length > 0) {
      if (this.remaining === 0 && bytes.length < HEADER_SIZE) {
        this.header = bytes;
        return;
      }
      const begins = this.remaining === 0;
      if (begins) this.remaining = Math.max(HEADER_SIZE, bytes.readUInt32LE(4));
      const part = bytes.subarray(0, this.remaining);
      this.remaining -= part.length;
      bytes = bytes.subarray(part.length);
      yield { part, begins };
    }
  }
}
