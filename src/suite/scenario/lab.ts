import type { Family, Fault, Lab, Side } from "../../lab";
import { isReady, type Role } from "../../trace";
import { ConformanceError, NotJudgedError } from "../expect/errors";
import type { Recovery } from "../verdict";
import type { ScenarioContext } from "./context";
import { plural } from "../../text";
import { Plans, type Moment } from "./plans";

/** What the router between the SUT and us does, and what becomes of either side; each fault is told to the trace and counted. */
export class LabControl {
  /** How the product came back from what was done, once it has. */
  recovery: Recovery | undefined;
  private count = 0;
  private readonly told: string[] = [];
  private readonly known: string[] = [];
  /** When a fault came or went last. */
  private changedAt = 0;
  /** Faults of this scenario that have to strike, in words, by name; a NAT's memory need not, where nothing is idle. */
  private readonly laid = new Map<string, string>();
  private readonly idle: string[] = [];
  private readonly plans: Plans;
  private readonly refusals = new Map<string, { readonly fault: Fault; readonly since: number }>();

  constructor(private readonly context: ScenarioContext) {
    this.plans = new Plans(context);
  }

  /** Why what was planned could not be done. */
  get failure(): unknown {
    return this.plans.failure;
  }

  /** `words` say it in the report. The fault goes with the scenario. */
  async lay(fault: Fault, words: string): Promise<string> {
    this.count += 1;
    const name = `${fault.kind}-${this.count}`;
    await this.lab.add(name, fault);
    this.refusals.set(name, { fault, since: this.context.trace.now() });
    if (fault.kind !== "forget-idle") this.laid.set(name, words);
    this.tell(name, "added", words);
    return name;
  }

  /** A fault that ends by itself after so many ms. */
  async layFor(fault: Fault, words: string, ms: number): Promise<void> {
    const name = await this.lay(fault, words);
    await this.context.waits(ms);
    await this.lift(name);
  }

  async lift(name: string): Promise<void> {
    await this.lab.remove(name);
    this.tell(name, "removed");
  }

  /** A fault that comes by itself, and goes after so many ms, while the scenario goes on. */
  plan(fault: Fault, words: string, moment: Moment, ms?: number): void {
    this.plans.add(words, moment, async (signal) => {
      const name = await this.lay(fault, words);
      if (ms === undefined) return;
      await this.plans.lasts(ms, signal);
      await this.lift(name);
    });
  }

  planMove(moment: Moment): void {
    this.plans.add("our client moves to another address", moment, () => this.moveUs());
  }

  /** Takes away what is in force, and what was to come. */
  async heal(): Promise<void> {
    await this.plans.cancel();
    for (const name of this.lab.faults.keys()) await this.lift(name);
  }

  /** A fault was laid: what the SUT's side has ended since may look open here, since its end met the fault. */
  get hidesEnds(): boolean {
    return this.told.length > 0;
  }

  /** Side of the router on which a role is. */
  sideOf(role: Role): Side {
    return role === this.context.setup.role ? "sut" : "us";
  }

  /**
   * Our machine vanishes without a word and comes back without a memory: nothing of its last words gets out. With its cable out our kernel
   * would keep them while it asks for the router's address, and say them when the cable is back.
   */
  async restartUs(ms: number): Promise<void> {
    const name = await this.lay({ kind: "silence" }, "our machine restarts");
    for (const link of this.context.links) await link.reset();
    await this.context.waits(ms);
    await this.lift(name);
  }

  async moveUs(): Promise<void> {
    await this.lab.move();
    this.tell("move-client", "moved", `our host name ${this.lab.name} leads to ${this.lab.address.v4} from now on`);
  }

  /** `words` say in the report how our name is known from now on. */
  async know(family: Family, dead: "v4" | "v6" | undefined, words: string): Promise<void> {
    await this.lab.know(family, dead);
    this.known.push(words);
  }

  /** Sockets of the SUT towards each of our links. */
  async sockets(): Promise<string[]> {
    const ports = this.context.links.map(({ port }) => port);
    return (await Promise.all(ports.map((port) => this.lab.sockets(port)))).flat();
  }

  /**
   * Dials that the router has refused followed each other at the redial delay, not faster: each is one SYN, since a refusal ends it. Two
   * more are allowed: the first one, and one on its way.
   */
  async dialedInTime(): Promise<void> {
    const { trace, timing } = this.context;
    const struck = await this.lab.struck();
    for (const [name, { fault, since }] of this.refusals) {
      if (fault.kind !== "reject") continue;
      const least = timing.notBefore(timing.stated.redial);
      if (least === 0) throw new NotJudgedError("no dial is too early, since timing.early is as long as timing.redial");
      const most = Math.floor((trace.now() - since) / least) + 2;
      const count = struck.get(name) ?? 0;
      if (count > most)
        throw new ConformanceError(`at most ${most} dials in that time, as its redial delay allows`, plural(count, "dial"));
    }
  }

  /** How often each fault has struck goes into the trace; asked once, before the scenario is judged. */
  async account(): Promise<void> {
    this.idle.push(...this.plans.ahead);
    if (this.laid.size === 0) return;
    const struck = await this.lab.struck();
    for (const [name, words] of this.laid) {
      const count = struck.get(name) ?? 0;
      if (count > 0) this.tell(name, "struck", plural(count, "packet"));
      else this.idle.push(words);
    }
  }

  /** Faults that met no packet, in words: what a scenario with one of these came to says nothing about the SUT. */
  neverStruck(): readonly string[] {
    return this.idle;
  }

  /**
   * The product is back, after the faults of this scenario or in spite of them; `waitingSince` is when the connection dialed that carries
   * its session, `valueAt` when a value came. A product that was started into its fault is timed from when it was ready.
   */
  recovered(allowedMs: number, waitingSince?: number, valueAt = this.context.trace.now()): void {
    const faults = [...this.told, ...this.known];
    if (faults.length === 0) return;
    const { trace } = this.context;
    const ready = trace.events.findLast(isReady);
    const since = Math.max(this.changedAt, ready?.t ?? 0);
    const waitingMs = waitingSince === undefined ? {} : { waitingMs: Math.max(0, waitingSince - since) };
    this.recovery = { fault: faults.join(", "), ...waitingMs, valueMs: Math.max(0, valueAt - since), allowedMs };
  }

  private tell(rule: string, choice: string, detail = ""): void {
    if (choice !== "struck") this.changedAt = this.context.trace.now();
    if (choice === "added" || choice === "moved") this.told.push(detail);
    for (const { name } of this.context.links) {
      this.context.trace.add({ kind: "fault", link: name, rule, choice, ...(detail === "" ? {} : { detail }) });
    }
  }

  private get lab(): Lab {
    const { lab } = this.context.setup;
    if (!lab) throw new Error("this scenario needs the lab: run it with --network lab");
    return lab;
  }
}
