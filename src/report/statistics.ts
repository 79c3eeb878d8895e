import type { Catalogue } from "../suite/catalogue";
import type { Judgement } from "../suite/verdict";
import { percent, plural } from "../text";
import { isJudged } from "../vocabulary";

/** Share of passes with its 95 % interval (Wilson score, which stays sound for few runs and for 0 or all passes). */
export interface PassRate {
  readonly runs: number;
  readonly passed: number;
  /** 0 to 1; NaN when nothing was judged. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

const Z95 = 1.959963984540054;

export function passRate(passed: number, runs: number): PassRate {
  if (runs === 0) return { runs, passed, rate: NaN, low: 0, high: 1 };
  const rate = passed / runs;
  const z2 = Z95 ** 2;
  const centre = (rate + z2 / (2 * runs)) / (1 + z2 / runs);
  const half = (Z95 / (1 + z2 / runs)) * Math.sqrt((rate * (1 - rate)) / runs + z2 / (4 * runs ** 2));
  // At the ends the interval touches 0 or 1 exactly; floating point would miss it by a hair.
  return {
    runs,
    passed,
    rate,
    low: passed === 0 ? 0 : Math.max(0, centre - half),
    high: passed === runs ? 1 : Math.min(1, centre + half),
  };
}

export interface RequirementRate extends PassRate {
  readonly id: string;
  readonly title: string;
  /** Runs in which it was not judged (could not run, not applicable). */
  readonly unjudged: number;
  /** Passed in some runs and not in others. */
  readonly flaky: boolean;
}

/** For `--repeat`: how often each requirement passed over several runs of the same selection. */
export function repeatStatistics(judgements: readonly Judgement[], catalogue: Catalogue): RequirementRate[] {
  return catalogue.requirements.flatMap(({ id, title }) => {
    const verdicts = judgements.flatMap(({ requirements }) =>
      requirements.filter((each) => each.id === id).map(({ verdict }) => verdict),
    );
    if (verdicts.length === 0) return [];
    const judged = verdicts.filter((verdict) => verdict !== "could-not-run" && isJudged(verdict));
    const passed = judged.filter((verdict) => verdict === "pass" || verdict === "unexpected-pass").length;
    const flaky = passed > 0 && passed < judged.length;
    return [{ id, title, ...passRate(passed, judged.length), unjudged: verdicts.length - judged.length, flaky }];
  });
}

/** Table of `--repeat`: what is flaky or never passes; everything else in one line. */
export function renderStatistics(rates: readonly RequirementRate[]): string {
  const steady = rates.filter(({ passed, runs }) => passed === runs && runs > 0);
  const lines = rates
    .filter((rate) => !steady.includes(rate))
    .map(({ id, passed, runs, rate, low, high, unjudged, flaky, title }) => {
      const share =
        runs === 0
          ? "not judged"
          : `${passed} of ${runs} passed, ${percent(rate)} (95 % interval ${percent(low)} to ${percent(high)})`;
      return `${id}  ${share}${unjudged > 0 ? `, ${unjudged} not judged` : ""}${flaky ? ", flaky" : ""}  ${title}`;
    });
  const fewest = Math.min(...steady.map(({ runs }) => runs));
  const all =
    steady.length === 0
      ? []
      : [
          `${plural(steady.length, "requirement")} passed every time (${fewest} runs: at least ${percent(passRate(fewest, fewest).low)} with 95 % confidence)`,
        ];
  return `${[...lines, ...all].join("\n")}\n`;
}
