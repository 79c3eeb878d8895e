import { isAcross, type CapturedConnection, type CaptureReading } from "../capture/reader";
import { statusName } from "../protocol";
import { duration } from "../report/ladder/label";
import type { Said, StatedTimes } from "./types";

/** Share of a stated time that a dial may come early: timers and the capturing machine's clock are no better. */
const EARLY = 0.05;
const SUSPENDS = "BadTcpMessageTypeInvalid";

/** A dial of a server towards one client, whatever became of it. */
interface Dial {
  readonly t: number;
  readonly packet: number;
  /** When it had ended, whoever ended it; undefined while it is open at the capture's end. */
  readonly until?: number;
  readonly connection?: CapturedConnection;
  /** When a Hello ended its waiting, and when it began to wait. */
  readonly taken?: number;
  readonly waits?: number;
  /** The Error of the client. */
  readonly error?: { readonly name: string; readonly t: number };
}

/** One server's dials to one client, in their order. */
export interface Dialing {
  readonly name: string;
  readonly dials: readonly Dial[];
}

/** Reverse dials of the capture by server machine and client address. */
export function dialingOf({ connections, failedDials }: CaptureReading): Dialing[] {
  const groups = new Map<string, Dial[]>();
  const add = (key: string, dial: Dial) => {
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(dial);
  };
  for (const connection of connections) {
    const { dialer, server, client, interfaceName = "" } = connection;
    if (dialer !== "server") continue;
    add(`${server.address} to ${client.address}:${client.port}${inWords(interfaceName)}`, dialOf(connection));
  }
  for (const { t, from, to, packet } of failedDials) {
    const key = `${from.address} to ${to.address}:${to.port}`;
    // Dials that came to nothing are a server's only where others say so, or where nothing else is known of the address.
    if (groups.has(key) || connections.length === 0) add(key, { t, until: t, packet });
  }
  return [...groups].map(([name, dials]) => ({ name, dials: dials.sort((a, b) => a.t - b.t) }));
}

function inWords(interfaceName: string): string {
  return interfaceName === "" ? "" : ` [${interfaceName}]`;
}

function dialOf(connection: CapturedConnection): Dial {
  const { t, packet, items, every = [] } = connection;
  const close = items.find((item) => item.kind === "close");
  const hello = every.find(({ message }) => message.type === "HEL");
  const reverse = every.find(({ message }) => message.type === "RHE");
  const error = every.find(({ message, direction }) => message.type === "ERR" && direction === "to-server");
  return {
    t,
    packet,
    connection,
    ...(close && { until: close.t }),
    ...(hello && { taken: hello.t }),
    ...(reverse && { waits: reverse.t }),
    ...(error?.message.type === "ERR" && { error: { name: statusName(error.message.code), t: error.t } }),
  };
}

/** NS-02, with a stated time only: no dial before it has passed. By connection that was refused. */
export function judgeSuspension(
  dialings: readonly Dialing[],
  { suspension }: StatedTimes,
  { clockJumps }: Pick<CaptureReading, "clockJumps">,
): Map<CapturedConnection, Said> {
  const said = new Map<CapturedConnection, Said>();
  if (suspension === undefined) return said;
  for (const { dials } of dialings) {
    for (const [index, dial] of dials.entries()) {
      const next = dials[index + 1];
      if (!dial.connection || !isSuspended(dial) || !next) continue;
      const refused = dial.error?.t ?? dial.t;
      if (isAcross(clockJumps, refused, next.t)) continue;
      const wait = next.t - refused;
      const expected = `no dial for ${duration(suspension)} after ${SUSPENDS}, as stated`;
      const finding = { requirement: "NS-02", expected, actual: `a dial ${duration(wait)} after it` };
      const place = { packet: next.packet, t: next.t };
      said.set(
        dial.connection,
        wait >= suspension * (1 - EARLY) ? { requirement: "NS-02" } : { requirement: "NS-02", finding: { ...finding, place } },
      );
    }
  }
  return said;
}

function isSuspended({ error }: Dial): boolean {
  return error?.name === SUSPENDS;
}

/** What the dials of each server look like, in figures: no verdict without a stated time. */
export function dialFigures(
  dialings: readonly Dialing[],
  { length, clockJumps }: Pick<CaptureReading, "length" | "clockJumps">,
  { redial, suspension }: StatedTimes,
): string[] {
  return dialings.flatMap(({ name, dials }) => {
    const pause = (wanted: (dial: Dial) => boolean) =>
      dials.flatMap((dial, index) => {
        const next = dials[index + 1];
        const end = dial.error?.t ?? dial.until;
        // One that came before the end was no answer to it.
        return next && end !== undefined && next.t >= end && wanted(dial) && !isAcross(clockJumps, end, next.t)
          ? [next.t - end]
          : [];
      });
    const said = [
      ...range(
        "dials again",
        pause((dial) => !isSuspended(dial)),
        redial,
      ),
      ...range(`dials again after ${SUSPENDS}`, pause(isSuspended), suspension),
      ...(clockJumps.length === 0 ? waiting(dials, length) : []),
    ];
    return said.length === 0 ? [] : [`${name}: ${dials.length} dial${dials.length === 1 ? "" : "s"}; ${said.join("; ")}`];
  });
}

function range(what: string, pauses: readonly number[], stated: number | undefined): string[] {
  if (pauses.length === 0) return [];
  const sorted = [...pauses].sort((a, b) => a - b);
  const [least, most] = [sorted.at(0) ?? 0, sorted.at(-1) ?? 0].map(duration);
  const times = least === most ? least : `${least} to ${most}`;
  return [
    `${what} after ${times} (${pauses.length === 1 ? "once" : `${pauses.length} times`})${stated === undefined ? "" : `, stated ${duration(stated)}`}`,
  ];
}

/** Ms of a record under which a share of it says nothing. */
const WORTH = 1000;

/** Part 6, 7.1.3 asks for one waiting connection at all times: how much of the capture had one, and the most at once. */
function waiting(dials: readonly Dial[], length: number): string[] {
  const [first] = dials;
  const spans = dials.flatMap(({ waits, taken = Infinity, until = Infinity }) =>
    waits === undefined ? [] : [{ from: waits, to: Math.min(taken, until, length) }],
  );
  if (!first || spans.length === 0 || length - first.t < WORTH) return [];
  let [end, covered, most] = [first.t, 0, 0];
  const ends = spans.map(({ to }) => to).sort((a, b) => a - b);
  let over = 0;
  for (const [index, { from, to }] of spans.sort((a, b) => a.from - b.from).entries()) {
    covered += Math.max(0, to - Math.max(end, from));
    end = Math.max(end, to);
    while ((ends[over] ?? Infinity) <= from) over += 1;
    most = Math.max(most, index + 1 - over);
  }
  if (dials.length === 1 && covered < WORTH) return [];
  const share = Math.round((100 * covered) / (length - first.t));
  return [`a connection waited for ${share} % of ${duration(length - first.t)}, ${most} at most at once`];
}
