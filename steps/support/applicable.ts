import type { TagFacts } from "../../src/suite/catalogue";
import type { LinkFactory } from "../../src/suite/link";
import type { SutDescription } from "../../src/suite/sut";
import { claimOf } from "../../src/vocabulary";
import type { WorldParameters } from "./parameters";

/** Why a scenario does not apply to this SUT and set-up; undefined when it does. Capabilities are claimed, never inferred. */
export function inapplicable(
  facts: TagFacts,
  sut: SutDescription | undefined,
  links: LinkFactory,
  parameters: WorldParameters,
): string | undefined {
  if (!sut) return `no SUT in the role ${facts.roles[0] ?? "(none)"} is given`;
  const dialect = parameters.dialect ?? sut.dialect;
  if (facts.dialect && facts.dialect !== dialect) return `holds in dialect ${facts.dialect}, this run is in ${dialect}`;
  for (const capability of facts.capabilities) {
    if (links.lacks.includes(capability)) return `needs ${capability}, and the network of this run is ${links.words}`;
    if (sut.lacks.has(capability)) return `${sut.name} lacks ${capability} (its description says so)`;
    if (!claims(sut, facts, capability)) return `${sut.name} does not claim ${capability}`;
  }
  return undefined;
}

/** A capability is claimed by an argument group of that name, by a timing that is stated, by security policies, or by name. */
function claims(sut: SutDescription, facts: TagFacts, capability: string): boolean {
  const claim = claimOf(capability);
  if (claim === "link" || sut.capabilities.has(capability)) return true;
  if (typeof claim === "object") return sut.statedTiming.has(claim.timing);
  // A SUT that runs already has no argument groups; what security it was started with is stated.
  if (claim === "security" && facts.roles.some((role) => sut.attach[role])) return sut.security.policies.length > 0;
  return facts.roles.some((role) => capability in (sut.start[role]?.options ?? {}));
}
