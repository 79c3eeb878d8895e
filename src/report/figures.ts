import type { ConnectionEvent, Stamp, TraceEvent } from "../trace";
import { statusName } from "../protocol";
import type { ScenarioResult } from "./types";

/** One measured time, in ms, and where. */
export interface Measured {
  readonly scenario: string;
  readonly ms: number;
}

/** What the traces of a run measure beside the verdicts. */
export interface Figures {
  /** From the end of a connection to the next dial, while no other connection was open. */
  readonly redials: readonly Measured[];
  /** The same after BadTcpMessageTypeInvalid, which may suspend a server. */
  readonly suspensions: readonly Measured[];
  /** From the end of a network fault to the next ReverseHello that arrived. */
  readonly recoveries: readonly Measured[];
  /** Share of the time, 0 to 1, in which a connection waited; from the first ReverseHello to the last event; scenarios of RC-031. */
  readonly waiting: readonly { readonly scenario: string; readonly share: number }[];
}

/** Figures of one scenario; nothing for a client, whose dials are ours. */
export function measure({ id: scenario, role, requirements }: ScenarioResult, trace: readonly TraceEvent[]): Figures {
  if (role !== "server") return NO_FIGURES;
  const end = trace.find((event) => event.kind === "state" && event.actor === "sut" && /^(stopping|exited)$/.test(event.state))?.t;
  const events = end === undefined ? trace : trace.filter(({ t }) => t < end);
  const pauses = pausesOf(events);
  const of = (suspended: boolean): Measured[] =>
    pauses.flatMap((pause) => (pause.suspended === suspended ? [{ scenario, ms: pause.ms }] : []));
  const share = requirements.includes("RC-031") && !hasFault(events) ? shareOfWaiting(events) : undefined;
  return {
    redials: of(false),
    suspensions: of(true),
    recoveries: recoveriesOf(events).map((ms) => ({ scenario, ms })),
    waiting: share === undefined ? [] : [{ scenario, share }],
  };
}

const NO_FIGURES: Figures = { redials: [], suspensions: [], recoveries: [], waiting: [] };

export function addFigures(all: readonly Figures[]): Figures {
  return {
    redials: all.flatMap(({ redials }) => redials),
    suspensions: all.flatMap(({ suspensions }) => suspensions),
    recoveries: all.flatMap(({ recoveries }) => recoveries),
    waiting: all.flatMap(({ waiting }) => waiting),
  };
}

type Connection = ConnectionEvent & Stamp;

/** Pauses between the end of the only connection of a link and the next dial on it. */
function pausesOf(events: readonly TraceEvent[]): { readonly ms: number; readonly suspended: boolean }[] {
  const pauses: { ms: number; suspended: boolean }[] = [];
  const open = new Map<string, Set<number>>();
  const lastEnd = new Map<string, { t: number; suspended: boolean }>();
  const rejected = new Set<string>();
  for (const event of events) {
    if (event.kind === "message" && event.message.type === "ERR" && event.direction === "to-server") {
      if (statusName(event.message.code) === "BadTcpMessageTypeInvalid") rejected.add(`${event.link}#${event.connection}`);
    }
    if (event.kind === "fault" && event.rule !== "proxy") lastEnd.delete(event.link);
    if (event.kind !== "connection") continue;
    const alive = open.get(event.link) ?? new Set<number>();
    open.set(event.link, alive);
    if (event.phase === "opened" && event.side === "server") {
      const before = lastEnd.get(event.link);
      if (before && alive.size === 0) pauses.push({ ms: event.t - before.t, suspended: before.suspended });
      lastEnd.delete(event.link);
      alive.add(event.connection);
    }
    if (isEnd(event) && alive.delete(event.connection) && alive.size === 0) {
      lastEnd.set(event.link, { t: event.t, suspended: rejected.has(`${event.link}#${event.connection}`) });
    }
  }
  return pauses;
}

function isEnd({ phase, side }: Connection): boolean {
  return side === "server" && (phase === "peer-closed" || phase === "closed");
}

function hasFault(events: readonly TraceEvent[]): boolean {
  return events.some((event) => event.kind === "fault" && event.rule !== "proxy");
}

function recoveriesOf(events: readonly TraceEvent[]): number[] {
  return events.flatMap((event) => {
    if (event.kind !== "fault" || event.rule === "proxy" || event.choice !== "removed") return [];
    const hello = events.find(
      (next) => next.seq > event.seq && next.kind === "message" && next.message.type === "RHE" && next.side === "client",
    );
    return hello ? [hello.t - event.t] : [];
  });
}

function shareOfWaiting(events: readonly TraceEvent[]): number | undefined {
  const waiting = new Set<string>();
  let since: number | undefined;
  let last = 0;
  let sum = 0;
  for (const event of events) {
    if (since !== undefined && waiting.size > 0) sum += event.t - last;
    last = event.t;
    if (event.kind !== "message" && event.kind !== "connection") continue;
    const key = `${event.link}#${event.connection}`;
    if (event.kind === "connection") {
      if (event.phase === "closed" || event.phase === "peer-closed") waiting.delete(key);
    } else if (event.message.type === "RHE" && event.side === "client") {
      since ??= event.t;
      waiting.add(key);
    } else if (event.message.type === "HEL" && event.side === "client") waiting.delete(key);
  }
  return since === undefined || last <= since ? undefined : sum / (last - since);
}

/** What scenarios measured over cycles of the product, in words; of the open connections those that had the most. Pure. */
export function cycleLines(results: readonly ScenarioResult[]): string[] {
  const measured = results.flatMap(({ id, observations: { figures } }) => (figures ? [{ id, ...figures }] : []));
  const away = measured.flatMap(({ id, away: found }) =>
    found
      ? [
          `Without a waiting connection, while undisturbed: ${(found.share * 100).toFixed(1)} % of ${inSeconds(found.watched)}, ${inSeconds(found.longest)} at most, in ${found.cycles} cycles of its own (${id}).`,
        ]
      : [],
  );
  const [most] = measured
    .flatMap(({ id, open, ours }) => (open ? [{ id, open, ours }] : []))
    .sort((a, b) => b.open.most - a.open.most);
  if (!most) return away;
  const { id, open, ours } = most;
  return [
    ...away,
    `Most connections open at once: ${open.most} on the product's side${ours ? `, ${ours.most} on the suite's` : ""}; at the end ${open.atEnd}, ${open.perSecond.toFixed(2)} more each second (${id}).`,
  ];
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
