import { isNextSequenceNumber, plainChunk, securityToken, serviceOf, serviceResult, type Message } from "../../protocol";
import type { Role } from "../../vocabulary";
import type { Side } from "./types";

/** Something worth telling about the services of one connection, read from chunks without encryption. */
export type ServiceNote =
  | { readonly what: "fault"; readonly service: string; readonly code: number }
  | { readonly what: "abort"; readonly code: number }
  | { readonly what: "late"; readonly service: string; readonly ms: number }
  | { readonly what: "unanswered"; readonly service: string; readonly count: number; readonly ms: number }
  | { readonly what: "sequence"; readonly expected: number; readonly seen: number }
  | { readonly what: "expired"; readonly lifetime: number; readonly ms: number };

export interface Noted {
  readonly side: Side;
  readonly t: number;
  readonly note: ServiceNote;
}

/** An answer that takes longer is told. A Publish waits for news by design. */
const LATE = 5000;
const WAITS = "Publish";
/** What comes within a quarter of the lifetime behind its end is let pass, for clocks and the network (Part 4, 5.5.2.1). */
const GRACE = 1.25;
const MAX_PENDING = 1000;

/** Follows sequence numbers, requests and tokens of one connection, as long as nothing is encrypted. */
export class ServiceFollower {
  private readonly pending = new Map<number, { readonly service: string; readonly t: number; readonly side: Side }>();
  private readonly last: [number | undefined, number | undefined] = [undefined, undefined];
  private readonly first: [boolean, boolean] = [true, true];
  /** `settled`: told once, or the client has asked for another: that it got none is told as a request without an answer. */
  private token: { readonly t: number; readonly lifetime: number; settled: boolean } | undefined;

  /** Role of the side that said the message, where its content tells. */
  roleOf(message: Message): Role | undefined {
    if (message.type === "CLO") return "client";
    if (message.type !== "MSG" && message.type !== "OPN") return undefined;
    const kind = serviceOf(plainChunk(message)?.body ?? Buffer.alloc(0))?.kind;
    if (kind !== undefined) return kind === "request" ? "client" : "server";
    // The first request for a channel has no number yet; its answer has one.
    return message.type === "OPN" && message.secureChannelId === 0 ? "client" : undefined;
  }

  /** Bytes of this side are missing in the capture: what comes next is not compared. */
  lost(side: Side): void {
    this.last[side] = undefined;
    this.pending.clear();
    this.token = undefined;
  }

  message(side: Side, t: number, message: Message): Noted[] {
    if (message.type !== "MSG" && message.type !== "OPN" && message.type !== "CLO") return [];
    const chunk = plainChunk(message);
    if (!chunk) return [];
    const notes = this.sequence(side, chunk.sequenceNumber);
    if (message.chunk === "A") notes.push({ what: "abort", code: chunk.body.length >= 4 ? chunk.body.readUInt32LE(0) : 0 });
    const service = serviceOf(chunk.body);
    if (message.type === "OPN" && service?.kind === "response") this.opened(t, securityToken(service.fields)?.revisedLifetime);
    if (message.type === "MSG" && service?.kind === "request") notes.push(...this.expired(t));
    const renews = message.type === "OPN" && message.secureChannelId !== 0;
    if (renews && service?.kind === "request" && this.token) this.token.settled = true;
    if (service?.kind === "request" && (message.type === "MSG" || renews)) this.asked(chunk.requestId, service.service, t, side);
    else if (side !== this.pending.get(chunk.requestId)?.side) notes.push(...this.answered(chunk.requestId, t, service));
    return notes.map((note) => ({ side, t, note }));
  }

  /** What never got an answer, when the connection ends. */
  finish(until: number): Noted[] {
    const [first, ...more] = [...this.pending.values()].filter(({ service, t }) => service !== WAITS && until - t >= LATE);
    if (!first) return [];
    const { service, t, side } = first;
    return [{ side, t: until, note: { what: "unanswered", service, count: more.length + 1, ms: until - t } }];
  }

  private sequence(side: Side, seen: number): ServiceNote[] {
    const last = this.last[side];
    this.last[side] = seen;
    this.first[side] = false;
    if (last === undefined || isNextSequenceNumber(seen, last)) return [];
    return [{ what: "sequence", expected: last + 1, seen }];
  }

  private opened(t: number, lifetime: number | undefined): void {
    this.token = lifetime === undefined ? undefined : { t, lifetime, settled: false };
  }

  private expired(t: number): ServiceNote[] {
    const { token } = this;
    if (!token || token.settled || token.lifetime === 0 || t - token.t <= token.lifetime * GRACE) return [];
    token.settled = true;
    return [{ what: "expired", lifetime: token.lifetime, ms: t - token.t }];
  }

  private asked(id: number, service: string, t: number, side: Side): void {
    if (this.pending.size < MAX_PENDING) this.pending.set(id, { service, t, side });
  }

  private answered(id: number, t: number, service: ReturnType<typeof serviceOf>): ServiceNote[] {
    const asked = this.pending.get(id);
    this.pending.delete(id);
    const name = asked?.service ?? "a request";
    const code = service?.kind === "fault" ? serviceResult(service.fields) : undefined;
    if (code !== undefined) return [{ what: "fault", service: name, code }];
    if (asked && asked.service !== WAITS && t - asked.t >= LATE) return [{ what: "late", service: name, ms: t - asked.t }];
    return [];
  }
}
