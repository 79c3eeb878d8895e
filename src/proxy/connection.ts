import type { Socket } from "node:net";
import type { ConnectionEvent, Direction, LinkObserver, Role } from "../trace";
import { otherRole } from "../vocabulary";
import { Link } from "./link";
import type { Reader } from "./reader";
import { closeByFin, closeByRst } from "./socket";
import type { Toxic } from "./toxic";
import type { DecisionAbout, End, How, LinkSettings, Stream } from "./types";

/** What a connection needs of its proxy. */
export interface ConnectionHost {
  readonly name: string;
  readonly seed: string;
  readonly settings: LinkSettings;
  now(): number;
  received(stream: Stream, bytes: number): void;
  sent(stream: Stream, bytes: number): void;
  decide(connection: number, direction: Direction | undefined, rule: string, choice: string, about: DecisionAbout): void;
  /** Tells the observer only: about bytes that an earlier decision covers. */
  note(connection: number, direction: Direction | undefined, rule: string, choice: string, about: DecisionAbout): void;
  /** The connection is over on both sides. */
  gone(connection: Connection): void;
}

/** A socket, and how it is read. */
export interface Wire {
  readonly socket: Socket;
  readonly reader: Reader;
}

/** One dialer with its connection to the target, and the two links between them. */
export class Connection {
  readonly upstream: Link;
  readonly downstream: Link;
  readonly where: { readonly link: string; readonly connection: number };
  /** True from the moment the proxy decided to end the connection. */
  closing = false;
  alive = true;
  private readonly ended = new Set<Link>();
  private open = 2;

  constructor(
    private readonly host: ConnectionHost,
    readonly number: number,
    dialer: Wire,
    target: Wire,
    toxics: readonly Toxic[],
  ) {
    this.where = { link: host.name, connection: number };
    const { dialer: role } = host.settings;
    const near = { ...dialer, side: role };
    const far = { ...target, side: otherRole(role) };
    const there: Direction = role === "server" ? "to-client" : "to-server";
    const back: Direction = role === "server" ? "to-server" : "to-client";
    this.upstream = new Link(this, "upstream", there, near, far, on(toxics, "upstream"));
    this.downstream = new Link(this, "downstream", back, far, near, on(toxics, "downstream"));
  }

  get proxyName(): string {
    return this.host.name;
  }
  get seed(): string {
    return this.host.seed;
  }
  get observer(): LinkObserver | undefined {
    return this.host.settings.observer;
  }

  /** Both sockets are connected: let the bytes go. */
  start(): void {
    for (const link of [this.upstream, this.downstream]) {
      const { socket } = link.from;
      socket.on("error", (error: NodeJS.ErrnoException) => this.failed(link, error));
      socket.once("close", () => this.socketClosed(link));
      link.start();
    }
  }

  now(): number {
    return this.host.now();
  }
  received(stream: Stream, bytes: number): void {
    this.host.received(stream, bytes);
  }
  sent(stream: Stream, bytes: number): void {
    this.host.sent(stream, bytes);
  }
  decide(direction: Direction | undefined, rule: string, choice: string, about: DecisionAbout = {}): void {
    this.host.decide(this.number, direction, rule, choice, about);
  }
  note(direction: Direction | undefined, rule: string, choice: string, about: DecisionAbout = {}): void {
    this.host.note(this.number, direction, rule, choice, about);
  }
  report(phase: ConnectionEvent["phase"], side: Role, how: How, detail?: string): void {
    this.observer?.connection({ ...this.where, phase, side, how, ...(detail === undefined ? {} : { detail }) });
  }

  link(stream: Stream): Link {
    return stream === "upstream" ? this.upstream : this.downstream;
  }
  other(link: Link): Link {
    return link === this.upstream ? this.downstream : this.upstream;
  }

  /** Ends both sides; what toxics hold is lost, what was written is delivered. */
  close(how: How, detail?: string): void {
    if (this.closing) return;
    this.closing = true;
    for (const link of [this.upstream, this.downstream]) link.dispose();
    for (const link of [this.upstream, this.downstream]) this.closeSide(link, how, detail);
  }

  /** Without any ceremony, when a stop has no more time. */
  destroy(): void {
    this.close("fin");
    for (const link of [this.upstream, this.downstream]) link.to.socket.destroy();
  }

  /** A stream has passed all toxics: the receiver's side ends as the sender's did. */
  linkEnded(link: Link, end: End): void {
    if (this.closing) return;
    if (end.how === "rst") {
      this.close("rst");
      return;
    }
    this.ended.add(link);
    const { settings } = this.host;
    const both = this.ended.size === 2;
    if (both || settings.halfClose === "full") {
      this.closeSide(link, "fin");
      this.other(link).endQuietly();
    } else {
      this.report("closed", link.to.side, "fin");
      link.to.socket.end();
    }
  }

  private closeSide(link: Link, how: How, detail?: string): void {
    const { socket, side } = link.to;
    const done = socket.writableEnded && how === "fin";
    const sent = () => (done ? undefined : this.report("closed", side, how, detail));
    if (how === "rst") closeByRst(socket, link.lastWrite, this.now(), sent);
    else closeByFin(socket, sent);
  }

  private failed(link: Link, error: NodeJS.ErrnoException): void {
    if (this.closing) return;
    // EPIPE and ECONNRESET alike: the peer on this side has reset, whether reading or writing found out.
    const reset = error.code === "ECONNRESET" || error.code === "EPIPE";
    // What the peer sent before is still delivered; the other direction has nowhere to go.
    if (reset && link.sourceEnded("rst")) this.other(link).abandon();
    else this.close("rst", reset ? undefined : error.message);
  }

  private socketClosed(_link: Link): void {
    this.open -= 1;
    if (this.open > 0) return;
    this.alive = false;
    for (const link of [this.upstream, this.downstream]) link.dispose();
    this.host.gone(this);
  }
}

function on(toxics: readonly Toxic[], stream: Stream): Toxic[] {
  return toxics.filter((toxic) => toxic.stream === stream);
}
