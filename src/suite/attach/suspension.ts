import { statusName } from "../../protocol";
import type { MessageEvent, Stamp, Trace, TraceEvent } from "../../trace";
import type { SutTiming } from "../sut";

/** Keeps in mind whether a scenario left the server in a suspension, in the monotonic ms of all traces of this process. */
export class SuspensionMemory {
  private until = 0;

  constructor(private readonly timing: Pick<SutTiming, "suspension" | "tolerance"> | undefined) {}

  /** Reads what the scenario did: an ERR BadTcpMessageTypeInvalid that no dial has followed. */
  leave(trace: Trace): void {
    if (!this.timing) return;
    const refusal = trace.events.findLast((event): event is MessageEvent & Stamp => isRefusal(event));
    if (!refusal) return;
    const later = trace.events.some((event) => event.seq > refusal.seq && isDial(event, refusal.link));
    if (later) return;
    const end = performance.now() + this.timing.suspension + this.timing.tolerance - (trace.now() - refusal.t);
    this.until = Math.max(this.until, end);
  }

  forget(): void {
    this.until = 0;
  }

  /** Ms from now. */
  get rest(): number {
    return Math.max(0, this.until - performance.now());
  }
}

function isRefusal(event: TraceEvent): boolean {
  return (
    event.kind === "message" &&
    event.side === "server" &&
    event.direction === "to-server" &&
    event.message.type === "ERR" &&
    statusName(event.message.code) === "BadTcpMessageTypeInvalid"
  );
}

function isDial(event: TraceEvent, link: string): boolean {
  return event.kind === "connection" && event.phase === "opened" && event.side === "server" && event.link === link;
}
