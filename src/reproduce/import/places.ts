import type { CapturedConnection, CaptureReading } from "../../capture/reader";
import { closeOf } from "./causes";

/** A connection among those of its listener. */
export interface Place {
  /** Which one it is; far ones are reproduced on the first, which is quicker and the same. */
  readonly nth: number;
  /** When the last of them began. */
  readonly lastDial: number;
  /** The server closed another one at that moment, as one does that is stopped. */
  readonly closedTogether: boolean;
}

/** What a server that is stopped closes, it closes within so many ms. */
const AT_ONCE = 250;

export function placed({ connections }: CaptureReading): (readonly [CapturedConnection, Place])[] {
  const places = new Map<CapturedConnection, Place>();
  for (const group of Map.groupBy(connections, listenerKey).values()) {
    const together = closedTogether(group);
    // They stand in the order in which they began.
    const lastDial = group.at(-1)?.t ?? 0;
    for (const [index, one] of group.entries())
      places.set(one, { nth: index < 3 ? index + 1 : 1, lastDial, closedTogether: together.has(one) });
  }
  return connections.map((one) => [one, places.get(one) as Place]);
}

function closedTogether(group: readonly CapturedConnection[]): Set<CapturedConnection> {
  const closes = group.flatMap((one) => {
    const close = closeOf(one);
    return close?.by === "server" ? [{ one, t: close.t }] : [];
  });
  closes.sort((a, b) => a.t - b.t);
  const isNear = (t: number, other?: { readonly t: number }) => other !== undefined && Math.abs(other.t - t) < AT_ONCE;
  return new Set(closes.flatMap(({ one, t }, at) => (isNear(t, closes[at - 1]) || isNear(t, closes[at + 1]) ? [one] : [])));
}

/** Dialed at the same address: the dialer's port differs each time. */
export function isSameListener(a: CapturedConnection, b: CapturedConnection): boolean {
  return listenerKey(a) === listenerKey(b);
}

function listenerKey({ interfaceName, dialer, server, client }: CapturedConnection): string {
  const { address, port } = dialer === "client" ? server : client;
  return `${interfaceName ?? ""} ${dialer ?? ""} ${address} ${port}`;
}
