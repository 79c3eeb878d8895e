import type { ConnectRule } from "../../proxy";
import type { Link } from "../link";
import type { ScenarioContext } from "./context";

/** Longest half period of a network that flaps, in ms. */
const FLAP_HALF = 300;

/** Faults on every link of a scenario. Directions are told by who sends: in Reverse Connect the server is Toxiproxy's "upstream" writer. */
export class NetworkControl {
  private count = 0;
  private rules: ConnectRule[] = [];

  constructor(private readonly context: ScenarioContext) {}

  /** The same toxic in both directions. */
  async addBoth(type: string, attributes: Readonly<Record<string, unknown>>): Promise<void> {
    await this.addFrom("server", type, attributes);
    await this.addFrom("client", type, attributes);
  }

  async addFrom(
    sender: string,
    type: string,
    attributes: Readonly<Record<string, unknown>>,
    more: { name?: string; toxicity?: number } = {},
  ): Promise<void> {
    const stream = sender === "server" ? "upstream" : "downstream";
    const toxic = { name: this.name(type), type, stream, attributes, ...more } as const;
    this.context.onLink((link) => link.addToxic(toxic));
    await this.each((link) => link.addToxic(toxic));
  }

  /** A fault on the n-th message of a type, counted over all connections of a link. */
  async onMessage(type: string, nth: number, action: Readonly<Record<string, unknown>>): Promise<void> {
    const sender = ["RHE", "ACK"].includes(type) ? "server" : "client";
    await this.addFrom(sender, "opcua_message", { message: type, nth, scope: "proxy", ...action });
  }

  /** What happens to new connections from now on. */
  async treatDials(rule: ConnectRule): Promise<void> {
    this.rules.push(rule);
    const rules = [...this.rules];
    this.context.onLink((link) => link.treatDials(rules));
    await this.each((link) => link.treatDials(rules));
  }

  /** Nothing arrives any more, and nobody is told. */
  async blackHole(): Promise<void> {
    await this.addBoth("timeout", { timeout: 0 });
  }

  /** RST to both sides of every open connection, now. */
  async reset(): Promise<void> {
    await this.each((link) => link.reset());
  }

  async down(): Promise<void> {
    await this.each((link) => link.disable());
  }

  async up(): Promise<void> {
    await this.each((link) => link.enable());
  }

  /** Down and up again, `times` times; each half lasts long enough for a dial to fail and for one to succeed. */
  async flap(times: number): Promise<void> {
    const { trace, timing, signal } = this.context;
    const half = Math.min(timing.stated.redial, FLAP_HALF);
    for (let round = 0; round < times; round += 1) {
      for (const act of [() => this.down(), () => this.up()]) {
        await act();
        await trace.until(trace.now() + half, signal);
      }
    }
  }

  async heal(): Promise<void> {
    this.context.forgetLinkActions();
    this.rules = [];
    await this.each((link) => link.heal());
  }

  private async each(act: (link: Link) => Promise<void>): Promise<void> {
    for (const link of this.context.links) await act(link);
  }

  private name(type: string): string {
    this.count += 1;
    return `${type}-${this.count}`;
  }
}
