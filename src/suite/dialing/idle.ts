import type { TraceEvent } from "../../trace";
import type { Away, Finding } from "../../vocabulary";
import type { ListeningPeer } from "../conversation/listening-peer";
import { ifItComes } from "../expect/if-it-comes";
import type { ScenarioContext } from "../scenario/context";

/** Some stacks end what waits after ten seconds, whatever they are told; a waiting connection that lasts longer is kept. */
const LONG = 12_000;
/** Each is an end of a waiting connection, by the server, or of all of a pool at once, and its next dial. */
const CYCLES = 3;
/** A server that replaces a connection at once is away for no longer, in ms. */
const AT_ONCE = 100;

/** A server that has been left in peace, and what waits at its client then. */
export class Idle {
  constructor(private readonly context: ScenarioContext) {}

  /**
   * Watches for several of the server's own cycles, if it has any: it ends a waiting connection by itself and dials again. How long none
   * waits is measured; that none does between two is a finding. A server that does not come back is judged as one that does not dial.
   */
  async isNeverAway(client: ListeningPeer): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { view } = client;
    const { redial, connectTimeout } = timing.stated;
    const from = trace.now();
    const patience = Math.max(LONG, timing.by(connectTimeout) + 4 * redial);
    let cycles = 0;
    let endedAt = -Infinity;
    for (let position = trace.position; cycles < CYCLES; cycles += 1) {
      const isEnd = (event: TraceEvent) =>
        event.kind === "connection" &&
        event.link === view.link &&
        event.side === "server" &&
        event.phase === "peer-closed" &&
        event.t - endedAt > AT_ONCE;
      const wait = trace.waitFor("the end of a waiting connection", isEnd, { within: patience, after: position, signal });
      const end = await ifItComes(wait);
      if (!end) break;
      position = end.seq;
      endedAt = end.t;
      const what = `another waiting connection at client ${client.name}, after the server has ended one by itself`;
      const waits = () => view.waiting().length > 0;
      if (!waits()) await trace.waitFor(what, waits, { within: timing.dialBy(redial), after: trace.position, signal });
    }
    const away = awayIn({ from, until: trace.now() }, view.waits(), cycles);
    this.context.measures({ away });
    const finding = isAway(away, AT_ONCE * timing.scale, this.context.setup.sut.capabilities.has("reverse-connect-facet"));
    if (finding) this.context.finds(finding);
  }
}

/**
 * The clause lets nobody be away, but also lets a server dial with a delay after a close: that this does not hold for its own closes is our
 * reading. Who claims the facet claims a waiting connection at all times. Pure.
 */
export function isAway({ share, longest, cycles, watched }: Away, most: number, isClaimed: boolean): Finding | undefined {
  if (longest <= most) return undefined;
  return {
    requirement: "RC-031",
    expected: "a connection that waits at all times (at least one open connection without an active session)",
    actual: `none for up to ${seconds(longest)} s, ${(share * 100).toFixed(1)} % of ${seconds(watched)} s, in which the server ended what waited by itself ${cycles} times`,
    ...(isClaimed ? {} : { reading: true }),
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

interface Span {
  readonly from: number;
  readonly until: number;
}

/** The parts of a window in which nobody waited, in ms. Pure. */
export function gapsIn({ from, until }: Span, waits: readonly Span[]): number[] {
  const gaps: number[] = [];
  let covered = from;
  for (const wait of [...waits].sort((a, b) => a.from - b.from)) {
    if (wait.from > covered && covered < until) gaps.push(Math.min(wait.from, until) - covered);
    covered = Math.max(covered, wait.until);
  }
  if (covered < until) gaps.push(until - covered);
  return gaps;
}

export function awayIn(window: Span, waits: readonly Span[], cycles: number): Away {
  const gaps = gapsIn(window, waits);
  const watched = window.until - window.from;
  const sum = gaps.reduce((total, gap) => total + gap, 0);
  return { share: watched === 0 ? 0 : sum / watched, longest: Math.max(0, ...gaps), cycles, watched };
}
