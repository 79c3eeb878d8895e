/** What a process in user space cannot do to TCP, and the command of Linux that can (`DEV` is the network interface). */
const KERNEL: Readonly<Record<string, (value: unknown) => readonly [string, string]>> = {
  "drop-syn": () => ["drop the SYN of a dial", "iptables -A INPUT -p tcp --syn --dport PORT -j DROP"],
  reorder: () => ["reorder packets", "tc qdisc add dev DEV root netem delay 50ms reorder 25% 50%"],
  "lose-packets": (share) => ["lose packets", `tc qdisc add dev DEV root netem loss ${Math.round(Number(share) * 100)}%`],
  mtu: (bytes) => ["change the MTU", `ip link set dev DEV mtu ${Number(bytes)}`],
};

/** The sentence for the user when a word of `do` needs the kernel; undefined for every other word. */
export function needsKernel(word: string, value?: unknown): string | undefined {
  const [what, command] = KERNEL[word]?.(value) ?? [];
  if (!what) return undefined;
  return `do: a proxy in user space cannot ${what}; run as root between the peers: ${command}`;
}
