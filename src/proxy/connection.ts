import type { ConnectionEvent, Direction, Role } from "../trace";
import { otherRole } from "../vocabulary";
import type { ProxyHost } from "./host";
import { Link, type Wire } from "./link";
import { closeByFin, closeByRst } from "./socket";
import type { Toxic } from "./toxic";
import type { End, How, Stream } from "./types";

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
    readonly host: ProxyHost,
    readonly number: number,
    dialer: Wire,
    target: Wire,
    toxics: readonly Toxic[],
    /** Called when the connection is over on both sides. */
    private readonly gone: (connection: Connection) => void,
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

  /** Both sockets are connected: let the bytes go. */
  start(): void {
    for (const link of [this.upstream, this.downstream]) {
      const { socket } = link.from;
      socket.on("error", (error: NodeJS.ErrnoException) => this.failed(link, error));
      socket.once("close", () => this.socketClosed());
      link.start();
    }
  }

  report(phase: ConnectionEvent["phase"], side: Role, how: How, detail?: string): void {
    this.host.settings.observer?.connection({ ...this.where, phase, side, how, ...(detail === undefined ? {} : { detail }) });
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
    if (end.how === "rst") return this.close("rst");
    this.ended.add(link);
    if (this.ended.size === 2 || this.host.settings.halfClose === "full") {
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
    if (how === "rst") closeByRst(socket, link.lastWrite, this.host.now(), sent);
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

  private socketClosed(): void {
    this.open -= 1;
    if (this.open > 0) return;
    this.alive = false;
    for (const link of [this.upstream, this.downstream]) link.dispose();
    this.gone(this);
  }
}

function on(toxics: readonly Toxic[], stream: Stream): Toxic[] {
  return toxics.filter((toxic) => toxic.stream === stream);
}
