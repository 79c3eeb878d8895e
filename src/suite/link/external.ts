import { Toxiproxy } from "toxiproxy-node-client";
import type { DataSegment, LinkObserver, Role } from "../../trace";
import { EmbeddedLinks } from "./embedded";
import { ToxiproxyLink } from "./toxiproxy-link";
import type { Link, LinkFactory, LinkRequest } from "./types";
import { otherRole } from "../../vocabulary";

/**
 * Links through a real Toxiproxy. It tells nothing of what passes, so a fault-free embedded proxy listens on either side of it:
 * SUT - tap - Toxiproxy - tap - simulator. The outer tap sees what the dialer does, the inner one what reaches the listener.
 */
export class ExternalLinks implements LinkFactory {
  readonly words = "a real Toxiproxy";
  readonly lacks: readonly string[] = ["embedded-proxy", "lab"];
  private readonly taps: EmbeddedLinks;

  constructor(
    private readonly apiUrl: string,
    seed: string,
  ) {
    this.taps = new EmbeddedLinks(seed);
  }

  /** Rejects when no Toxiproxy answers at the URL. */
  async probe(): Promise<string> {
    return new Toxiproxy(this.apiUrl).getVersion();
  }

  async create(request: LinkRequest): Promise<Link> {
    const numbers: number[] = [];
    const inner = await this.taps.create({
      ...request,
      scope: `${request.scope}-inner`,
      observer: half(request, otherRole(request.dialer), numbers),
    });
    const middle = await ToxiproxyLink.create(this.apiUrl, { ...request, target: inner });
    const outer = await this.taps.create({
      ...request,
      scope: `${request.scope}-outer`,
      target: middle,
      observer: half(request, request.dialer, numbers),
    });
    return new TappedLink(outer, middle, inner);
  }

  async stop(): Promise<void> {
    await this.taps.stop();
  }
}

class TappedLink implements Link {
  constructor(
    private readonly outer: Link,
    private readonly middle: Link,
    private readonly inner: Link,
  ) {}

  get name() {
    return this.outer.name;
  }
  get host() {
    return this.outer.host;
  }
  get port() {
    return this.outer.port;
  }
  get url() {
    return this.outer.url;
  }

  addToxic: Link["addToxic"] = (toxic) => this.middle.addToxic(toxic);
  updateToxic: Link["updateToxic"] = (name, attributes) => this.middle.updateToxic(name, attributes);
  removeToxic: Link["removeToxic"] = (name) => this.middle.removeToxic(name);

  /** Toxiproxy cannot reset an idle connection; the outer tap can. */
  reset: Link["reset"] = () => this.outer.reset();

  /** A real Toxiproxy has no such modes; the outer tap, an embedded proxy, has. */
  treatDials: Link["treatDials"] = (rules) => this.outer.treatDials(rules);

  /** The outer tap goes down too: a dialer must see a refusal, not a tap that accepts for a proxy that does not. */
  async disable(): Promise<void> {
    await this.outer.disable();
    await this.middle.disable();
  }

  async enable(): Promise<void> {
    await this.middle.enable();
    await this.outer.enable();
  }

  async heal(): Promise<void> {
    await this.middle.heal();
    await this.outer.heal();
  }

  async stop(): Promise<void> {
    for (const link of [this.outer, this.middle, this.inner]) await link.stop();
  }
}

/** Passes on what one tap sees on one side, under the numbers that the outer tap gave; both taps count in dialing order. */
function half(request: LinkRequest, side: Role, numbers: number[]): LinkObserver {
  const outer = side === request.dialer;
  const { observer } = request;
  const number = (connection: number) => (outer ? connection : (numbers[connection - 1] ?? connection));
  return {
    connection(event) {
      if (event.side !== side) return;
      if (outer && event.phase === "opened") numbers.push(event.connection);
      observer.connection({ ...event, connection: number(event.connection) });
    },
    data(segment: DataSegment) {
      if (segment.side === side) observer.data({ ...segment, connection: number(segment.connection) });
    },
    fault() {
      // Taps have no faults of their own; Toxiproxy's are reported where they are set.
    },
  };
}
