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
    return tapped(outer, middle, inner);
  }

  async stop(): Promise<void> {
    await this.taps.stop();
  }
}

function tapped(outer: Link, middle: Link, inner: Link): Link {
  return {
    name: outer.name,
    host: outer.host,
    port: outer.port,
    url: outer.url,
    addToxic: (toxic) => middle.addToxic(toxic),
    updateToxic: (name, attributes) => middle.updateToxic(name, attributes),
    removeToxic: (name) => middle.removeToxic(name),
    /** Toxiproxy cannot reset an idle connection; the outer tap can. */
    reset: () => outer.reset(),
    /** A real Toxiproxy has no such modes; the outer tap, an embedded proxy, has. */
    treatDials: (rules) => outer.treatDials(rules),
    /** The outer tap goes down too: a dialer must see a refusal, not a tap that accepts for a proxy that does not. */
    async disable() {
      await outer.disable();
      await middle.disable();
    },
    async enable() {
      await middle.enable();
      await outer.enable();
    },
    async heal() {
      await middle.heal();
      await outer.heal();
    },
    async stop() {
      for (const link of [outer, middle, inner]) await link.stop();
    },
  };
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
