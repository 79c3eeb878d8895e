import { stringify } from "yaml";
import type { FaultScenario, Sentence } from "./types";

/** A scenario as the text of a file; `sut` as it shall stand there. */
export function scenarioText(scenario: FaultScenario, sut?: string): string {
  const { name, symptom, source, role, seed, dialect, requirements, tags, peer, faults, expect, last } = scenario;
  const list = (sentences: readonly Sentence[]) =>
    sentences.map(({ text, table }) => (table ? { [text]: Object.fromEntries(table) } : text));
  const raw = {
    name,
    ...(symptom === undefined ? {} : { symptom }),
    ...(source === undefined ? {} : { source }),
    ...(sut === undefined ? {} : { sut }),
    role,
    ...(seed === undefined ? {} : { seed }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(requirements.length > 0 ? { requirements } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    ...(peer.length > 0 ? { peer: list(peer) } : {}),
    faults,
    expect: list(expect),
    ...(last === undefined ? {} : { last: list(last) }),
  };
  return stringify(raw, { lineWidth: 120 });
}
