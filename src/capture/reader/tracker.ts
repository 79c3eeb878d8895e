import type { Role } from "../../trace";
import { MessageBudget } from "./budget";
import { ConnectionBuilder } from "./builder";
import type { CapturedConnection, Endpoint, FailedDial } from "./connection";
import { endpointKey, finishConnection, listenerOf, type Ends } from "./finish";
import type { IcmpAnswer } from "./icmp";
import { addressText, type TcpSegment } from "./segment";
import type { CapturedPacket, Warnings, Side } from "./types";

interface Entry extends Ends {
  builder: ConnectionBuilder | undefined;
  readonly src: string;
  readonly srcPort: number;
}

/** Connections that are followed at one time; the oldest idle ones of something else are forgotten first. */
const MAX_OPEN = 50_000;
/** Connections that are kept for the result. */
const MAX_KEPT = 20_000;
/** Messages that are kept where every one is wanted. */
const MAX_MESSAGES = 50_000;
const OPC_UA_PORT = 4840;
/** Listeners on other ports that are taken for OPC UA by their dials alone. */
const MAX_GUESSED = 20;

/** Follows all TCP connections of a capture and keeps those that are OPC UA. */
export class ConnectionTracker {
  otherConnections = 0;
  private readonly budget: MessageBudget | undefined;
  private readonly open = new Map<string, Entry>();
  private readonly kept: (Entry & { readonly builder: ConnectionBuilder })[] = [];

  constructor(
    private readonly warnings: Warnings,
    private readonly options: {
      readonly port?: number;
      readonly everyMessage?: boolean;
      readonly mostMessages?: number;
      readonly whole?: boolean;
    } = {},
  ) {
    this.budget = options.everyMessage ? new MessageBudget(options.mostMessages ?? MAX_MESSAGES, options.whole) : undefined;
  }

  segment(segment: TcpSegment, packet: CapturedPacket, t: number): void {
    const key = keyOf(segment, packet.interfaceId);
    let entry = this.open.get(key);
    const side: Side = !entry || (entry.src === segment.src && entry.srcPort === segment.srcPort) ? 0 : 1;
    if (entry?.builder?.isNewDial(segment, side) || (entry && !entry.builder && segment.syn && !segment.hasAck)) {
      this.settle(key, entry);
      entry = undefined;
    }
    entry ??= this.start(key, segment, packet, t);
    if (!entry?.builder) return;
    entry.builder.segment(segment, entry.src === segment.src && entry.srcPort === segment.srcPort ? 0 : 1, t, packet);
    if (entry.builder.isOther) {
      entry.builder = undefined;
      this.otherConnections += 1;
    }
  }

  /** Ends all; connections in order of their beginning, then the dials that came to nothing. */
  finish(): { connections: CapturedConnection[]; failedDials: FailedDial[] } {
    for (const [key, entry] of [...this.open]) this.settle(key, entry);
    this.kept.sort((a, b) => a.builder.t - b.builder.t);
    const roles = this.listenerRoles();
    const guessed = this.guessedListeners(roles);
    const isOpcUaPort = (end: Endpoint) =>
      roles.has(endpointKey(end)) || end.port === OPC_UA_PORT || end.port === this.options.port || guessed.has(endpointKey(end));
    const connections: CapturedConnection[] = [];
    const failedDials: FailedDial[] = [];
    for (const { builder, ...ends } of this.kept) {
      const listener = listenerOf(builder, ends.ends);
      if (builder.isOpcUa) connections.push(finishConnection(builder, ends, connections.length + 1, roles));
      else if (!listener || !isOpcUaPort(listener)) this.otherConnections += 1;
      else if (builder.accepted) connections.push(finishConnection(builder, ends, connections.length + 1, roles));
      else failedDials.push(failedDial(builder, ends, listener));
    }
    return { connections, failedDials };
  }

  /** An ICMP answer belongs to the connection of the packet that it quotes. */
  icmp(answer: IcmpAnswer, packet: CapturedPacket, t: number): void {
    const entry = this.open.get(keyOf(answer, packet.interfaceId));
    entry?.builder?.refusedByIcmp(answer.from, answer.what, t);
  }

  /**
   * Listeners on any port that are dialed again and again in vain, by a machine that takes part in OPC UA, or where the capture holds nothing
   * else: a server that reconnects looks so.
   */
  private guessedListeners(roles: ReadonlyMap<string, Role>): Set<string> {
    const talkers = new Set(
      this.kept.filter(({ builder }) => builder.isOpcUa).flatMap(({ ends }) => ends.map(({ address }) => address)),
    );
    const counts = new Map<string, number>();
    for (const { builder, ends } of this.kept) {
      const listener = listenerOf(builder, ends);
      const dialer = ends[builder.dialer ?? 0];
      if (builder.isOpcUa || !listener || roles.has(endpointKey(listener)) || listener.port === OPC_UA_PORT) continue;
      if (talkers.size > 0 && !talkers.has(dialer.address)) continue;
      if (builder.accepted && talkers.size > 0) continue;
      counts.set(endpointKey(listener), (counts.get(endpointKey(listener)) ?? 0) + 1);
    }
    const guessed = new Set([...counts].filter(([, count]) => count > 1).map(([key]) => key));
    // Many listeners dialed are a scan, not a server that looks for its client.
    if (guessed.size > MAX_GUESSED) return new Set();
    for (const key of guessed)
      this.warnings.add(
        `nothing says that the dials to ${key.replace(" ", ":")} are OPC UA: they come again and again, as a server's would`,
      );
    return guessed;
  }

  private start(key: string, segment: TcpSegment, packet: CapturedPacket, t: number): Entry | undefined {
    const silent = !segment.syn && segment.payload.length + segment.missing === 0;
    // The last words of a connection that was settled, or an idle one: nothing to learn from it before it says something.
    if (silent && !segment.hasAck) return undefined;
    if (this.open.size >= MAX_OPEN) this.forgetOldest();
    const ends = [endOf(segment.src, segment.srcPort), endOf(segment.dst, segment.dstPort)] as const;
    const builder = new ConnectionBuilder(segment, t, packet.number, this.budget);
    const entry = { builder, ends, interfaceName: packet.interfaceName, src: segment.src, srcPort: segment.srcPort };
    this.open.set(key, entry);
    return entry;
  }

  private forgetOldest(): void {
    const first = this.open.entries().next();
    if (first.done) return;
    const ended = first.value[1].builder?.isEnded ?? true;
    this.settle(...first.value);
    if (!ended) this.warnings.add(`more than ${MAX_OPEN} TCP connections at one time: the oldest was closed early in the reading`);
  }

  private settle(key: string, entry: Entry): void {
    this.open.delete(key);
    const { builder } = entry;
    if (!builder) return;
    builder.finish();
    const worth = builder.isOpcUa || (builder.dialer !== undefined && builder.isSilent);
    if (!worth) this.otherConnections += builder.isSilent ? 0 : 1;
    else if (this.kept.length < MAX_KEPT) this.kept.push({ ...entry, builder });
    else this.warnings.add(`more than ${MAX_KEPT} connections: the later ones were left out`);
  }

  /** What the listening side is, by address, where messages told it. */
  private listenerRoles(): Map<string, Role> {
    const roles = new Map<string, Role>();
    for (const { builder, ends } of this.kept) {
      const listener = listenerOf(builder, ends);
      const role = builder.roles[builder.dialer === 0 ? 1 : 0];
      if (listener && role) roles.set(endpointKey(listener), role);
    }
    return roles;
  }
}

function failedDial(builder: ConnectionBuilder, { ends }: Ends, to: Endpoint): FailedDial {
  const from = ends[builder.dialer ?? 0];
  const attempts = builder.items.find((item) => item.kind === "dial")?.counts?.[0] ?? 1;
  return { t: builder.t, packet: builder.firstPacket, from, to, attempts, ...outcomeOf(builder) };
}

function outcomeOf({ refused, icmp }: ConnectionBuilder): Pick<FailedDial, "outcome" | "icmp"> {
  if (icmp) return { outcome: "icmp", icmp };
  return { outcome: refused ? "refused" : "unanswered" };
}

function keyOf(segment: Pick<TcpSegment, "src" | "dst" | "srcPort" | "dstPort">, interfaceId: number): string {
  const a = `${segment.src}:${segment.srcPort}`;
  const b = `${segment.dst}:${segment.dstPort}`;
  return a < b ? `${interfaceId} ${a} ${b}` : `${interfaceId} ${b} ${a}`;
}

function endOf(hex: string, port: number): Endpoint {
  return { address: addressText(hex, port).replace(/:\d+$/, ""), port };
}
