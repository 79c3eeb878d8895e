import type { Plan } from "./addresses";
import { COUNTER, sourceNat, type Hook, type Recipe } from "./faults";

const CHAINS: Readonly<Record<Hook, string>> = {
  forward: "type filter hook forward priority -10; policy accept;",
  input: "type filter hook input priority -10; policy accept;",
  output: "type filter hook output priority -10; policy accept;",
  nat: "type nat hook postrouting priority 90; policy accept;",
};

/**
 * What the router always does: each side's packets leave under its own address, as a NAT has it. No masquerading: that forgets its flows
 * when a link goes down, which is a fault of its own here.
 */
export function standing(plan: Plan): string {
  const chains = Object.entries(CHAINS).map(([hook, head]) => `  chain ${hook} { ${head} }`);
  const nat = (["us", "sut"] as const).flatMap((side) => sourceNat(plan, side));
  return `
table inet standing {
  chain nat {
    type nat hook postrouting priority 100; policy accept;
    ${nat.join("\n    ")}
  }
}
table inet fault {
${chains.join("\n")}
}
`;
}

/** The rules of all faults, in place of those before, in one step. Counters keep their count; new ones are made. */
export function rulesetOf(faults: ReadonlyMap<string, Recipe>): string {
  const lines = ["flush table inet fault"];
  for (const name of faults.keys()) lines.push(`add counter inet fault ${counterName(name)}`);
  for (const [name, recipe] of faults) {
    for (const [hook, rules] of Object.entries(recipe.rules)) {
      for (const rule of rules)
        lines.push(`add rule inet fault ${hook} ${rule.replace(COUNTER, `counter name ${counterName(name)}`)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** nftables takes letters, digits and few other characters. */
export function counterName(fault: string): string {
  return `c_${fault.replace(/[^A-Za-z0-9]/g, "_")}`;
}

interface Listing {
  readonly nftables: readonly { readonly counter?: { readonly name: string; readonly packets: number } }[];
}

/** Packets of each counter, from `nft -j list counters`. */
export function readCounters(json: string): Map<string, number> {
  const { nftables } = JSON.parse(json) as Listing;
  return new Map(nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets] as const] : [])));
}
