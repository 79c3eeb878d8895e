import type { Direction, Role } from "../../trace";
import { other, type RawItem, type Told } from "./told";
import type { ServiceNote } from "./services";
import type { CapturedConnection, CaptureItem, Endpoint } from "./connection";
import type { Side } from "./types";

export interface Ends {
  readonly ends: readonly [Endpoint, Endpoint];
  readonly interfaceName: string | undefined;
}

/** Turns what was told into what the reader returns, and empties it. `listenerRoles` tells the roles of listeners that other connections made plain. */
export function finishConnection(
  told: Told,
  { ends, interfaceName }: Ends,
  number: number,
  listenerRoles: ReadonlyMap<string, Role>,
): CapturedConnection {
  const { server, guessed } = serverSide(told, ends, listenerRoles);
  const role = (side: Side): Role => (side === server ? "server" : "client");
  return {
    number,
    server: ends[server],
    client: ends[other(server)],
    dialer: told.dialer === undefined ? undefined : role(told.dialer),
    bothDirections: told.bothDirections,
    rolesGuessed: guessed,
    ...(interfaceName === undefined ? {} : { interfaceName }),
    t: told.t,
    packet: told.firstPacket,
    until: told.until,
    items: told.items.splice(0).map((item) => finishItem(item, role)),
    policies: told.policies,
    encrypted: told.secured,
    messages: told.messages,
    ...(told.firstLost < Infinity ? { firstLost: told.firstLost } : {}),
    ...(told.firstUnkept < Infinity ? { firstUnkept: told.firstUnkept } : {}),
    ...(told.every ? { every: told.every.splice(0).flatMap((item) => messageOf(finishItem(item, role))) } : {}),
  };
}

/** Address of the side that was dialed, where that is known. */
export function listenerOf(told: Told, ends: readonly [Endpoint, Endpoint]): Endpoint | undefined {
  return told.dialer === undefined ? undefined : ends[other(told.dialer)];
}

export function endpointKey({ address, port }: Endpoint): string {
  return `${address} ${port}`;
}

function serverSide(
  told: Told,
  ends: readonly [Endpoint, Endpoint],
  listenerRoles: ReadonlyMap<string, Role>,
): { server: Side; guessed: boolean } {
  if (told.roles[0]) return { server: told.roles[0] === "server" ? 0 : 1, guessed: false };
  for (const side of [0, 1] as const) {
    const known = listenerRoles.get(endpointKey(ends[side]));
    if (known) return { server: known === "server" ? side : other(side), guessed: false };
  }
  // A client that dials says Hello at once; what dials and keeps silent is guessed to be a server without its ReverseHello.
  if (told.dialer !== undefined && told.isSilent) return { server: told.dialer, guessed: true };
  // Without a message that tells, the ordinary case: the server listens, on the lower port.
  if (told.dialer !== undefined) return { server: other(told.dialer), guessed: true };
  return { server: ends[0].port <= ends[1].port ? 0 : 1, guessed: true };
}

function finishItem(item: RawItem, role: (side: Side) => Role): CaptureItem {
  const by = role(item.side);
  const direction: Direction = by === "server" ? "to-client" : "to-server";
  const { t } = item;
  const until = item.until ?? t;
  const counts = item.counts ?? [0, 0];
  switch (item.kind) {
    case "dial":
      return { kind: "dial", t, by, attempts: counts[0] };
    case "accepted":
      return { kind: item.kind, t, by };
    case "full":
      return { kind: "full", t, by, until };
    case "icmp":
      return { kind: "icmp", t, from: item.from ?? "", what: item.text ?? "" };
    case "note":
      return { kind: "note", t, direction, note: item.note as ServiceNote, packet: item.packet ?? 0 };
    case "run": {
      const server = role(0) === "server" ? 0 : 1;
      return { kind: "run", t, until, toClient: counts[server], toServer: counts[other(server)], bytes: item.bytes ?? 0 };
    }
    case "repeated":
      return {
        kind: "repeated",
        t,
        until,
        direction,
        count: counts[0],
        bytes: item.bytes ?? 0,
        recovered: item.recovered ?? false,
      };
    case "close":
      return { kind: "close", t, by, how: item.how ?? "fin", packet: item.packet ?? 0 };
    case "comment":
      return { kind: "comment", t, direction, text: item.text ?? "" };
    default:
      return finishSaid(item, direction);
  }
}

function finishSaid(item: RawItem, direction: Direction): CaptureItem {
  const { said, t, packet = 0, heard } = item;
  switch (said?.kind) {
    case "message":
      return { kind: "message", t, direction, message: said.message, incomplete: said.incomplete, packet, ...(heard && { heard }) };
    case "foreign":
      return {
        kind: "foreign",
        t,
        direction,
        bytes: said.bytes,
        preview: said.preview,
        offset: said.offset,
        error: said.error,
        packet,
      };
    case "partial":
      return { kind: "partial", t, direction, bytes: said.bytes, type: said.type };
    default:
      return { kind: "lost", t, direction, bytes: item.bytes ?? 0 };
  }
}

function messageOf(item: CaptureItem): Extract<CaptureItem, { kind: "message" }>[] {
  return item.kind === "message" ? [item] : [];
}
