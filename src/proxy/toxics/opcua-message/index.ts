import { decodeHeader, HEADER_SIZE, type MessageHeader } from "../../../protocol";
import { MessageTracker, type Piece } from "../../tracker";
import type { Chunk, End, How, Stage, StageContext, ToxicType } from "../../types";
import { Alarm } from "../alarm";
import { HeldQueue } from "../held-queue";
import { ACTS } from "./actions";
import { ATTRIBUTES, checkAttributes, type Action } from "./attributes";
import { Matcher } from "./match";

/**
 * Picks OPC UA messages by type, chunk type, n-th, every n-th or chance, and does one thing to them: see `docs/proxy.md`. Messages that
 * are not picked pass as they come, save that their first 8 bytes come together; what is not OPC UA passes as it is.
 */
export const opcuaMessage: ToxicType = {
  type: "opcua_message",
  attributes: ATTRIBUTES,
  check: checkAttributes,
  create: (context) => new OpcuaMessage(context),
};

/** What becomes of the message that is arriving. */
type Mode = "header" | "pass" | "whole" | "cut";

class OpcuaMessage implements Stage {
  private readonly tracker: MessageTracker;
  private readonly matcher: Matcher;
  private readonly queue: HeldQueue;
  private readonly alarm: Alarm;
  private mode: Mode;
  private header: MessageHeader | undefined;
  private parts: Chunk[] = [];
  private swapped: Chunk | undefined;
  private isCut = false;

  constructor(private readonly context: StageContext) {
    this.tracker = new MessageTracker(context.alignment);
    this.matcher = new Matcher(context);
    this.queue = new HeldQueue(context, 16 * 1024 * 1024);
    this.alarm = new Alarm(context);
    // A message that has begun without us is none of ours.
    this.mode = context.alignment.seen > 0 ? "pass" : "header";
  }

  data(chunk: Chunk): void {
    let { offset, message } = chunk;
    for (const piece of this.tracker.split(chunk.bytes)) {
      if (this.isCut) return;
      this.piece({ ...chunk, bytes: piece.bytes, offset, message }, piece);
      offset += piece.bytes.length;
      if (piece.last && message !== undefined) message += 1;
    }
  }

  end(end: End): void {
    if (this.isCut) return;
    this.giveUp();
    this.queue.end(end);
  }

  updated(): void {
    if (this.context.attributes["release"] === true) this.queue.flush();
  }
  release(): void {
    this.giveUp();
  }

  private piece(chunk: Chunk, piece: Piece): void {
    if (piece.message === undefined) {
      this.giveUp();
      return this.out(chunk);
    }
    if (this.mode === "header") {
      this.parts.push(chunk);
      if (piece.start + piece.bytes.length < HEADER_SIZE) return;
      this.judge();
    } else if (this.mode === "pass") this.out(chunk);
    else this.parts.push(chunk);
    if (this.mode === "cut") this.cut(piece.last);
    if (piece.last) this.messageEnds();
  }

  /** The header is there: is this message picked? */
  private judge(): void {
    const whole = this.joined();
    this.header = decodeHeader(whole.bytes);
    if (!this.matcher.picks(this.header)) {
      this.mode = "pass";
      this.flushParts();
    } else {
      this.mode = this.context.attributes["action"] === "cut" ? "cut" : "whole";
    }
  }

  private messageEnds(): void {
    if (this.isCut) return;
    if (this.mode === "whole") this.act(this.joined());
    else this.flushParts();
    if (this.mode !== "whole" && this.swapped) this.outSwapped();
    this.mode = "header";
    this.parts = [];
  }

  private act(message: Chunk): void {
    const { attributes, name } = this.context;
    if (this.swapped && attributes["action"] === "swap") {
      this.out(message);
      return this.outSwapped();
    }
    const deed = ACTS[attributes["action"] as Exclude<Action, "cut">](this.context, this.header?.type ?? "", message);
    const earlier = deed.swap ? undefined : this.swapped;
    this.decide(deed.choice, message, message.bytes.length);
    for (const chunk of deed.out) this.out(chunk, message.at + (deed.delay ?? 0));
    if (earlier) this.outSwapped();
    if (deed.swap) this.swapped = deed.swap;
    if (deed.reply) this.context.reply(deed.reply, `${name}: ${deed.choice}`);
    if (attributes["then"] !== "") this.closeNow(attributes["then"] as How, deed.choice);
  }

  /** Passes what may pass of the message and ends the connection when that point is reached. */
  private cut(last: boolean): void {
    const { position, bytes, how, delay } = this.context.attributes;
    const message = this.joined();
    const limit = position === "before" ? 0 : position === "after" ? Infinity : Number(bytes);
    if (message.bytes.length < limit && !last) return;
    const passed = message.bytes.subarray(0, Math.min(limit, message.bytes.length));
    const where = position === "inside" ? `after ${passed.length} bytes` : `${position} it`;
    const choice = `cut ${this.header?.type} ${where} by ${String(how).toUpperCase()}`;
    this.decide(choice, { ...message, offset: message.offset + passed.length }, message.bytes.length - passed.length);
    this.out(this.context.mark({ ...message, bytes: passed }, choice));
    this.parts = [];
    if (delay === 0) return this.closeNow(how as How, choice);
    this.isCut = true;
    this.alarm.set(Number(delay), () => this.context.close(how as How, choice));
  }

  private closeNow(how: How, choice: string): void {
    this.isCut = true;
    this.queue.flush();
    this.context.close(how, choice);
  }

  private outSwapped(): void {
    const { swapped } = this;
    this.swapped = undefined;
    if (swapped) this.out(swapped);
  }

  private out(chunk: Chunk, due = chunk.at): void {
    if (chunk.bytes.length === 0) return;
    if (this.queue.empty && due <= chunk.at) this.context.emit(chunk);
    else this.queue.push(due, chunk);
  }

  /** Hands on what was kept of an unfinished message, and a message that waits for its next. */
  private giveUp(): void {
    this.flushParts();
    this.outSwapped();
  }

  private flushParts(): void {
    const { parts } = this;
    this.parts = [];
    for (const part of parts) this.out(part);
  }

  private joined(): Chunk {
    const [first, ...more] = this.parts;
    if (!first) throw new Error("no part of the message has arrived");
    if (more.length > 0) this.parts = [{ ...first, bytes: Buffer.concat(this.parts.map((part) => part.bytes)) }];
    return this.parts[0] ?? first;
  }

  private decide(choice: string, chunk: Chunk, length: number): void {
    this.context.decide(choice, { offset: chunk.offset, length, message: chunk.message });
  }
}
