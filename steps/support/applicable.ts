import type { TagFacts } from "../../src/suite/catalogue";
import type { LinkFactory } from "../../src/suite/link";
import { claims, type SutDescription } from "../../src/suite/sut";
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
