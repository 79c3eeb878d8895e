import type { Catalogue } from "../suite/catalogue";
import type { JudgingFacts } from "../report";
import { findingKinds, kindKey, saidOf, summarizeRun, VERDICT_WORD, type FindingKind } from "../report";
import type { ScenarioOutcome, Verdict } from "../suite/verdict";
import { oneLine } from "../text";

/** A line of a run under way. */
export interface Told {
  readonly verdict: Verdict;
  readonly text: string;
}

const NAME = { name: "", version: "" };

/** While a run is under way: what an outcome says that none before it said, one line a kind of finding or of reason. */
export class Teller {
  private readonly known = new Set<string>();

  constructor(
    private readonly catalogue: Catalogue,
    private readonly judging: JudgingFacts,
  ) {}

  tell(outcome: ScenarioOutcome): Told[] {
    const facts = {
      tool: NAME,
      sut: { ...NAME, role: "both" as const },
      judging: this.judging,
      startedAt: new Date(0),
      durationMs: 0,
    };
    const { summary } = summarizeRun(facts, [outcome], this.catalogue);
    const kinds = findingKinds(summary, this.catalogue)
      .filter(({ verdict }) => verdict !== "expected-fail")
      .map((kind) => {
        const name = kind.requirements.map(({ id, title }) => `${id} ${title}`).join(", ") || outcome.title;
        return {
          key: kindKey(kind),
          verdict: kind.verdict,
          text: `${name}: ${brief(kind)} (${outcome.id})`,
        };
      });
    const stuck = summary.results.flatMap(({ verdict, reason = "no reason was given" }) =>
      verdict === "could-not-run"
        ? [{ key: reason.replaceAll(/\d+(\.\d+)?/g, "N"), verdict, text: `${outcome.id}: ${reason}` }]
        : [],
    );
    return [...kinds, ...stuck].flatMap(({ key, verdict, text }) => {
      if (this.known.has(key)) return [];
      this.known.add(key);
      return [{ verdict, text: oneLine(`${VERDICT_WORD[verdict]}  ${text}`) }];
    });
  }
}

/** What came, without all that was seen meanwhile: the report has it. */
function brief(kind: FindingKind): string {
  return saidOf(kind).replace(/; seen instead: .*/s, "");
}
