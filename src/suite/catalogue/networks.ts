import type { ScenarioInfo } from "./types";

/** What the SUT and the suite are joined by: this machine's loopback, or the lab's router. */
export type Network = "loopback" | "lab";

/** Tags of what a network is not for: the lab has neither the embedded proxy nor our own loopback. */
const NOT_FOR: Readonly<Record<Network, readonly string[]>> = {
  lab: ["@fault", "@requires:embedded-proxy", "@requires:aggregation"],
  loopback: ["@requires:lab"],
};

/** Scenarios that a network is for, as a tag expression. */
export function networkTags(network: Network): string {
  return NOT_FOR[network].map((tag) => `not ${tag}`).join(" and ");
}

export function isFor(network: Network, { tags }: Pick<ScenarioInfo, "tags">): boolean {
  return !NOT_FOR[network].some((tag) => tags.includes(tag));
}
