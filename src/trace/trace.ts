import type { Clock } from "./clock";
import { foldRepeats, middleOut } from "../text";
import { describeEvent } from "./describe";
import type { TraceEvent, TraceEventBody } from "./events";
import { waitFor } from "../waiting";

export interface WaitOptions {
  /** Deadline in ms from now; derived by the caller from stated timing. */
  readonly within: number;
  /** Only events after this position count; 0 (all) by default. */
  readonly after?: number;
  readonly signal?: AbortSignal;
}

export interface WindowOptions {
  /** Length of the window in ms. */
  readonly for: number;
  /** Start of the window on the trace's clock, in ms; now by default. A window in the past is judged at once. */
  readonly since?: number;
  readonly signal?: AbortSignal;
  /** The window in words, for a reader to whom its length alone says little. */
  readonly told?: string;
}

/** Awaited in vain: what, for how long, and what was seen instead. */
export class DeadlineError extends Error {
  readonly code = "DEADLINE";
  /** The connection on which it was awaited, where it was one. */
  about?: { readonly link: string; readonly connection: number };
  constructor(
    readonly what: string,
    readonly waited: number,
    readonly seen: readonly string[],
  ) {
    super(
      `expected ${what}; got nothing of it in ${seconds(waited)} s; seen instead: ${seen.length > 0 ? seen.join("; ") : "nothing"}`,
    );
    this.name = "DeadlineError";
  }
}

/** Something came that must not come in the window. */
export class UnexpectedEventError extends Error {
  readonly code = "UNEXPECTED_EVENT";
  constructor(
    readonly what: string,
    readonly event: TraceEvent,
    since: number,
    window: number,
    told = `for ${seconds(window)} s`,
  ) {
    super(`expected no ${what} ${told}; got ${describeEvent(event)} after ${seconds(event.t - since)} s`);
    this.name = "UnexpectedEventError";
  }
}

/** Time-ordered record of one scenario. Steps act, then assert on this. */
export class Trace {
  private readonly list: TraceEvent[] = [];
  private readonly listeners = new Set<(event: TraceEvent) => void>();

  private added = 0;

  /** With `keep: false` events only go to the subscribers, for commands that run for days; `events` stays empty. */
  constructor(
    readonly clock: Clock,
    private readonly options: { readonly keep?: boolean } = {},
  ) {}

  get events(): readonly TraceEvent[] {
    return this.list;
  }

  /** Position of the newest event; pass it as `after` to look only at what comes from now on. */
  get position(): number {
    return this.list.length;
  }

  now(): number {
    return this.clock.now();
  }

  add(body: TraceEventBody): TraceEvent {
    const event = { ...body, seq: ++this.added, t: this.clock.now() } as TraceEvent;
    if (this.options.keep !== false) this.list.push(event);
    for (const listener of [...this.listeners]) listener(event);
    return event;
  }

  subscribe(listener: (event: TraceEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  find<T extends TraceEvent>(match: (event: TraceEvent) => event is T, after?: number): T[];
  find(match: (event: TraceEvent) => boolean, after?: number): TraceEvent[];
  find(match: (event: TraceEvent) => boolean, after = 0): TraceEvent[] {
    return this.list.slice(after).filter(match);
  }

  /** The first matching event, past (behind `after`) or to come. Rejects with DeadlineError, or with the signal's reason. */
  waitFor<T extends TraceEvent>(what: string, match: (event: TraceEvent) => event is T, options: WaitOptions): Promise<T>;
  waitFor(what: string, match: (event: TraceEvent) => boolean, options: WaitOptions): Promise<TraceEvent>;
  async waitFor(what: string, match: (event: TraceEvent) => boolean, options: WaitOptions): Promise<TraceEvent> {
    const after = options.after ?? 0;
    const past = this.find(match, after)[0];
    if (past) return past;
    const start = this.now();
    const { within, signal } = options;
    // A busy loop rings late, and before it has read what came meanwhile: it looks once more, for as long as it was late.
    const late = () => Math.min(within, Math.max(0, this.now() - start - within));
    const found = (await this.watch(match, within, signal)) ?? (await this.watch(match, late(), signal));
    if (found) return found;
    const seen = foldRepeats(this.list.slice(after).filter(isTelling).map(describeEvent));
    throw new DeadlineError(what, this.now() - start, middleOut(seen, 3, 6));
  }

  /** Resolves when the window has passed without a match; rejects with UnexpectedEventError at the first one. */
  async never(what: string, match: (event: TraceEvent) => boolean, options: WindowOptions): Promise<void> {
    const since = options.since ?? this.now();
    const end = since + options.for;
    const inWindow = (event: TraceEvent) => event.t >= since && event.t < end && match(event);
    const hit = this.list.find(inWindow) ?? (await this.watch(inWindow, end - this.now(), options.signal));
    if (hit) throw new UnexpectedEventError(what, hit, since, options.for, options.told);
  }

  /** Lets the clock run until a moment of this trace's clock (ms); for windows that other code judges. */
  async until(moment: number, signal?: AbortSignal): Promise<void> {
    await this.watch(() => false, moment - this.now(), signal);
  }

  private watch(match: (event: TraceEvent) => boolean, ms: number, signal?: AbortSignal): Promise<TraceEvent | undefined> {
    const listen = (found: (event: TraceEvent) => void) =>
      this.subscribe((event) => {
        if (match(event)) found(event);
      });
    // A timer counts whole milliseconds of a clock of its own, and may be one early by ours.
    return waitFor(listen, ms > 0 ? Math.ceil(ms) + 1 : 0, signal);
  }
}

/** What is worth telling when something did not come: no logs, no steps, no set-up, and each message, dial and close once, where it began. */
function isTelling(event: TraceEvent): boolean {
  switch (event.kind) {
    case "message":
      return (event.direction === "to-client") === (event.side === "server");
    case "connection":
      return event.phase === "opened" ? event.side === "server" : event.phase !== "closed";
    case "fault":
      return event.rule !== "proxy";
    case "state":
      return event.state !== "starting" && event.state !== "ready";
    default:
      return event.kind !== "log" && event.kind !== "step";
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(ms < 100 ? 3 : 2);
}
