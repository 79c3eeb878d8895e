import { DeadlineError, type ConnectionEvent, type LinkView, type Stamp, type TraceEvent } from "../../trace";
import type { ListeningPeer } from "../conversation/listening-peer";
import { NotApplicableError } from "../attach";
import { ConformanceError, NotJudgedError } from "../expect/errors";
import { ifItComes } from "../expect/if-it-comes";
import type { ScenarioContext } from "../scenario/context";
import { countsFrom } from "./counts-from";

type Dial = ConnectionEvent & Stamp;

const ANOTHER_WAITS = "a connection that the server made before the other one ended waits: it owes no further dial";

/** How long a server keeps from dialing. */
export interface Delay {
  /** As stated. */
  readonly ms: number;
  readonly what: string;
  /** It pauses: no tick of it dials either. */
  readonly isPause?: boolean;
}

/** When a server under test dials a client of ours, and what waits there: what only the side that dials does. */
export class Redial {
  constructor(private readonly context: ScenarioContext) {}

  /** Every client has its ReverseHello and has not answered it. */
  async first(clients: Iterable<ListeningPeer>): Promise<void> {
    for (const client of clients) await client.reverseHello(this.context.timing.firstDial);
  }

  /**
   * Another connection in time after a delay that is stated. One later than a redial delay is remarked, as long as it is no later than twice
   * that and cannot be the end of a suspension; a suspension that ends later than stated is another one.
   */
  async inTime(client: ListeningPeer, { ms, what }: Delay): Promise<void> {
    const { timing } = this.context;
    const { suspension } = timing.stated;
    const latest = timing.dialBy(ms);
    const given = Math.min(2 * latest + timing.prompt, timing.notBefore(suspension));
    const after = await this.anew(client, Math.max(latest, given));
    if (after > latest) this.remarkLate({ ms, what }, after);
  }

  /**
   * A connection newer than the current one, that came or comes within `within` ms of the end of that, or of now while it is open, and no
   * earlier than of `from`; how many ms after that.
   */
  async anew(client: ListeningPeer, within: number, from = 0): Promise<number> {
    const now = this.context.trace.now();
    const since = Math.max(client.view.closing(client.current)?.t ?? now, from);
    const { t } = await client.greeting(since + within - now, 0, client.current);
    if (t - since > within) throw new ConformanceError(`a dial within ${within} ms`, "a later dial", t - since);
    return t - since;
  }

  /**
   * Another connection comes at once, and not only when the redial delay is over or the server's tick comes: where these cannot be told
   * apart, nothing is judged.
   */
  async atOnce({ name, view, current }: ListeningPeer): Promise<void> {
    const { trace, timing, signal } = this.context;
    const used = view.told(current).find(({ message }) => message.type === "HEL")?.t ?? trace.now();
    const since = view.said(current).find(({ message }) => message.type === "OPN")?.t ?? used;
    const isNext = (event: TraceEvent): event is Dial => view.isDial(event) && event.connection > current && event.t >= used;
    const within = Math.max(1, since + timing.prompt - trace.now());
    const dial = await trace.waitFor(`another dial to client ${name}, at once`, isNext, { within, signal });
    if (this.isOnTick(view, dial))
      throw new NotApplicableError(
        `cannot be distinguished from the server's next tick (timing.tick, ${timing.stated.tick} ms), on which it dialed`,
      );
    if (dial.t - since >= timing.notBefore(timing.stated.redial))
      throw new NotApplicableError(
        `cannot be distinguished from its redial delay (timing.redial, ${timing.stated.redial} ms): it dialed after ${Math.round(dial.t - since)} ms`,
      );
  }

  /**
   * The server dials again, not before the delay (less its earliness) is over since the first moment from which it may count. A dial after
   * the delay plus tolerance since the end of the connection is remarked, also of one that doubles its delay each time. What it dialed
   * before that moment is no answer to it, nor is what it makes beside a connection in use (RC-031): where such a one waits, it owes no
   * other. A server that dials on a tick (`timing.tick`) may do so in between, unless it pauses; for one that counts from its last dial
   * (`timing.interval`) that dial is the first moment.
   */
  async again(client: ListeningPeer, delay: Delay): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { view, current } = client;
    const from = await this.endOf(client);
    const dialed = this.countsFromDial(delay) ? view.dials().find(({ connection }) => connection === current) : undefined;
    const since = dialed?.t ?? countsFrom(view, current, from);
    const least = dialed ? timing.stated.interval : delay.ms;
    const early = timing.notBefore(least);
    const isSpare = (event: Dial) => event.t < since + early && event === spareOf(view, current);
    const isNext = (event: TraceEvent): event is Dial =>
      view.isDial(event) && event.connection > current && event.t >= since && !isSpare(event);
    const isExcused = (event: Dial) => delay.isPause !== true && this.mayBeOnTick(view, event);
    const tooSoon = `dial to client ${client.name} before ${delay.what} of ${delay.ms} ms ends`;
    const told = `(less ${least - early} ms, timing.early${dialed ? "; counted from its last dial, timing.interval" : ""})`;
    await trace.never(tooSoon, (event) => isNext(event) && !isExcused(event), { for: early, since, signal, told });
    await ifItComes(trace.waitFor("the end", (event) => isNext(event) || view.isClosing(event, current), this.soon));
    const end = view.closing(current)?.t ?? from.t;
    const latest = timing.dialBy(delay.ms);
    const isDue = (event: TraceEvent) => isNext(event) && (event.t >= since + early || isExcused(event));
    const what = `a dial to client ${client.name} after ${delay.what} of ${delay.ms} ms`;
    const given = 2 * Math.max(latest, this.waitedFor(view, current)) + timing.prompt;
    const dial = await trace.waitFor(what, isDue, { within: end + given - trace.now(), signal }).catch((error: unknown) => {
      throw error instanceof DeadlineError && view.waiting().length > 0 ? new NotApplicableError(ANOTHER_WAITS) : error;
    });
    if (dial.t - end > latest && view.waiting(end + latest).length > 0) throw new NotApplicableError(ANOTHER_WAITS);
    if (dial.t - end > given) throw new ConformanceError(`a dial within ${latest} ms`, "a later dial", dial.t - end);
    if (dial.t - end > latest) this.remarkLate(delay, dial.t - end);
    await client.reverseHello(timing.prompt, dial.seq - 1);
    this.assertFloor(delay);
    if (dialed && from.t >= since + early)
      throw new NotApplicableError(
        `the connection lasted longer than timing.interval, ${timing.stated.interval} ms: another dial may come at once`,
      );
  }

  /** No dial to the client before the delay (less its earliness) is over since the first moment from which the server may count. */
  async never(client: ListeningPeer, delay: Delay): Promise<void> {
    const { view, current } = client;
    const { trace, timing, signal } = this.context;
    this.assertFloor(delay);
    const since = countsFrom(view, current, await this.endOf(client));
    const isNext = (event: TraceEvent) => view.isDial(event) && event.t >= since;
    const ms = timing.notBefore(delay.ms);
    await trace.never(`dial to client ${client.name}`, isNext, { for: ms, since, signal });
  }

  /**
   * Exactly `count` connections wait, or at least one, soon, and it stays so for twice the redial delay; not as long as the server gives
   * a connection, since it may then make another. That it ends one that nobody used for that long is judged as a cycle of its own (`Idle`).
   */
  async waits(client: ListeningPeer, count: number | "some"): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { redial, connectTimeout } = timing.stated;
    const holds = () => (count === "some" ? client.view.waiting().length > 0 : client.view.waiting().length === count);
    const what = `${count === "some" ? 1 : count} waiting connection(s) at client ${client.name}`;
    if (!holds()) await trace.waitFor(what, holds, { within: timing.dialBy(redial), after: trace.position, signal });
    const window = Math.min(2 * redial, connectTimeout / 2);
    const isChange = () => !holds() && !(count !== 0 && this.isBetweenCycles(client.view));
    await trace.never(`change from ${what}`, isChange, { for: window, signal });
  }

  /** The server has ended its newest connection, which nobody used, after its connect timeout; the next may be on its way. */
  private isBetweenCycles(view: LinkView): boolean {
    const { timing } = this.context;
    const last = view.dials().findLast(({ connection }) => !isOnItsWay(view, connection));
    if (last === undefined || view.told(last.connection).length > 0) return false;
    const end = view.closing(last.connection);
    return end?.by === "sut" && end.t - last.t >= timing.notBefore(timing.stated.connectTimeout);
  }

  /** What ends the current connection: an Error that reaches the server, or its end there. */
  private async endOf({ name, view, current }: ListeningPeer): Promise<TraceEvent> {
    const isEnd = (event: TraceEvent) => view.isTold(event, current, "ERR") || view.isClosing(event, current);
    return this.context.trace.waitFor(`the end of connection ${current} of client ${name}`, isEnd, this.soon);
  }

  private get soon() {
    return { within: this.context.timing.prompt, signal: this.context.signal };
  }

  /** How long, in ms, the server let pass between the end of the connection before this one and its dial; 0 for its first. */
  private waitedFor(view: LinkView, connection: number): number {
    const dial = view.dials().find((each) => each.connection === connection);
    const before = view.closing(connection - 1);
    return dial && before ? Math.max(0, dial.t - before.t) : 0;
  }

  /** The delay is what the server is configured to wait; no clause says how much later it may dial. */
  private remarkLate({ ms, what }: Delay, after: number): void {
    const { timing } = this.context;
    const stated = `${what} of ${ms} ms and ${timing.dialBy(ms) - ms} ms of tolerance`;
    this.context.remark(`a dial within ${stated} after the end of the connection`, `a dial after ${Math.round(after)} ms`);
  }

  private countsFromDial({ isPause }: Delay): boolean {
    return this.context.timing.stated.interval > 0 && isPause !== true;
  }

  /** A delay of which no dial can be seen to come too early is not judged: that is no pass. */
  private assertFloor(delay: Delay): void {
    const { what, isPause } = delay;
    const { timing } = this.context;
    const { early, tick, interval } = timing.stated;
    const ms = this.countsFromDial(delay) ? interval : delay.ms;
    if (ms > 0 && timing.notBefore(ms) === 0)
      throw new NotJudgedError(
        `no dial can be too early for ${what} of ${ms} ms, since timing.early is ${early} ms; a server that dials on a fixed tick states timing.tick instead, and one that counts from its last dial timing.interval`,
      );
    if (tick > 0 && isPause !== true && 2 * this.lateness >= tick)
      throw new NotJudgedError(
        `every dial may be on a tick of ${tick} ms (timing.tick), with timing.early ${early} ms, so none is too early for ${what} of ${ms} ms`,
      );
  }

  /** The first dial of all comes when the server has started, be it on its tick or not: one dial tells nothing of the ticks. */
  private mayBeOnTick(view: LinkView, event: Dial): boolean {
    const known = view.dials().filter((dial) => dial.seq < event.seq).length;
    return this.isOnTick(view, event) || (this.context.timing.stated.tick > 0 && known < 2);
  }

  /** Whether a dial comes a whole number of ticks after an earlier one. */
  private isOnTick(view: LinkView, event: Dial): boolean {
    const { tick } = this.context.timing.stated;
    if (tick === 0) return false;
    // The earlier dial may have been as late as this one: then this one seems to come early.
    const isNear = (ms: number) => Math.min(ms % tick, tick - (ms % tick)) <= this.lateness;
    return view.dials().some((dial) => dial.seq < event.seq && isNear(event.t - dial.t));
  }

  /** How late a tick may be: an eighth of itself on a busy machine, so that not every dial is on one. */
  private get lateness(): number {
    const { tick, early, tolerance } = this.context.timing.stated;
    return Math.max(early, Math.min(tolerance, tick / 8));
  }
}

/** The first connection that a server made since the Hello on the given one: that none but this one is used asks for it (RC-031, RC-032). */
function spareOf(view: LinkView, connection: number): Dial | undefined {
  const used = view.told(connection).find(({ message }) => message.type === "HEL")?.t;
  return used === undefined ? undefined : view.dials().find((dial) => dial.connection > connection && dial.t >= used);
}

/** A connection that was made, on which the server has not said ReverseHello yet. */
function isOnItsWay(view: LinkView, connection: number): boolean {
  return view.said(connection).length === 0 && view.closing(connection) === undefined;
}
