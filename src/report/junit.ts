import type { Catalogue } from "../suite/catalogue";
import { differencesOf, problemsOf, type Problem } from "./failures";
import { describeRequirement } from "./terminal";
import type { RunSummary, ScenarioResult } from "./types";
import { sutName } from "./words";
import { element, escapeText } from "./xml";

/**
 * JUnit XML, one suite per feature. A finding that fails the run is a `failure`; what could not run is an `error`; known failures and
 * what does not apply are `skipped`; warnings and informations pass and say so in `system-out`.
 */
export function renderJunit(summary: RunSummary, catalogue: Catalogue): string {
  const problems = new Map(problemsOf(summary, catalogue).map((problem) => [problem.result.id, problem]));
  const suites = [...groupBy(summary.results, ({ uri, feature }) => `${uri} ${feature}`).values()].map((results) =>
    suite(
      results[0]?.feature ?? "",
      results.map((result) => testCase(result, problems.get(result.id), summary.judging.strict)),
      results,
    ),
  );
  const extra = extraCases(summary);
  if (extra.length > 0) suites.push(suite("the run itself", extra, []));
  const root = element(
    "testsuites",
    {
      name: `${summary.tool.name} ${summary.tool.version}: ${sutName(summary.sut)}`,
      time: summary.durationMs / 1000,
      ...totals(suites),
    },
    suites.map(({ xml }) => xml),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

interface Suite {
  readonly xml: string;
  readonly counts: Counts;
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

interface Case {
  readonly xml: string;
  readonly kind: "passed" | "failure" | "error" | "skipped";
}

function suite(name: string, cases: readonly Case[], results: readonly ScenarioResult[]): Suite {
  const of = (kind: Case["kind"]): number => cases.filter((each) => each.kind === kind).length;
  const counts = { tests: cases.length, failures: of("failure"), errors: of("error"), skipped: of("skipped") };
  const time = results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  return {
    xml: element(
      "testsuite",
      { name, ...counts, time },
      cases.map(({ xml }) => xml),
    ),
    counts,
  };
}

function totals(suites: readonly Suite[]): Counts {
  const sum = (key: keyof Counts): number => suites.reduce((total, { counts }) => total + counts[key], 0);
  return { tests: sum("tests"), failures: sum("failures"), errors: sum("errors"), skipped: sum("skipped") };
}

function testCase(result: ScenarioResult, problem: Problem | undefined, strict: boolean): Case {
  const text = problem ? explain(problem) : (result.reason ?? "");
  const message = text.split("\n")[0] ?? "";
  const kind = caseKind(result, strict);
  const attributes = {
    name: `${result.id} ${result.title}`,
    classname: result.uri.replace(/\.feature$/, "").replaceAll("/", "."),
    file: result.uri,
    line: result.line,
    time: result.durationMs / 1000,
  };
  const properties = element(
    "properties",
    {},
    [...result.requirements.map((id) => ["requirement", id]), ["verdict", result.verdict]].map(([name, value]) =>
      element("property", { name, value }),
    ),
  );
  const body = {
    passed: text === "" ? [] : [element("system-out", {}, [escapeText(text)])],
    failure: [element("failure", { type: result.verdict, message }, [escapeText(text)])],
    error: [element("error", { type: result.verdict, message }, [escapeText(text)])],
    skipped: [element("skipped", { message: message === "" ? result.verdict : message })],
  };
  return { xml: element("testcase", attributes, [properties, ...body[kind]]), kind };
}

function caseKind({ verdict }: ScenarioResult, strict: boolean): Case["kind"] {
  if (verdict === "could-not-run") return "error";
  if (verdict === "fail" || (verdict === "warn" && strict)) return "failure";
  return verdict === "expected-fail" || verdict === "not-applicable" ? "skipped" : "passed";
}

function explain(problem: Problem): string {
  return differencesOf(problem)
    .flatMap(({ requirements, step, message, known }) => [
      ...(known === undefined ? [] : [`known failure: ${known}`]),
      ...(message === undefined ? [] : [message]),
      ...(step === undefined ? [] : [`step: ${step}`]),
      ...requirements.map(describeRequirement),
    ])
    .join("\n");
}

function extraCases({ knownFailureProblems, runErrors }: RunSummary): Case[] {
  return [
    ...knownFailureProblems.map(({ entry, message, problem }): Case => {
      const failure = element("failure", { type: problem === "passes" ? "unexpected-pass" : "fail", message }, [
        escapeText(message),
      ]);
      return {
        kind: "failure",
        xml: element("testcase", { name: `known failure ${entry.requirement}`, classname: "knownFailures" }, [failure]),
      };
    }),
    ...runErrors.map((message): Case => {
      const error = element("error", { type: "could-not-run", message }, [escapeText(message)]);
      return { kind: "error", xml: element("testcase", { name: "run", classname: "run" }, [error]) };
    }),
  ];
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
