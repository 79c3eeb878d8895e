import { networkInterfaces } from "node:os";
import { PREFIXES } from "./addresses";
import { LabError } from "./errors";
import { run, withSbin, type Environment } from "./run";

/** Marks the processes that run inside; its value says how the house was made. */
const INSIDE = "REVERSE_HELLO_LAB";

/** Tools that the lab needs, and the package of Debian and its kin that has them. */
export const TOOLS: Readonly<Record<string, string>> = {
  unshare: "util-linux",
  nsenter: "util-linux",
  setpriv: "util-linux",
  mount: "util-linux",
  flock: "util-linux",
  ip: "iproute2",
  tc: "iproute2",
  ss: "iproute2",
  nft: "nftables",
  conntrack: "conntrack",
  tcpdump: "tcpdump",
};

/**
 * Inside: a network, mounts and processes of one's own. /run is its own too, for the named namespaces of `ip netns`, and so everything
 * goes with the last process: nothing has to be cleaned up.
 */
const SETTLE = [
  "mount -t proc proc /proc 2>/dev/null || true",
  "mount -t tmpfs -o mode=755 lab /run && mkdir /run/netns",
  "cat /etc/hosts > /run/hosts 2>/dev/null; mount --bind /run/hosts /etc/hosts",
  "ip link set lo up",
].join(" && ");

/** What a house must be able to do, tried once, in a house that ends at once. */
const TRIAL = [
  "ip netns add trial",
  "ip link add trial0 type veth peer name trial1 netns trial",
  "nft add table inet trial",
  "nft add chain inet trial post '{ type nat hook postrouting priority 100; }'",
  "nft add rule inet trial post masquerade",
  "nft add chain inet trial forward '{ type filter hook forward priority 0; }'",
  "nft add rule inet trial forward ct state invalid numgen random mod 100 '<' 5 counter drop",
  "nsenter --net=/run/netns/trial sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'",
].join(" && ");

/** With a user namespace an ordinary user may do it; root may without, where user namespaces are forbidden. */
const WAYS = { user: ["--user", "--map-root-user"], root: [] } as const;
export type Way = keyof typeof WAYS;

/** What is in the way, and what to do about it. */
export interface Obstacle {
  readonly what: string;
  readonly advice: string;
}

export interface Fitness {
  /** How a house can be made here; undefined: not at all. */
  readonly way: Way | undefined;
  /** Why not. */
  readonly obstacles: readonly Obstacle[];
  /** What cannot be had in it. */
  readonly limits: readonly Obstacle[];
}

/** What this machine can do. Starts nothing that stays, and touches nothing of the host's network. */
export async function examine({ env, platform }: { env: Environment; platform: string }): Promise<Fitness> {
  if (platform !== "linux") return { way: undefined, obstacles: [otherSystem(platform)], limits: [] };
  const missing = await missingTools(env);
  if (missing.length > 0) return { way: undefined, obstacles: [missingSentence(missing)], limits: [] };
  const words: string[] = [];
  // Root first: tcpdump, which gives its rights away, is not able to do that in a user namespace.
  for (const way of ["root", "user"] as const) {
    const { code, stderr } = await run(enterHouse(way, ["sh", "-c", TRIAL]), { env });
    if (code === 0) return { way, obstacles: [], limits: await limitsOf(way, env) };
    words.push(stderr.trim().split("\n")[0] ?? `exit code ${code}`);
  }
  return { way: undefined, obstacles: [refusedSentence(words.at(-1) ?? "", await isRestricted(env))], limits: [] };
}

async function limitsOf(way: Way, env: Environment): Promise<Obstacle[]> {
  const { code } = await run(enterHouse(way, ["tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"]), { env });
  return code === 0
    ? []
    : [
        {
          what: "this kernel has no netem: delay, reordering and duplication cannot run",
          advice: "modprobe sch_netem, or linux-modules-extra",
        },
      ];
}

/** Words that run a command in a house of its own, which dies with whoever starts it, killed or not. */
export function enterHouse(way: Way, words: readonly string[]): string[] {
  const unshare = ["unshare", ...WAYS[way], "--net", "--mount", "--pid", "--fork", "--kill-child=KILL"];
  return ["setpriv", "--pdeathsig", "KILL", ...unshare, "sh", "-c", `${SETTLE} && exec "$@"`, "lab", ...words];
}

/** Environment of what runs inside. */
export function houseEnvironment(env: Environment): Environment {
  return { ...withSbin(env), [INSIDE]: "1" };
}

/** Environment of a user's own command inside: for it this is a network like any other. */
export function guestEnvironment({ [INSIDE]: _inside, ...env }: Environment): Environment {
  return env;
}

export function isInside(env: Environment): boolean {
  return env[INSIDE] !== undefined;
}

/** The way into a house. Throws LabError, in one sentence, when there is none here or an address collides; nothing has started then. */
export async function wayIn(host: { env: Environment; platform: string }): Promise<Way> {
  const { way, obstacles } = await examine(host);
  if (way === undefined) throw new LabError(obstacles.map(({ what, advice }) => `${what}; ${advice}`).join("; "));
  refuseCollision(PREFIXES);
  return way;
}

/** Throws LabError when an address of this machine lies in the range of the lab: who is told such an address might mean the other one. */
export function refuseCollision(prefixes: readonly string[], interfaces = networkInterfaces()): void {
  for (const [name, addresses] of Object.entries(interfaces)) {
    const hit = (addresses ?? []).find(({ address }) => prefixes.some((prefix) => address.startsWith(prefix)));
    if (!hit) continue;
    throw new LabError(
      `the lab's addresses ${prefixes.join(", ")} collide with ${hit.address} of this machine's interface ${name}; run it on another machine, or take that address away for the run`,
    );
  }
}

async function missingTools(env: Environment): Promise<string[]> {
  const found = await run(
    [
      "sh",
      "-c",
      Object.keys(TOOLS)
        .map((tool) => `command -v ${tool} >/dev/null || echo ${tool}`)
        .join("; "),
    ],
    {
      env,
    },
  );
  return found.stdout.split("\n").filter((line) => line !== "");
}

function missingSentence(missing: readonly string[]): Obstacle {
  const packages = [...new Set(missing.map((tool) => TOOLS[tool] ?? tool))];
  const what = `the lab needs ${missing.join(", ")}, and this machine has not`;
  return { what, advice: `sudo apt-get install ${packages.join(" ")} (or the like)` };
}

function otherSystem(platform: string): Obstacle {
  const name = { darwin: "macOS", win32: "Windows" }[platform] ?? platform;
  const how = platform === "win32" ? "in WSL 2 or a Linux machine" : "in a Linux machine or container";
  const what = `the lab is made of Linux network namespaces, and this is ${name}`;
  return { what, advice: `run it ${how} (docker run --cap-add NET_ADMIN --cap-add SYS_ADMIN …)` };
}

async function isRestricted(env: Environment): Promise<"apparmor" | "sysctl" | "container" | undefined> {
  const look = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns /proc/sys/kernel/unprivileged_userns_clone";
  const { stdout } = await run(
    ["sh", "-c", `for f in ${look}; do echo "$(cat $f 2>/dev/null)"; done; ls /.dockerenv 2>/dev/null`],
    {
      env,
    },
  );
  const [apparmor, clone, container] = stdout.split("\n");
  if (apparmor === "1") return "apparmor";
  if (clone === "0") return "sysctl";
  return container ? "container" : undefined;
}

function refusedSentence(said: string, why: Awaited<ReturnType<typeof isRestricted>>): Obstacle {
  const advice = {
    apparmor:
      "AppArmor restricts user namespaces here (Ubuntu 24.04 and later): run it with sudo, or sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    sysctl: "user namespaces are switched off here: run it with sudo, or sudo sysctl kernel.unprivileged_userns_clone=1",
    container:
      "this is a container: start it with --cap-add NET_ADMIN --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined",
  };
  const how = why === undefined ? "run it with sudo, or where user namespaces and nftables are allowed" : advice[why];
  return { what: `this machine gives us no network of our own (${said})`, advice: how };
}
