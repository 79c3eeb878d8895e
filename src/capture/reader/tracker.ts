import type { Role } from "../../trace";
import { ConnectionBuilder } from "./builder";
import type { CapturedConnection, Endpoint, FailedDial } from "./connection";
import { Dial } from "./dial";
import { endpointKey, finishConnection, listenerOf, type Ends } from "./finish";
import type { IcmpAnswer } from "./icmp";
import { Room, type RoomOptions } from "./room";
import { addressText, type TcpSegment } from "./segment";
import { other, type Told } from "./told";
import type { CapturedPacket, Side, Warnings } from "./types";

interface Entry extends Ends {
  /** What it is so far; undefined for something else than OPC UA. */
  state: Dial | ConnectionBuilder | undefined;
  readonly src: string;
  readonly srcPort: number;
}

/** Who dialed a listener and spoke no OPC UA, in words. */
interface Stranger {
  readonly to: Endpoint;
  readonly text: string;
}

const MAX_STRANGERS = 1000;
/** Connections that are followed at one time; those that were quiet for longest are settled first. */
const MAX_OPEN = 20_000;
/** Connections that have ended and are still followed, for what comes late. */
const MAX_ENDED = 64;
/** Connections, and dials, that are kept for the result. */
const MAX_KEPT = 10_000;
const MAX_DIALS = 250_000;
const OPC_UA_PORT = 4840;
/** Listeners on other ports that are taken for OPC UA by their dials alone. */
const MAX_GUESSED = 20;

/** Follows all TCP connections of a capture and keeps those that are OPC UA. */
export class ConnectionTracker {
  otherConnections = 0;
  leftOut = 0;
  private readonly room: Room;
  private readonly open = new Map<string, Entry>();
  private readonly ended = new Set<string>();
  private readonly kept: (Ends & { readonly told: Told })[] = [];
  private readonly dials: FailedDial[] = [];
  private readonly strangers: Stranger[] = [];
  private readonly names = new Map<string, string>();
  private readonly options: RoomOptions & { readonly port?: number };

  constructor(
    private readonly warnings: Warnings,
    options: RoomOptions & { readonly port?: number } = {},
  ) {
    this.options = options;
    this.room = new Room(options);
  }

  segment(segment: TcpSegment, packet: CapturedPacket, t: number): void {
    const key = keyOf(segment, packet.interfaceId);
    const known = this.open.get(key);
    const entry = known && !this.isNewDial(known, segment) ? known : this.start(key, known, segment, packet, t);
    if (!entry) return;
    // The one that was quiet for longest stands first.
    this.open.delete(key);
    this.open.set(key, entry);
    const side = sideOf(entry, segment);
    if (entry.state instanceof Dial) {
      if (known === entry && packet.comments.length === 0 && entry.state.takes(segment, side === 0))
        return entry.state.refused ? this.hasEnded(key) : undefined;
      if (known !== entry && isBareDial(segment, packet)) return;
      entry.state = this.built(entry.state, known === entry);
    }
    if (entry.state) this.follow(key, entry, entry.state, segment, side, packet, t);
  }

  /** Ends all; connections in order of their beginning, then the dials that came to nothing. */
  finish(): { connections: CapturedConnection[]; failedDials: FailedDial[] } {
    for (const [key, entry] of [...this.open]) this.settle(key, entry);
    this.kept.sort((a, b) => a.told.t - b.told.t);
    const roles = this.listenerRoles();
    const guessed = this.guessedListeners(roles);
    const isOpcUaPort = (end: Endpoint) =>
      roles.has(endpointKey(end)) || end.port === OPC_UA_PORT || end.port === this.options.port || guessed.has(endpointKey(end));
    const connections: CapturedConnection[] = [];
    for (const { told, ...ends } of this.kept) {
      const listener = listenerOf(told, ends.ends);
      if (told.isOpcUa || (listener && isOpcUaPort(listener)))
        connections.push(finishConnection(told, ends, connections.length + 1, roles));
      else this.otherConnections += 1;
    }
    const failedDials = this.dials.filter(({ to }) => isOpcUaPort(to)).sort((a, b) => a.t - b.t);
    this.otherConnections += this.dials.length - failedDials.length;
    if (this.leftOut > 0)
      this.warnings.add(
        `there are more connections than this tool keeps: the last ${this.leftOut} were left out (cut the capture)`,
      );
    for (const { text, to } of this.strangers) if (roles.has(endpointKey(to))) this.warnings.add(text);
    return { connections, failedDials };
  }

  /** An ICMP answer belongs to the connection of the packet that it quotes. */
  icmp({ from, what, ...ends }: IcmpAnswer, packet: CapturedPacket, t: number): void {
    const state = this.open.get(keyOf(ends, packet.interfaceId))?.state;
    if (state instanceof Dial) state.icmp ??= { from, what };
    else state?.refusedByIcmp(from, what, t);
  }

  private isNewDial({ state, ...entry }: Entry, segment: TcpSegment): boolean {
    if (!segment.syn || segment.hasAck) return false;
    if (state instanceof Dial) return sideOf(entry, segment) === 1 || segment.seq !== state.syn.seq;
    return state?.isNewDial(segment, sideOf(entry, segment)) ?? true;
  }

  private follow(
    key: string,
    entry: Entry,
    builder: ConnectionBuilder,
    segment: TcpSegment,
    side: Side,
    packet: CapturedPacket,
    t: number,
  ): void {
    builder.segment(segment, side, t, packet);
    if (builder.isOther) {
      this.other(builder.finish(), entry.ends);
      builder.drop();
      entry.state = undefined;
    } else if (builder.isEnded) this.hasEnded(key);
  }

  /** What has ended stays for a while. */
  private hasEnded(key: string): void {
    this.ended.add(key);
    if (this.ended.size <= MAX_ENDED) return;
    const [first = key] = this.ended;
    this.ended.delete(first);
    const entry = this.open.get(first);
    if (entry?.state instanceof Dial ? entry.state.refused : entry?.state?.isEnded) this.settle(first, entry as Entry);
  }

  /**
   * Listeners on any port that are dialed again and again in vain, by a machine that takes part in OPC UA, or where the capture holds nothing
   * else: a server that reconnects looks so.
   */
  private guessedListeners(roles: ReadonlyMap<string, Role>): Set<string> {
    const talkers = new Set(this.kept.filter(({ told }) => told.isOpcUa).flatMap(({ ends }) => ends.map(({ address }) => address)));
    const counts = new Map<string, number>();
    const count = (listener: Endpoint | undefined) => {
      if (!listener || roles.has(endpointKey(listener)) || listener.port === OPC_UA_PORT) return;
      counts.set(endpointKey(listener), (counts.get(endpointKey(listener)) ?? 0) + 1);
    };
    for (const { from, to } of this.dials) if (talkers.size === 0 || talkers.has(from.address)) count(to);
    if (talkers.size === 0) for (const { told, ends } of this.kept) count(listenerOf(told, ends));
    const guessed = new Set([...counts].filter(([, times]) => times > 1).map(([key]) => key));
    // Many listeners dialed are a scan, not a server that looks for its client.
    if (guessed.size > MAX_GUESSED) return new Set();
    for (const key of guessed)
      this.warnings.add(
        `nothing says that the dials to ${key.replace(" ", ":")} are OPC UA: they come again and again, as a server's would`,
      );
    return guessed;
  }

  /** A connection begins; another one with the same ends has ended. */
  private start(key: string, before: Entry | undefined, segment: TcpSegment, packet: CapturedPacket, t: number): Entry | undefined {
    if (before) this.settle(key, before);
    const silent = !segment.syn && segment.payload.length + segment.missing === 0;
    // The last words of a connection that was settled, or an idle one: nothing to learn from it before it says something.
    if (silent && !segment.hasAck) return undefined;
    if (this.open.size >= MAX_OPEN) this.settleQuietest();
    const ends = [this.endOf(segment.src, segment.srcPort), this.endOf(segment.dst, segment.dstPort)] as const;
    const state = new Dial(segment, t, packet.number);
    return { state, ends, interfaceName: packet.interfaceName, src: segment.src, srcPort: segment.srcPort };
  }

  private built(dial: Dial, wasSeen: boolean): ConnectionBuilder {
    const builder = new ConnectionBuilder(dial.syn, dial.t, dial.packet, this.room);
    return wasSeen ? builder.dialed(dial) : builder;
  }

  private settleQuietest(): void {
    const first = this.open.entries().next();
    if (first.done) return;
    const [key, entry] = first.value;
    this.settle(key, entry);
    if (entry.state instanceof ConnectionBuilder && !entry.state.isEnded)
      this.warnings.add(`more than ${MAX_OPEN} TCP connections at one time: the quietest was closed early in the reading`);
  }

  private settle(key: string, entry: Entry): void {
    this.open.delete(key);
    this.ended.delete(key);
    const { state, ends, interfaceName } = entry;
    if (state instanceof Dial) {
      const { t, packet, attempts } = state;
      this.failed({ t, packet, from: ends[0], to: ends[1], attempts, ...state.outcome });
      return;
    }
    const told = state?.finish();
    if (!told) return;
    const isFailed = told.isSilent && told.dialer !== undefined && !told.accepted;
    if (told.isOpcUa || (told.isSilent && told.dialer !== undefined && told.accepted)) {
      if (this.kept.length < MAX_KEPT && !this.room.isFull) return void this.kept.push({ ends, interfaceName, told });
      this.leftOut += 1;
    } else if (isFailed) this.failed(failedDial(told, ends));
    else this.other(told, ends);
    state?.drop();
  }

  /** Something else than OPC UA. At a port of OPC UA it is worth a word: its listener may have had trouble with it. */
  private other(told: Told, ends: Ends["ends"]): void {
    if (told.isSilent) return;
    this.otherConnections += 1;
    const to = listenerOf(told, ends);
    const first = told.items.find(({ said, side }) => said?.kind === "foreign" && side === told.dialer)?.said;
    if (!to || first?.kind !== "foreign" || this.strangers.length >= MAX_STRANGERS) return;
    const from = ends[told.dialer ?? 0].address;
    const text = `${from} dialed ${to.address}:${to.port} and sent something else than OPC UA: ${JSON.stringify(first.preview)}`;
    this.strangers.push({ to, text });
  }

  private failed(dial: FailedDial): void {
    if (this.dials.length < MAX_DIALS) this.dials.push(dial);
    else this.warnings.add(`more than ${MAX_DIALS} dials failed: the later ones were left out`);
  }

  /** What the listening side is, by address, where messages told it. */
  private listenerRoles(): Map<string, Role> {
    const roles = new Map<string, Role>();
    for (const { told, ends } of this.kept) {
      const listener = listenerOf(told, ends);
      const role = told.roles[told.dialer === 0 ? 1 : 0];
      if (listener && role) roles.set(endpointKey(listener), role);
    }
    return roles;
  }

  /** One text for one address, however many ports it has. */
  private endOf(hex: string, port: number): Endpoint {
    const address = this.names.get(hex) ?? addressText(hex, port).replace(/:\d+$/, "");
    if (this.names.size < MAX_OPEN) this.names.set(hex, address);
    return { address, port };
  }
}

/** A SYN and nothing with it. */
function isBareDial({ syn, hasAck, rst, payload, missing }: TcpSegment, { comments }: CapturedPacket): boolean {
  return syn && !hasAck && !rst && payload.length + missing + comments.length === 0;
}

function sideOf({ src, srcPort }: Pick<Entry, "src" | "srcPort">, segment: TcpSegment): Side {
  return src === segment.src && srcPort === segment.srcPort ? 0 : 1;
}

function failedDial({ t, firstPacket, dialer = 0, items }: Told, ends: Ends["ends"]): FailedDial {
  const attempts = items.find(({ kind }) => kind === "dial")?.counts?.[0] ?? 1;
  const dial = { t, packet: firstPacket, from: ends[dialer], to: ends[other(dialer)], attempts };
  const icmp = items.find(({ kind }) => kind === "icmp");
  if (icmp) return { ...dial, outcome: "icmp", icmp: { from: icmp.from ?? "", what: icmp.text ?? "" } };
  const refused = items.some(({ kind, side, how }) => kind === "close" && how === "rst" && side !== dialer);
  return { ...dial, outcome: refused ? "refused" : "unanswered" };
}

function keyOf(segment: Pick<TcpSegment, "src" | "dst" | "srcPort" | "dstPort">, interfaceId: number): string {
  const a = `${segment.src}:${segment.srcPort}`;
  const b = `${segment.dst}:${segment.dstPort}`;
  return a < b ? `${interfaceId} ${a} ${b}` : `${interfaceId} ${b} ${a}`;
}
