import { stringify } from "yaml";
import { DEFAULT_DIALECT } from "../../vocabulary";
import type { Catalogue } from "../catalogue";
import { concerns, knownFailureFor } from "./evidencing";
import { withoutFigures } from "./grade";
import type { Evidencing, JudgeOptions, Judgement, KnownFailure, KnownFailureProblem } from "./types";

/** A run: what its scenarios said of each requirement, and which of them ran. */
interface Ran {
  readonly byRequirement: ReadonlyMap<string, readonly Evidencing[]>;
  readonly scenarios: ReadonlySet<string>;
  /** Those of the dialect that the run is not in: they may show a failure in a run that is. */
  readonly otherDialect: ReadonlySet<string>;
}

/** Entries that excuse nothing: each is an error, so that a list of known failures cannot rot. */
export function checkKnownFailures(ran: Ran, catalogue: Catalogue, options: JudgeOptions): KnownFailureProblem[] {
  return (options.knownFailures ?? []).flatMap((entry) => {
    const problem = checkEntry(entry, ran, catalogue, options);
    return problem ? [problem] : [];
  });
}

function checkEntry(
  entry: KnownFailure,
  { byRequirement, scenarios, otherDialect }: Ran,
  catalogue: Catalogue,
  options: JudgeOptions,
): KnownFailureProblem | undefined {
  const name = `known failure of ${entry.requirement}`;
  const requirement = catalogue.get(entry.requirement);
  if (!requirement)
    return { entry, problem: "unknown-requirement", message: `${name}: there is no such requirement; see \`list\`` };
  if (options.role && !requirement.roles.includes(options.role)) return undefined;
  if (entry.role && !requirement.roles.includes(entry.role)) return undefined;
  if (entry.sometimes) return undefined;
  const relevant = (byRequirement.get(entry.requirement) ?? []).filter((evidencing) => concerns(entry, evidencing));
  if (relevant.some((each) => each.observed !== undefined && knownFailureFor(entry.requirement, each, each.observed, [entry]))) {
    return undefined;
  }
  if (!isComplete(entry, scenarios, options)) return undefined;
  if (relevant.length === 0)
    return { entry, problem: "matches-nothing", message: `${name}: no scenario of it ran; remove the entry` };
  // Scenarios that could not run may have shown it: they are no proof that the entry is stale, and fail the run by themselves.
  if (relevant.some(({ verdict }) => verdict === "could-not-run")) return undefined;
  const seen = [...new Set(relevant.flatMap(({ observed }) => (observed === undefined ? [] : [`"${observed}"`])))];
  if (seen.length > 0) {
    return {
      entry,
      problem: "other-observation",
      message: `${name}: it is pinned to "${entry.observed}", but seen was ${seen.join(" and ")}`,
    };
  }
  if (relevant.every(({ verdict }) => verdict === "not-applicable")) {
    const dialect = options.dialect ?? DEFAULT_DIALECT;
    const isElsewhere = requirement.dialect !== undefined && requirement.dialect !== dialect;
    if (isElsewhere || relevant.some(({ scenario }) => otherDialect.has(scenario))) return undefined;
    return { entry, problem: "not-applicable", message: `${name}: the requirement does not apply to this run; remove the entry` };
  }
  return { entry, problem: "passes", message: `${name}: it passes now ("${entry.observed}" was not seen); remove the entry` };
}

/**
 * Whether all scenarios that could show the failure took part; a shard or a selection is no proof that an entry is stale. What every
 * scenario watches for, such as a crash, any of the role's may show.
 */
function isComplete(entry: KnownFailure, ran: ReadonlySet<string>, options: JudgeOptions): boolean {
  if (entry.scenario !== undefined) return ran.has(entry.scenario) || options.suite === undefined;
  const role = entry.role ?? options.role;
  return (options.suite ?? []).filter(({ roles }) => !role || roles.includes(role)).every(({ id }) => ran.has(id));
}

/** The failures of a run as entries for `knownFailures:` of a SUT file, ready to paste; "" when there are none. */
export function printKnownFailures(judgement: Judgement): string {
  const entries = new Map<string, KnownFailure>();
  for (const { id, findings } of judgement.requirements) {
    for (const { verdict, observed, known } of findings) {
      if (observed === undefined || !["fail", "warn", "info", "expected-fail"].includes(verdict)) continue;
      const pin = withoutFigures(observed);
      entries.set(`${id} ${pin}`, { requirement: id, observed: pin, reason: known ?? "TODO: why, or a link to the issue" });
    }
  }
  return entries.size === 0 ? "" : stringify({ knownFailures: [...entries.values()] }, { lineWidth: 0 });
}
