import { networkOf, type Plan, type Side } from "./addresses";

/** What a router or a firewall can do to packets that it does not pass on. */
export const REFUSALS = ["rst", "icmp-host", "icmp-net", "icmp-port", "icmp-prohibited"] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What one meets whose flow the router has forgotten. */
export const ANSWERS = ["silence", "rst"] as const;
export type Answer = (typeof ANSWERS)[number];

/** One fault of the network; `from` says whose packets meet it (both sides' without). Times in seconds, as the kernel counts them. */
export type Fault =
  | { readonly kind: "drop-syn" | "drop-syn-ack" | "silence"; readonly from?: Side }
  | { readonly kind: "lose-packets"; readonly percent: number; readonly from?: Side }
  | { readonly kind: "reject"; readonly how: Refusal; readonly what?: "dials" | "everything"; readonly from?: Side }
  | { readonly kind: "forget-flow"; readonly inside?: Answer; readonly outside?: Answer }
  | { readonly kind: "forget-idle"; readonly after: number; readonly inside?: Answer; readonly outside?: Answer }
  | { readonly kind: "mtu"; readonly bytes: number; readonly icmp: boolean }
  | { readonly kind: "rate"; readonly kbit: number; readonly from?: Side }
  | { readonly kind: "delay-packets" | "reorder"; readonly ms: number; readonly from?: Side }
  | { readonly kind: "duplicate-packets"; readonly percent: number; readonly from?: Side }
  | { readonly kind: "link-down"; readonly side?: Side }
  | { readonly kind: "exhaust-ports"; readonly ports: number };

export type FaultKind = Fault["kind"];

/** nftables chains in which a fault can have rules: what is passed on, what is for the router itself, what it says itself, source NAT. */
export type Hook = "forward" | "input" | "output" | "nat";

/** How a fault is made: rules (COUNTER stands for its counter), and commands in the router; `undo` takes those back. */
export interface Recipe {
  readonly rules: Partial<Readonly<Record<Hook, readonly string[]>>>;
  readonly commands: readonly (readonly string[])[];
  readonly undo: readonly (readonly string[])[];
  /** What shows that it struck: its counter, packets that had to wait in a queue, or that it was done at all. */
  readonly proof: "counter" | "queue" | "done";
}

export const COUNTER = "COUNTER";

/** How long a flow may be idle when no fault says otherwise: Linux's own value, in seconds. */
const ESTABLISHED = 432_000;

const SYN = "tcp flags & (syn | ack) == syn";
const SYN_ACK = "tcp flags & (syn | ack) == (syn | ack)";
const TCP = "meta l4proto tcp";

export function recipeOf(fault: Fault, plan: Plan): Recipe {
  switch (fault.kind) {
    case "drop-syn":
      return rules({ forward: [words(sender(fault.from), SYN, COUNTER, "drop")] });
    case "drop-syn-ack":
      return rules({ forward: [words(sender(fault.from), SYN_ACK, COUNTER, "drop")] });
    case "silence":
      return rules({ forward: [words(sender(fault.from), COUNTER, "drop")] });
    case "lose-packets":
      return rules({
        forward: [words(sender(fault.from), TCP, `numgen random mod 1000 < ${Math.round(fault.percent * 10)}`, COUNTER, "drop")],
      });
    case "reject":
      return rules({ forward: refusals(fault.how, fault.what ?? "dials", fault.from) });
    case "forget-flow":
      return { ...rules(forgotten(fault)), commands: [["conntrack", "-F"]] };
    case "forget-idle":
      return { ...rules(forgotten(fault)), commands: [established(fault.after)], undo: [established(ESTABLISHED)] };
    case "mtu":
      return mtu(fault.bytes, fault.icmp, plan);
    case "rate":
      return queue(fault.from, ["tbf", "rate", `${fault.kbit}kbit`, "burst", "4kb", "latency", "4s"]);
    case "delay-packets":
      return queue(fault.from, ["netem", "delay", `${fault.ms}ms`]);
    case "reorder":
      return queue(fault.from, ["netem", "delay", `${fault.ms}ms`, "reorder", "50%"]);
    case "duplicate-packets":
      return queue(fault.from, ["netem", "duplicate", `${fault.percent}%`]);
    case "link-down":
      return link(fault.side ?? "us");
    case "exhaust-ports":
      return rules({ nat: sourceNat(plan, "us", `:40000-${40_000 + fault.ports - 1}`) });
  }
}

/** Rules that give what leaves to a side the router's own address there; with `ports` only these, and counted. */
export function sourceNat(plan: Plan, side: Side, ports = ""): string[] {
  const { v4, v6 } = plan.gateway[side];
  const which = ports === "" ? "" : words(TCP, COUNTER);
  return [
    words(`oifname "${side}" meta nfproto ipv4`, which, `snat ip to ${v4}${ports}`),
    words(`oifname "${side}" meta nfproto ipv6`, which, `snat ip6 to ${ports === "" ? v6 : `[${v6}]${ports}`}`),
  ];
}

function rules(hooks: Recipe["rules"]): Recipe {
  return { rules: hooks, commands: [], undo: [], proof: "counter" };
}

/** "forward" sees where a packet came in. */
function sender(from: Side | undefined): string {
  return from === undefined ? "" : `iifname "${from}"`;
}

const ICMP: Readonly<Record<Exclude<Refusal, "rst">, readonly [v4: string, v6: string]>> = {
  "icmp-host": ["host-unreachable", "addr-unreachable"],
  "icmp-net": ["net-unreachable", "no-route"],
  "icmp-port": ["port-unreachable", "port-unreachable"],
  "icmp-prohibited": ["admin-prohibited", "admin-prohibited"],
};

function refusals(how: Refusal, what: "dials" | "everything", from: Side | undefined): string[] {
  const which = what === "dials" ? SYN : TCP;
  if (how === "rst") return [words(sender(from), which, COUNTER, "reject with tcp reset")];
  const [v4, v6] = ICMP[how];
  return [
    words("meta nfproto ipv4", sender(from), which, COUNTER, `reject with icmp type ${v4}`),
    words("meta nfproto ipv6", sender(from), which, COUNTER, `reject with icmpv6 type ${v6}`),
  ];
}

/**
 * A flow that the router does not know (any more). What the inside sends is no flow for it and is passed on by nobody; what the outside
 * sends is for the router's own address, which has no such connection and says RST, as the address of a NAT does.
 */
function forgotten({
  inside = "silence",
  outside = "rst",
}: {
  readonly inside?: Answer;
  readonly outside?: Answer;
}): Recipe["rules"] {
  const refuse = (answer: Answer) => (answer === "rst" ? "reject with tcp reset" : "drop");
  return {
    forward: [words(TCP, "ct state invalid", COUNTER, refuse(inside))],
    ...(outside === "silence" ? { input: [words(TCP, COUNTER, "drop")] } : { output: [words("tcp flags & rst == rst", COUNTER)] }),
  };
}

function established(seconds: number): string[] {
  return ["sh", "-c", `echo ${seconds} > /proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established`];
}

/** A tunnel behind the router: it says so, or its words are lost (a black hole). Devices keep their MTU: what is too big must arrive first. */
function mtu(bytes: number, icmp: boolean, plan: Plan): Recipe {
  const route = (side: Side, more: readonly string[]) =>
    [networkOf(plan, side).v4, ...(bytes >= 1280 ? [networkOf(plan, side).v6] : [])].map((network) => [
      ...["ip", ...(network.includes(":") ? ["-6"] : []), "route", "replace", network, "dev", side, ...more],
    ]);
  const both = (more: readonly string[]) => (["us", "sut"] as const).flatMap((side) => route(side, more));
  const refusal = icmp ? "" : "drop";
  return {
    rules: {
      output: [
        words("icmp type destination-unreachable icmp code frag-needed", COUNTER, refusal),
        words("icmpv6 type packet-too-big", COUNTER, refusal),
      ],
    },
    commands: both(["mtu", "lock", `${bytes}`]),
    undo: both([]),
    proof: "counter",
  };
}

/** A queue on the device through which a side's packets leave. */
function queue(from: Side | undefined, discipline: readonly string[]): Recipe {
  const devices: readonly Side[] = from === "sut" ? ["us"] : from === "us" ? ["sut"] : ["us", "sut"];
  return {
    rules: {},
    commands: devices.map((device) => ["tc", "qdisc", "replace", "dev", device, "root", ...discipline]),
    undo: devices.map((device) => ["tc", "qdisc", "del", "dev", device, "root"]),
    proof: "queue",
  };
}

function link(side: Side): Recipe {
  const set = (state: "up" | "down") => ["ip", "link", "set", side, state];
  return { rules: {}, commands: [set("down")], undo: [set("up")], proof: "done" };
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}
