import type { Direction, Role } from "../../trace";
import { other, type ConnectionBuilder, type RawItem } from "./builder";
import type { ServiceNote } from "./services";
import type { CapturedConnection, CaptureItem, Endpoint } from "./connection";
import type { Side } from "./types";

export interface Ends {
  readonly ends: readonly [Endpoint, Endpoint];
  readonly interfaceName: string | undefined;
}

/** Turns a builder into what the reader returns. `listenerRoles` tells the roles of listeners that other connections made plain. */
export function finishConnection(
  builder: ConnectionBuilder,
  { ends, interfaceName }: Ends,
  number: number,
  listenerRoles: ReadonlyMap<string, Role>,
): CapturedConnection {
  const { server, guessed } = serverSide(builder, ends, listenerRoles);
  const role = (side: Side): Role => (side === server ? "server" : "client");
  return {
    number,
    server: ends[server],
    client: ends[other(server)],
    dialer: builder.dialer === undefined ? undefined : role(builder.dialer),
    bothDirections: builder.halves[0].packets > 0 && builder.halves[1].packets > 0,
    rolesGuessed: guessed,
    ...(interfaceName === undefined ? {} : { interfaceName }),
    t: builder.t,
    packet: builder.firstPacket,
    until: builder.until,
    items: builder.items.map((item) => finishItem(item, role)),
    policies: [...builder.policies],
    encrypted: builder.secured,
    messages: builder.messages,
    ...(builder.firstLost < Infinity ? { firstLost: builder.firstLost } : {}),
    ...(builder.firstUnkept < Infinity ? { firstUnkept: builder.firstUnkept } : {}),
    ...(builder.every ? { every: builder.every.flatMap((item) => messageOf(finishItem(item, role))) } : {}),
  };
}

/** Address of the side that was dialed, where that is known. */
export function listenerOf(builder: ConnectionBuilder, ends: readonly [Endpoint, Endpoint]): Endpoint | undefined {
  return builder.dialer === undefined ? undefined : ends[other(builder.dialer)];
}

export function endpointKey({ address, port }: Endpoint): string {
  return `${address} ${port}`;
}

function serverSide(
  builder: ConnectionBuilder,
  ends: readonly [Endpoint, Endpoint],
  listenerRoles: ReadonlyMap<string, Role>,
): { server: Side; guessed: boolean } {
  if (builder.roles[0]) return { server: builder.roles[0] === "server" ? 0 : 1, guessed: false };
  for (const side of [0, 1] as const) {
    const known = listenerRoles.get(endpointKey(ends[side]));
    if (known) return { server: known === "server" ? side : other(side), guessed: false };
  }
  // A client that dials says Hello at once; what dials and keeps silent is guessed to be a server without its ReverseHello.
  if (builder.dialer !== undefined && builder.isSilent) return { server: builder.dialer, guessed: true };
  // Without a message that tells, the ordinary case: the server listens, on the lower port.
  if (builder.dialer !== undefined) return { server: other(builder.dialer), guessed: true };
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
