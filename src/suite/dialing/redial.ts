import type { TraceEvent } from "../../trace";
import type { ListeningPeer } from "../conversation/listening-peer";
import { ConformanceError } from "../expect/errors";
import { ifItComes } from "../expect/if-it-comes";
import type { ScenarioContext } from "../scenario/context";
import { countsFrom } from "./counts-from";

/** When a server under test dials a client of ours, and what waits there: what only the side that dials does. */
export class Redial {
  constructor(private readonly context: ScenarioContext) {}

  /** Every client has its ReverseHello and has not answered it. */
  async first(clients: Iterable<ListeningPeer>): Promise<void> {
    for (const client of clients) await client.reverseHello(this.context.timing.firstDial);
  }

  /** A connection newer than the current one, that came or comes within `within` ms of the end of that, or of now while it is open. */
  async anew(client: ListeningPeer, within: number): Promise<void> {
    const now = this.context.trace.now();
    const since = client.view.closing(client.current)?.t ?? now;
    const { t } = await client.greeting(since + within - now, 0, client.current);
    if (t - since > within) throw new ConformanceError(`a dial within ${within} ms`, "a later dial", t - since);
  }

  /**
   * The server dials again, not before `stated` ms (less its earliness) since the first moment from which it may count, and by `stated`
   * plus tolerance since the end of the connection. What it dialed before that moment is no answer to it. A server that dials on a tick
   * (`timing.tick`) may do so in between.
   */
  async again(client: ListeningPeer, stated: number, what: string): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { view, current } = client;
    const from = await this.endOf(client);
    const since = countsFrom(view, current, from);
    const isNext = (event: TraceEvent) => view.isDial(event) && event.connection > current && event.t >= since;
    const early = timing.notBefore(stated);
    const tooSoon = `dial to client ${client.name} before ${what} of ${stated} ms ends`;
    const isEarly = (event: TraceEvent) => isNext(event) && !this.isOnTick(client, event);
    await trace.never(tooSoon, isEarly, { for: early, since, signal });
    await ifItComes(trace.waitFor("the end", (event) => isNext(event) || view.isClosing(event, current), this.soon));
    const end = view.closing(current)?.t ?? from.t;
    const within = end + timing.by(stated) - trace.now();
    const isDue = (event: TraceEvent) => isNext(event) && (event.t >= since + early || this.isOnTick(client, event));
    const dial = await trace.waitFor(`a dial to client ${client.name} after ${what} of ${stated} ms`, isDue, { within, signal });
    if (dial.t - end > timing.by(stated))
      throw new ConformanceError(`a dial within ${timing.by(stated)} ms`, "a later dial", dial.t - end);
    await client.reverseHello(timing.prompt, dial.seq - 1);
  }

  /** No dial to the client for `ms` from the first moment from which the server may count, on the current connection. */
  async never(client: ListeningPeer, ms: number): Promise<void> {
    const { view, current } = client;
    const since = countsFrom(view, current, await this.endOf(client));
    const isNext = (event: TraceEvent) => view.isDial(event) && event.t >= since;
    await this.context.trace.never(`dial to client ${client.name}`, isNext, { for: ms, since, signal: this.context.signal });
  }

  /**
   * Exactly `count` connections wait, or at least one, soon, and it stays so for twice the redial delay; not as long as the server gives
   * a connection, since it may then make another.
   */
  async waits(client: ListeningPeer, count: number | "some"): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { redial, connectTimeout } = timing.stated;
    const holds = () => (count === "some" ? client.view.waiting().length > 0 : client.view.waiting().length === count);
    const what = `${count === "some" ? 1 : count} waiting connection(s) at client ${client.name}`;
    if (!holds()) await trace.waitFor(what, holds, { within: timing.by(redial), after: trace.position, signal });
    const window = Math.min(2 * redial, connectTimeout / 2);
    await trace.never(`change from ${what}`, () => !holds(), { for: window, signal });
  }

  /** What ends the current connection: an Error that reaches the server, or its end there. */
  private async endOf({ name, view, current }: ListeningPeer): Promise<TraceEvent> {
    const isEnd = (event: TraceEvent) => view.isTold(event, current, "ERR") || view.isClosing(event, current);
    return this.context.trace.waitFor(`the end of connection ${current} of client ${name}`, isEnd, this.soon);
  }

  private get soon() {
    return { within: this.context.timing.prompt, signal: this.context.signal };
  }

  /** Whether a dial comes a whole number of ticks after an earlier one. */
  private isOnTick({ view }: ListeningPeer, event: TraceEvent): boolean {
    const { tick, early } = this.context.timing.stated;
    if (tick === undefined) return false;
    const near = (ms: number) => Math.min(ms % tick, tick - (ms % tick)) <= early;
    return view.dials().some((dial) => dial.seq < event.seq && near(event.t - dial.t));
  }
}
