import { setTimeout } from "node:timers/promises";
import { Toxiproxy, type Proxy, type Toxic, type ToxicType } from "toxiproxy-node-client";
import type { ConnectRule } from "../../proxy";
import { hostPort } from "../../sockets";
import { LinkError } from "./errors";
import type { Link, LinkRequest, ToxicSpec } from "./types";
import { messageOf } from "../../text";

/** How long a port that is still in use is asked for again, in ms. */
const REOPEN = 2_000;

type AnyToxic = Toxic<Readonly<Record<string, unknown>>>;

/** A link through one proxy of a Toxiproxy API, the embedded one or the real one: the same calls drive both. */
export class ToxiproxyLink implements Link {
  private rules: readonly ConnectRule[] = [];
  private readonly toxics = new Map<string, AnyToxic>();

  private constructor(
    private readonly request: LinkRequest,
    private proxy: Proxy,
  ) {}

  static async create(apiUrl: string, request: LinkRequest): Promise<ToxiproxyLink> {
    const { host, port } = request.target;
    const body = {
      name: `${request.scope}-${request.name}`,
      listen: listenOf(request),
      upstream: `${host}:${port}`,
      enabled: true,
    };
    return new ToxiproxyLink(request, await new Toxiproxy(apiUrl).createProxy(body));
  }

  get name(): string {
    return this.request.name;
  }

  get host(): string {
    return this.request.listen?.host ?? "127.0.0.1";
  }

  get port(): number {
    return Number(this.proxy.listen.slice(this.proxy.listen.lastIndexOf(":") + 1));
  }

  get url(): string {
    return `opc.tcp://${hostPort(this.host, this.port)}`;
  }

  async addToxic(toxic: ToxicSpec): Promise<void> {
    // The client's types know Toxiproxy's own toxics only; the API takes any name.
    const body = { ...toxic, type: toxic.type as ToxicType, toxicity: toxic.toxicity ?? 1 };
    this.toxics.set(toxic.name, await this.proxy.addToxic(body));
    this.fault(toxic.name, "added", `${toxic.type} ${toxic.stream} ${JSON.stringify(toxic.attributes)}`);
  }

  async updateToxic(name: string, attributes: Readonly<Record<string, unknown>>): Promise<void> {
    const toxic = this.known(name);
    this.toxics.set(name, await toxic.update({ ...toxic.toJson(), attributes }));
    this.fault(name, "changed", JSON.stringify(attributes));
  }

  async removeToxic(name: string): Promise<void> {
    await this.known(name).remove();
    this.toxics.delete(name);
    this.fault(name, "removed");
  }

  /** Toxiproxy's own reset_peer waits for data; `immediate` is the embedded proxy's. */
  async reset(): Promise<void> {
    await this.addToxic({ name: "reset", type: "reset_peer", stream: "upstream", attributes: { timeout: 0, immediate: true } });
    await this.removeToxic("reset");
  }

  async treatDials(rules: readonly ConnectRule[]): Promise<void> {
    this.rules = rules;
    this.proxy = await this.update(this.proxy.enabled);
  }

  async disable(): Promise<void> {
    this.fault("link", "down");
    this.proxy = await this.update(false);
  }

  /**
   * A program that another worker is starting has a copy of the closed port's descriptor until its exec, so that the port is in use
   * for some ms: it is asked for again, for REOPEN ms at most.
   */
  async enable(): Promise<void> {
    const end = performance.now() + REOPEN;
    for (;;) {
      try {
        this.proxy = await this.update(true);
        break;
      } catch (error) {
        if (performance.now() > end) throw error;
        await setTimeout(20);
      }
    }
    this.fault("link", "up");
  }

  async heal(): Promise<void> {
    for (const name of [...this.toxics.keys()]) await this.removeToxic(name);
    if (this.rules.length > 0) await this.treatDials([]);
    if (!this.proxy.enabled) await this.enable();
  }

  async stop(): Promise<void> {
    await this.proxy.remove();
  }

  private async update(enabled: boolean): Promise<Proxy> {
    const { listen, upstream } = this.proxy;
    // `connect` is the embedded proxy's own; the real one ignores what it does not know.
    const body = { enabled, listen, upstream, connect: this.rules };
    try {
      return await this.proxy.update(body);
    } catch (error) {
      throw new LinkError(this.name, `cannot be ${enabled ? "opened" : "closed"}: ${messageOf(error)}`);
    }
  }

  private known(name: string): AnyToxic {
    const toxic = this.toxics.get(name);
    if (!toxic) throw new Error(`no toxic '${name}' on link '${this.name}'`);
    return toxic;
  }

  private fault(rule: string, choice: string, detail?: string): void {
    this.request.observer.fault({ link: this.name, rule, choice, ...(detail ? { detail } : {}) });
  }
}

function listenOf({ listen }: LinkRequest): string {
  return listen ? hostPort(listen.host, listen.port) : "127.0.0.1:0";
}
