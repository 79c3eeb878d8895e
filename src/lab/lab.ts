import { networkOf, planOf, type Addresses, type Plan, type Side } from "./addresses";
import { LabError } from "./errors";
import { recipeOf, type Fault, type FaultKind, type Recipe } from "./faults";
import { isInside } from "./house";
import { counterName, readCounters, rulesetOf, standing } from "./ruleset";
import { must, run, type Environment } from "./run";

export interface LabOptions {
  /** From 0; labs of different numbers stand side by side in a house. */
  readonly number: number;
  /** That of a house: see `isInside`. */
  readonly env: Environment;
  /** Where names of hosts are looked up: a file of the house's own. */
  readonly hosts?: string;
}

/** How a name is known: in both families, or in one. */
export type Family = "v4" | "v6" | "both";

/** What needs the kernel's netem. */
const NETEM: readonly FaultKind[] = ["delay-packets", "reorder", "duplicate-packets"];

/** A fault that is in force, or was. */
interface Laid {
  readonly fault: Fault;
  readonly recipe: Recipe;
}

/**
 * A network of namespaces: the product under test, a router with NAT, and our side, which is this process. Everything in it goes with
 * the house. Rejects with LabError outside of one, and when a command of the system fails.
 */
export class Lab {
  readonly plan: Plan;
  private readonly laid = new Map<string, Laid>();
  /** What the counters said of faults that are over. */
  private readonly past = new Map<string, number>();
  private at: Addresses;
  private family: Family = "v4";
  /** Changes follow each other: each loads all rules that are known then. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly env: Environment,
    private readonly hosts: string,
    number: number,
  ) {
    this.plan = planOf(number);
    this.at = this.plan.host.us;
  }

  static async start({ number, env, hosts = "/etc/hosts" }: LabOptions): Promise<Lab> {
    if (!isInside(env)) throw new LabError("a lab is built inside a house of its own (enterHouse), never in the host's network");
    const lab = new Lab(env, hosts, number);
    await lab.build();
    return lab;
  }

  /** Host name under which the product finds us, of this lab alone. */
  get name(): string {
    return `us${this.plan.number}.lab`;
  }

  /** Our address, which may have moved. */
  get address(): Addresses {
    return this.at;
  }

  get sutAddress(): string {
    return this.plan.host.sut.v4;
  }

  /** Words before a command that put it into the product's network. */
  get enterSut(): string[] {
    return this.enter(this.plan.sut);
  }

  /** As `enterSut`, for the router. */
  get enterRouter(): string[] {
    return this.enter(this.plan.router);
  }

  /** Names of the faults in force. */
  get faults(): ReadonlyMap<string, Fault> {
    return new Map([...this.laid].map(([name, { fault }]) => [name, fault]));
  }

  add(name: string, fault: Fault): Promise<void> {
    return this.next(() => this.lay(name, fault));
  }

  /** Takes a fault away; how often it struck stays known. */
  remove(name: string): Promise<void> {
    return this.next(() => this.lift(name));
  }

  /** Takes every fault away, and brings our side back to its first address. */
  heal(): Promise<void> {
    return this.next(() => this.liftAll());
  }

  /** As new: no fault, no memory of one, and the router knows no flow. */
  reset(): Promise<void> {
    return this.next(() => this.renew());
  }

  /** Our side is found under the same name at another address from now on; the old one is nobody's. A second time: back again. */
  move(): Promise<void> {
    return this.next(() => this.changeAddress());
  }

  private next(change: () => Promise<void>): Promise<void> {
    const done = this.last.then(change);
    this.last = done.catch(() => undefined);
    return done;
  }

  private async lay(name: string, fault: Fault): Promise<void> {
    if (this.laid.has(name)) throw new LabError(`there is a fault "${name}" already; take it away first`);
    const recipe = recipeOf(fault, this.plan);
    this.laid.set(name, { fault, recipe });
    try {
      await this.load();
      for (const command of recipe.commands) await this.inRouter(command);
    } catch (error) {
      this.laid.delete(name);
      await this.load();
      throw NETEM.includes(fault.kind)
        ? new LabError(`${fault.kind} needs netem, which this kernel has not (modprobe sch_netem): ${(error as Error).message}`)
        : error;
    }
    if (fault.kind === "mtu") await this.forgetPaths();
  }

  private async lift(name: string): Promise<void> {
    const laid = this.laid.get(name);
    if (!laid)
      throw new LabError(
        `there is no fault "${name}"; there ${this.laid.size === 0 ? "is none" : `are ${[...this.laid.keys()].join(", ")}`}`,
      );
    this.past.set(name, (await this.struck()).get(name) ?? 0);
    for (const command of laid.recipe.undo) await this.inRouter(command);
    this.laid.delete(name);
    await this.load();
    if (laid.fault.kind === "mtu") await this.forgetPaths();
  }

  private async liftAll(): Promise<void> {
    for (const name of [...this.laid.keys()]) await this.lift(name);
    if (this.at !== this.plan.host.us) await this.changeAddress();
  }

  private async renew(): Promise<void> {
    await this.liftAll();
    this.past.clear();
    await this.inRouter(["nft", "-f", "-"], `delete table inet fault\ndelete table inet standing\n${standing(this.plan)}`);
    await this.know("v4");
    // What ended and was not acknowledged is said again for minutes; a fault to come must not count that as its own.
    const unheard = ["ss", "-K", "-t", ...["fin-wait-1", "closing", "last-ack"].flatMap((state) => ["state", state])];
    await run([...this.enterSut, ...unheard], { env: this.env });
    await run([...unheard, "src", `${networkOf(this.plan, "us").v4}`], { env: this.env });
  }

  /** How many packets each fault has met, those that are over too; 1 for one that only had to be done. */
  async struck(): Promise<Map<string, number>> {
    const counters = readCounters(await this.inRouter(["nft", "-j", "list", "counters"]));
    const queued = await this.queued();
    const counts = new Map(this.past);
    for (const [name, { recipe }] of this.laid) {
      const count = { counter: counters.get(counterName(name)) ?? 0, queue: queued, done: 1 }[recipe.proof];
      counts.set(name, count);
    }
    return counts;
  }

  private async changeAddress(): Promise<void> {
    const from = this.at;
    const to = from === this.plan.host.us ? this.plan.moved : this.plan.host.us;
    // Of two addresses in one network the second would go with the first.
    await must(["sh", "-c", `echo 1 > /proc/sys/net/ipv4/conf/${this.plan.device}/promote_secondaries`], { env: this.env });
    await this.addAddress(this.plan.device, to);
    this.at = to;
    await this.know(this.family);
    for (const [address, length] of [
      [from.v4, 24],
      [from.v6, 64],
    ] as const) {
      await must(["ip", "addr", "del", `${address}/${length}`, "dev", this.plan.device], { env: this.env });
    }
    await this.routes(undefined, this.plan.gateway.us, "sut");
  }

  /** How the product finds us by name from now on; in a family that is `dead` at an address where nobody answers. */
  async know(family: Family, dead?: "v4" | "v6"): Promise<void> {
    this.family = family;
    const nobody: Addresses = { v4: this.plan.moved.v4.replace(/\.3$/, ".99"), v6: `${this.plan.moved.v6.slice(0, -1)}99` };
    const families = family === "both" ? (["v6", "v4"] as const) : [family];
    const lines = families.map((one) => `${(dead === one ? nobody : this.at)[one]} ${this.name}`);
    // All labs of a house have this file, each in a thread of its own: one after the other.
    await must(["flock", this.hosts, "sh", "-c", KNOWN, "sh", this.hosts, this.name, lines.join("\n")], { env: this.env });
  }

  /** Sockets of the product towards a port, by their state (`ESTAB`, `SYN-SENT`, …), as its kernel has them; those of the past left out. */
  async sockets(port: number): Promise<string[]> {
    const words = [...this.enterSut, "ss", "-tanH", `( sport = :${port} or dport = :${port} )`];
    const listing = await must(words, { env: this.env });
    return listing
      .split("\n")
      .flatMap((line) => line.split(/\s+/, 1))
      .filter((state) => state !== "" && state !== "TIME-WAIT");
  }

  private enter(namespace: string): string[] {
    return ["nsenter", `--net=/run/netns/${namespace}`];
  }

  private inRouter(words: readonly string[], input?: string): Promise<string> {
    return must([...this.enterRouter, ...words], { env: this.env, ...(input === undefined ? {} : { input }) });
  }

  private async load(): Promise<void> {
    await this.inRouter(["nft", "-f", "-"], rulesetOf(new Map([...this.laid].map(([name, { recipe }]) => [name, recipe]))));
  }

  /** Packets that had to wait in a queue of ours. */
  private async queued(): Promise<number> {
    if (![...this.laid.values()].some(({ recipe }) => recipe.proof === "queue")) return 0;
    const disciplines = JSON.parse(await this.inRouter(["tc", "-s", "-j", "qdisc", "show"])) as readonly {
      readonly kind: string;
      readonly packets?: number;
      readonly overlimits?: number;
    }[];
    const ours = disciplines.filter(({ kind }) => kind === "tbf" || kind === "netem");
    return ours.reduce((sum, { kind, packets = 0, overlimits = 0 }) => sum + (kind === "tbf" ? overlimits : packets), 0);
  }

  /** What both hosts have learned of the path. */
  private async forgetPaths(): Promise<void> {
    for (const enter of [[], this.enterSut]) {
      for (const family of ["-4", "-6"]) await run([...enter, "ip", family, "route", "flush", "cache"], { env: this.env });
    }
  }

  private async build(): Promise<void> {
    const { plan, env } = this;
    const { device, router, sut } = plan;
    await this.clear();
    for (const name of [router, sut]) await must(["ip", "netns", "add", name], { env });
    await must(["ip", "link", "add", device, "type", "veth", "peer", "name", "us", "netns", router], { env });
    await must(["ip", "-n", router, "link", "add", "sut", "type", "veth", "peer", "name", "eth0", "netns", sut], { env });
    // The rules first: they load the kernel's connection tracking, whose settings are there only then.
    await this.inRouter(["nft", "-f", "-"], standing(plan));
    await this.inRouter(["sh", "-c", ROUTER_SETTINGS]);
    await must(["sh", "-c", OUR_SETTINGS], { env });
    await this.addAddress(device, plan.host.us);
    for (const side of ["us", "sut"] as const) await this.addAddress(side, plan.gateway[side], router);
    await this.addAddress("eth0", plan.host.sut, sut);
    await this.routes(sut, plan.gateway.sut, "default");
    await this.routes(undefined, plan.gateway.us, "sut");
    await this.know("v4");
  }

  /** What an earlier run in the same house left under our names. */
  private async clear(): Promise<void> {
    const { device, router, sut } = this.plan;
    await run(["ip", "link", "del", device], { env: this.env });
    for (const name of [router, sut]) await run(["ip", "netns", "del", name], { env: this.env });
  }

  private async addAddress(device: string, { v4, v6 }: Addresses, namespace?: string): Promise<void> {
    const batch = [
      `addr add ${v4}/24 dev ${device}`,
      `addr add ${v6}/64 dev ${device} nodad`,
      "link set lo up",
      `link set ${device} up`,
    ];
    await must([...(namespace ? this.enter(namespace) : []), "ip", "-batch", "-"], {
      env: this.env,
      input: `${batch.join("\n")}\n`,
    });
  }

  private async routes(namespace: string | undefined, { v4, v6 }: Addresses, to: "default" | Side): Promise<void> {
    const far = to === "default" ? { v4: "default", v6: "default" } : networkOf(this.plan, to);
    const batch = [`route replace ${far.v4} via ${v4}`, `-6 route replace ${far.v6} via ${v6}`];
    for (const line of batch) {
      await must([...(namespace ? this.enter(namespace) : []), "ip", ...line.split(" ")], { env: this.env });
    }
  }
}

/**
 * Other lines of a hosts file, and ours. In place, since the house has the file under another name too, in one write and always of the same
 * length: a product that reads just then and misses a name would ask name servers, which nobody reaches from here.
 */
const KNOWN = `
lines() { grep -v " $2$" "$1" | grep .; echo "$3"; }
all=$(lines "$@")
{ echo "$all"; head -c $(( 16384 - $(echo "$all" | wc -c) )) /dev/zero | tr '\\0' '\\n'; } |
  dd of="$1" bs=16384 count=1 iflag=fullblock conv=notrunc status=none
`;

/** What our own side says and nobody confirms it says for some 13 s, not for a quarter of an hour: the product waits for our next dial. */
const OUR_SETTINGS = "echo 5 > /proc/sys/net/ipv4/tcp_retries2";

/**
 * A router that passes on, knows its flows from their first packet on only (loose is off: what it has forgotten it does not learn again
 * in the middle), and keeps its addresses when a link goes down, as IPv4 does anyway.
 */
const ROUTER_SETTINGS = `
cd /proc/sys/net &&
echo 1 > ipv4/ip_forward && echo 1 > ipv6/conf/all/forwarding && echo 1 > ipv6/conf/all/keep_addr_on_down &&
echo 0 > netfilter/nf_conntrack_tcp_loose
`;
