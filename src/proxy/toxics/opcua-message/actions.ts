import { encodeError } from "../../../protocol";
import type { Chunk, StageContext } from "../../types";
import { readCode, type Action } from "./attributes";
import { findField, isText, type Field, type Span } from "./fields";

/** What an action does with one whole message. */
export interface Deed {
  /** For the decision log, the trace and the capture. */
  readonly choice: string;
  /** What goes on to the receiver, in order; the first `delay` ms after the message arrived (Infinity: when released). */
  readonly out: readonly Chunk[];
  readonly delay?: number;
  /** Goes back to the sender. */
  readonly reply?: Buffer;
  /** Kept until the next message has passed. */
  readonly swap?: Chunk;
}

type Act = (context: StageContext, type: string, message: Chunk) => Deed;

/** Every action on whole messages; `cut` works on the stream, in the stage. */
export const ACTS: Readonly<Record<Exclude<Action, "cut">, Act>> = {
  drop: (_context, type) => ({ choice: `drop ${type}`, out: [] }),
  delay: (context, type, message) => {
    const delay = context.number("delay");
    const choice = `delay ${type} ${delay} ms`;
    return { choice, out: [context.mark(message, choice)], delay };
  },
  duplicate: (context, type, message) => {
    const choice = `duplicate ${type}`;
    return { choice, out: [message, context.mark(message, choice)] };
  },
  hold: (context, type, message) => {
    const choice = `hold ${type}`;
    return { choice, out: [context.mark(message, choice)], delay: context.attributes["release"] === true ? 0 : Infinity };
  },
  swap: (context, type, message) => {
    const choice = `swap ${type} with the next message`;
    return { choice, out: [], swap: context.mark(message, choice) };
  },
  truncate: (context, type, message) => {
    const bytes = message.bytes.subarray(0, context.number("bytes"));
    const choice = `truncate ${type} to ${bytes.length} of ${message.bytes.length} bytes`;
    return { choice, out: [context.mark({ ...message, bytes }, choice)] };
  },
  corrupt,
  inject,
};

function corrupt(context: StageContext, type: string, message: Chunk): Deed {
  const { attributes } = context;
  if (attributes["find"] !== "") return corruptText(context, type, message);
  const field = String(attributes["field"]);
  const span = field === "" ? bySpan(message.bytes, attributes) : findField(message.bytes, field as Field);
  if (!span || span.length === 0) return { choice: `leave ${type}: it has no ${field || "such byte"}`, out: [message] };
  const value = String(attributes["value"]);
  const bytes =
    field !== "" && isText(field) ? withRoom(message.bytes, span, Buffer.byteLength(value)) : Buffer.from(message.bytes);
  const target = bytes.subarray(span.offset, span.offset + span.length + bytes.length - message.bytes.length);
  if (value !== "") overwrite(target, value);
  else for (let at = 0; at < target.length; at++) target[at] = (target[at] ?? 0) ^ Number(attributes["xor"]);
  const where = field === "" ? `at ${span.offset}` : field;
  const choice = `corrupt ${type} ${where} (${target.length} bytes, now ${target.subarray(0, 16).toString("hex")})`;
  return { choice, out: [context.mark({ ...message, bytes }, choice)] };
}

/** Every place of a text gets the value, in its length. */
function corruptText(context: StageContext, type: string, message: Chunk): Deed {
  const find = String(context.attributes["find"]);
  const value = String(context.attributes["value"]);
  const bytes = Buffer.from(message.bytes);
  let count = 0;
  for (let at = bytes.indexOf(find); at >= 0; at = message.bytes.indexOf(find, at + 1), count += 1)
    overwrite(bytes.subarray(at, at + Buffer.byteLength(find)), value);
  if (count === 0) return { choice: `leave ${type}: it has no ${JSON.stringify(find)}`, out: [message] };
  const choice = `corrupt ${type} at each of ${count} ${JSON.stringify(find)}`;
  return { choice, out: [context.mark({ ...message, bytes }, choice)] };
}

/** A frame whose text field has room for a longer value; its length and the message's size say so. */
function withRoom(frame: Buffer, { offset, length }: Span, needed: number): Buffer {
  const more = needed - length;
  if (more <= 0) return Buffer.from(frame);
  const bytes = Buffer.concat([frame.subarray(0, offset + length), Buffer.alloc(more), frame.subarray(offset + length)]);
  bytes.writeInt32LE(needed, offset - 4);
  bytes.writeUInt32LE(bytes.length, 4);
  return bytes;
}

/** By offset from the start, or (negative) from the end. */
function bySpan(frame: Buffer, attributes: StageContext["attributes"]): Span | undefined {
  const given = Number(attributes["offset"]);
  const offset = given < 0 ? frame.length + given : given;
  if (offset < 0 || offset >= frame.length) return undefined;
  return { offset, length: Math.min(Number(attributes["length"]), frame.length - offset) };
}

/** A number goes in little-endian over the length of the field, anything else as UTF-8 text, cut or padded with zero bytes. */
function overwrite(target: Buffer, value: string): void {
  const text = Buffer.from(value, "utf8");
  const isNumber = /^(-?\d+|0x[0-9a-f]+)$/i.test(value) && target.length <= 8;
  target.fill(0);
  if (isNumber) target.set([...littleEndian(BigInt(value), target.length)]);
  else text.copy(target);
}

function littleEndian(value: bigint, length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes.subarray(0, length);
}

function inject(context: StageContext, type: string, message: Chunk): Deed {
  const { code, reason, position, to } = context.attributes;
  const frame = encodeError({ code: readCode(String(code)) ?? 0, reason: String(reason) });
  const choice = `inject ERR ${code} ${position === "instead" ? "instead of" : position} ${type} to the ${to}`;
  const kept = position === "instead" ? [] : [message];
  if (to === "sender") return { choice, out: kept, reply: frame };
  const extra = context.mark({ ...message, bytes: frame }, choice);
  return { choice, out: position === "before" ? [extra, ...kept] : [...kept, extra] };
}
