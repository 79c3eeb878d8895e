import type { ConnectRule } from "../../proxy";
import type { LinkObserver, Role } from "../../trace";
import type { Link, LinkFactory, LinkRequest, ToxicSpec } from "./types";

/** What a relay in front of the SUT changes. */
export interface RelayChanges {
  readonly toxics: readonly (ToxicSpec & OfLink)[];
  readonly dials: readonly (ConnectRule & OfLink)[];
}

interface OfLink {
  /** Only on the n-th link of a scenario, from 1. */
  readonly link?: number;
}

/** Those that are for one link of the scenario. */
export function changesFor(link: number, { toxics, dials }: RelayChanges): RelayChanges {
  const isHere = ({ link: only = link }: OfLink) => only === link;
  const bare = <T extends OfLink>({ link: _link, ...rest }: T) => rest;
  return { toxics: toxics.filter(isHere).map(bare), dials: dials.filter(isHere).map(bare) };
}

/**
 * A link with a second one between it and the SUT, which changes what the SUT says, hears and does. The link records what comes out of the
 * relay: what a SUT would have said that is wrong in this way. Of the relay only its faults are told.
 */
export async function createRelayed(links: LinkFactory, request: LinkRequest, sut: Role, changes: RelayChanges): Promise<Link> {
  const relay = {
    name: `${request.name} (relay)`,
    scope: request.scope,
    dialer: request.dialer,
    observer: faultsOf(request.observer),
  };
  if (sut === "client") {
    const before = await links.create({ ...relay, target: request.target });
    await change(before, changes);
    const link = await links.create({ ...request, target: { host: before.host, port: before.port } });
    return chained(link, before, link);
  }
  const { listen, ...inner } = request;
  const link = await links.create(inner);
  const before = await links.create({ ...relay, ...(listen ? { listen } : {}), target: { host: link.host, port: link.port } });
  await change(before, changes);
  return chained(link, before, before);
}

async function change(relay: Link, { toxics, dials }: RelayChanges): Promise<void> {
  for (const toxic of toxics) await relay.addToxic(toxic);
  if (dials.length > 0) await relay.treatDials(dials);
}

/** The link with its faults, at the address of `front`. */
function chained(link: Link, relay: Link, front: Link): Link {
  return {
    name: link.name,
    host: front.host,
    port: front.port,
    url: front.url,
    addToxic: (toxic) => link.addToxic(toxic),
    updateToxic: (name, attributes) => link.updateToxic(name, attributes),
    removeToxic: (name) => link.removeToxic(name),
    reset: () => link.reset(),
    treatDials: (rules) => link.treatDials(rules),
    disable: () => link.disable(),
    enable: () => link.enable(),
    heal: () => link.heal(),
    stop: async () => {
      await relay.stop();
      await link.stop();
    },
  };
}

function faultsOf(observer: LinkObserver): LinkObserver {
  return { borrows: true, connection: () => undefined, data: () => undefined, fault: (event) => observer.fault(event) };
}
