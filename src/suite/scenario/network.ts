import type { ConnectRule } from "../../proxy";
import type { Role } from "../../trace";
import type { Link } from "../link";
import type { ScenarioContext } from "./context";
import { Plans } from "./plans";

/** Longest half period of a network that flaps, in ms. */
const FLAP_HALF = 300;

type Attributes = Readonly<Record<string, unknown>>;

/** Faults on every link of a scenario; with `ms` they end by themselves. Directions are told by who sends: in Reverse Connect the server is Toxiproxy's "upstream" writer. */
export class NetworkControl {
  private count = 0;
  private rules: ConnectRule[] = [];
  /** Faults that are about one event, by the name of their toxic: until it comes they prove nothing. */
  private readonly planned = new Map<string, string>();
  private silent = false;
  private readonly plans: Plans;

  constructor(private readonly context: ScenarioContext) {
    this.plans = new Plans(context);
  }

  /** Why a fault did not end when it should. */
  get failure(): unknown {
    return this.plans.failure;
  }

  /** Something swallows what is sent, and nobody is told: a side notices by its own keep-alive. */
  get isSilent(): boolean {
    return this.silent;
  }

  /** The same toxic in both directions. */
  async addBoth(type: string, attributes: Attributes): Promise<void> {
    await this.addFrom("server", type, attributes);
    await this.addFrom("client", type, attributes);
  }

  async addFrom(
    sender: Role,
    type: string,
    attributes: Attributes,
    { ms, ...more }: { name?: string; toxicity?: number; ms?: number } = {},
  ): Promise<void> {
    const stream = sender === "server" ? "upstream" : "downstream";
    const toxic = { name: this.name(type), type, stream, attributes, ...more } as const;
    if (isAboutOneEvent(attributes) && (more.toxicity ?? 1) === 1) this.planned.set(toxic.name, describe(sender, type, attributes));
    if (SWALLOWS.has(type)) this.silent = true;
    let over = false;
    const add = async (link: Link) => {
      if (!over) await link.addToxic(toxic);
    };
    this.context.onLink(add);
    await this.each(add);
    if (ms === undefined) return;
    this.plans.add(toxic.name, { kind: "start" }, async (signal) => {
      await this.plans.lasts(ms, signal);
      over = true;
      await this.each((link) => link.removeToxic(toxic.name));
    });
  }

  /** A fault on the n-th message of a type from one side, counted over all connections of a link. */
  async onMessage(sender: Role, type: string, nth: number, action: Attributes): Promise<void> {
    await this.addFrom(sender, "opcua_message", { message: type, nth, scope: "proxy", ...action });
  }

  /** What happens to new connections from now on, or for so many ms. */
  async treatDials(rule: ConnectRule, ms?: number): Promise<void> {
    this.rules.push(rule);
    const treat = (link: Link) => link.treatDials(this.rules);
    this.context.onLink(treat);
    await this.each(treat);
    if (ms === undefined) return;
    this.plans.add(rule.mode, { kind: "start" }, async (signal) => {
      await this.plans.lasts(ms, signal);
      this.rules = this.rules.filter((one) => one !== rule);
      await this.each(treat);
    });
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
    const { timing } = this.context;
    const half = Math.min(timing.stated.redial, FLAP_HALF);
    for (let round = 0; round < times; round += 1) {
      for (const act of [() => this.down(), () => this.up()]) {
        await act();
        await this.context.waits(half);
      }
    }
  }

  async heal(): Promise<void> {
    await this.plans.cancel();
    this.context.forgetLinkActions();
    this.rules = [];
    this.silent = false;
    await this.each((link) => link.heal());
  }

  /** Faults that never struck, in words: what a scenario with one of these came to says nothing about the SUT. */
  neverStruck(): string[] {
    const struck = new Set(
      this.context.trace.events.flatMap((event) => (event.kind === "fault" && !SET_UP.has(event.choice) ? [event.rule] : [])),
    );
    return [...this.planned].filter(([name]) => !struck.has(name)).map(([, text]) => text);
  }

  private async each(act: (link: Link) => Promise<void>): Promise<void> {
    for (const link of this.context.links) await act(link);
  }

  private name(type: string): string {
    this.count += 1;
    return `${type}-${this.count}`;
  }
}

const SWALLOWS = new Set(["timeout", "blackhole", "idle_drop"]);

/** What is said of a toxic itself, not of what it does. */
const SET_UP = new Set(["added", "changed", "removed"]);

function isAboutOneEvent({ nth, connection, bytes, count }: Attributes): boolean {
  return nth !== undefined || count !== undefined || connection !== undefined || bytes !== undefined;
}

function describe(sender: Role, type: string, attributes: Attributes): string {
  const text = (name: string) => JSON.stringify(attributes[name]);
  if (attributes["message"] !== undefined)
    return `the fault ${text("action")} on ${text("message")} number ${text("nth") ?? 1} of the ${sender}`;
  if (attributes["bytes"] !== undefined) return `the fault "${type}" after ${text("bytes")} bytes of the ${sender}`;
  return `the fault "${type}" on connection ${text("connection")} of the ${sender}`;
}
