import type { ScenarioInfo } from "../catalogue";
import { DURATION_PATTERN, readDuration, type Role, type Timings } from "../../vocabulary";

/** Sentences that watch for a time which they do not name; without them the end of a run would wait for one scenario. */
const WATCHES: readonly (readonly [sentence: RegExp, ms: (timing: Timings) => number])[] = [
  [/ at all times$/, ({ connectTimeout, redial }) => Math.max(12_000, connectTimeout + 4 * redial)],
  [/ of the server do not pile up$/, ({ connectTimeout, tolerance, redial }) => 2 * (connectTimeout + tolerance) + 4 * redial],
  [/ of the client do not pile up$/, ({ tolerance }) => 2 * (1_000 + tolerance)],
  // The token of our own server lives for some seconds, whoever is judged.
  [/ renew(s|ed) its secure channel/, () => 4_000],
  // Several servers start for it.
  [/^an aggregation server above$/, () => 4_000],
];

/** Behind this part of a run nobody begins to wait. */
const LATEST = 0.8;

const DURATIONS = new RegExp(`(?:${DURATION_PATTERN})\\b`, "g");

/** How long, in ms, a scenario may wait by what its sentences name, with the timing that the product states. Pure. */
export function expectedLength({ steps }: Pick<ScenarioInfo, "steps">, timing: Timings): number {
  const watches = ({ text }: ScenarioInfo["steps"][number]) => WATCHES.find(([sentence]) => sentence.test(text))?.[1](timing) ?? 0;
  const named = ({ text }: ScenarioInfo["steps"][number]) =>
    [...text.matchAll(DURATIONS)].map(([words]) => readDuration(words).in(timing));
  return steps.flatMap((step) => [watches(step), ...named(step)]).reduce((sum, ms) => sum + ms, 0);
}

/**
 * An order in which a run of several scenarios at once ends early: those that wait among those that work, so that at no time all wait; the
 * longest at the very beginning, behind one that works, so that a first verdict comes early, and none towards the end. Pure; those of the same length keep their order.
 */
export function orderOf(scenarios: readonly ScenarioInfo[], timing: Partial<Record<Role, Timings>>): ScenarioInfo[] {
  const length = new Map(scenarios.map((scenario) => [scenario, lengthFor(scenario, timing)]));
  const of = (scenario: ScenarioInfo) => length.get(scenario) ?? 0;
  const waiting = scenarios.filter((scenario) => of(scenario) > 0).sort((a, b) => of(b) - of(a));
  const working = scenarios.filter((scenario) => of(scenario) === 0);
  const places = [
    ...waiting.map((scenario, index) => ({ scenario, at: (LATEST * index) / waiting.length })),
    ...working.map((scenario, index) => ({ scenario, at: index === 0 ? -1 : (index + 0.5) / working.length })),
  ];
  return places.sort((a, b) => a.at - b.at).map(({ scenario }) => scenario);
}

function lengthFor(scenario: ScenarioInfo, timing: Partial<Record<Role, Timings>>): number {
  return Math.max(0, ...scenario.roles.map((role) => (timing[role] ? expectedLength(scenario, timing[role]) : 0)));
}
