import type { Lab } from "../../lab";
import type { Link, LinkFactory, LinkRequest } from "./types";
import { EmbeddedLinks } from "./embedded";

/**
 * The tap stands between our own server and the network, so it is the tap that has to notice a dead line. Later than the idle time after
 * which the NATs of features/lab forget: it must not keep their memory fresh for the product.
 */
export const TAP_KEEP_ALIVE = 4_000;

/**
 * Links through the lab: the SUT behind a router of its own. At our end stands the embedded proxy and tells what arrives, so what the SUT
 * says is seen behind the router; what its kernel says to nobody, such as a SYN that is dropped, is not.
 */
export class LabLinks implements LinkFactory {
  readonly words = "the network lab";
  readonly lacks: readonly string[] = ["embedded-proxy"];
  private readonly taps: EmbeddedLinks;

  constructor(
    readonly lab: Promise<Lab>,
    seed: string,
  ) {
    this.taps = new EmbeddedLinks(seed, TAP_KEEP_ALIVE);
  }

  async create(request: LinkRequest): Promise<Link> {
    const lab = await this.lab;
    // Towards a SUT that listens, it is our tap that dials through the router.
    if (request.target.host === lab.sutAddress) return this.taps.create(request);
    return behindTheRouter(await this.taps.create({ ...request, listen: { host: "::", port: request.listen?.port ?? 0 } }), lab);
  }

  async stop(): Promise<void> {
    await this.taps.stop();
  }
}

/** A link that the SUT dials by our host name, which may lead elsewhere tomorrow. */
function behindTheRouter(link: Link, { name }: Lab): Link {
  return new Proxy(link, {
    get(target, property) {
      if (property === "host") return name;
      if (property === "url") return `opc.tcp://${name}:${target.port}`;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
}
