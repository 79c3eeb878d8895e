import type { Catalogue } from "../suite/catalogue";
import { clip } from "../text";
import { findingsByScenario, type ScenarioFinding } from "./findings";
import { describeRequirement } from "./terminal";
import type { RunSummary, ScenarioResult } from "./types";
import { sutName } from "./words";
import { element, escapeText } from "./xml";

export interface JunitOptions {
  /** Files of a scenario that a CI may show beside its case, as paths that it understands. */
  readonly attachments?: (scenario: string) => readonly string[];
}

/** Characters of one text: a CI loads the file whole. */
const TEXT = 4_000;

/**
 * JUnit XML, one suite per feature, one case a scenario. A finding that fails the run is a `failure`; what could not run is an `error`; known failures and
 * what does not apply are `skipped`; warnings and informations pass and say so in `system-out`.
 */
export function renderJunit(summary: RunSummary, catalogue: Catalogue, options: JunitOptions = {}): string {
  const findings = findingsByScenario(summary, catalogue);
  const suites = [...Map.groupBy(summary.results, ({ uri, feature }) => `${uri} ${feature}`).values()].map((results) =>
    suite(
      results[0]?.feature ?? "",
      results.map((result) => testCase(result, findings.get(result.id) ?? [], summary.judging.strict, options)),
      results,
      summary.startedAt,
    ),
  );
  const extra = extraCases(summary);
  if (extra.length > 0) suites.push(suite("the run itself", extra, [], summary.startedAt));
  const root = element(
    "testsuites",
    {
      name: `${summary.tool.name} ${summary.tool.version}: ${sutName(summary.sut)}`,
      time: summary.durationMs / 1000,
      ...totals(suites),
      // The schema of Jenkins knows no such count here.
      skipped: undefined,
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

function suite(name: string, cases: readonly Case[], results: readonly ScenarioResult[], startedAt: string): Suite {
  const of = (kind: Case["kind"]): number => cases.filter((each) => each.kind === kind).length;
  const counts = { tests: cases.length, failures: of("failure"), errors: of("error"), skipped: of("skipped") };
  const time = results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  return {
    xml: element(
      "testsuite",
      { name, ...counts, time, timestamp: startedAt.replace(/\.\d+Z$/, "") },
      cases.map(({ xml }) => xml),
    ),
    counts,
  };
}

function totals(suites: readonly Suite[]): Counts {
  const sum = (key: keyof Counts): number => suites.reduce((total, { counts }) => total + counts[key], 0);
  return { tests: sum("tests"), failures: sum("failures"), errors: sum("errors"), skipped: sum("skipped") };
}

function testCase(result: ScenarioResult, findings: readonly ScenarioFinding[], strict: boolean, options: JunitOptions): Case {
  const text = explain(result, findings);
  const message = clip(text.split("\n")[0] ?? "", TEXT);
  const kind = caseKind(result, strict);
  const attributes = {
    name: `${result.id} ${result.title}`,
    classname: result.uri.replace(/\.feature$/, "").replaceAll("/", "."),
    time: result.durationMs / 1000,
  };
  const attached = kind === "passed" ? [] : (options.attachments?.(result.id) ?? []).map((path) => `[[ATTACHMENT|${path}]]`);
  const about = [`verdict: ${result.verdict}`, `requirements: ${result.requirements.join(" ")}`];
  const output = element("system-out", {}, [
    escapeText([...about, ...(kind === "passed" && text !== "" ? [text] : []), ...attached].join("\n")),
  ]);
  const body = {
    passed: [],
    failure: [element("failure", { type: result.verdict, message }, [escapeText(text)])],
    error: [element("error", { type: result.verdict, message }, [escapeText(text)])],
    skipped: [element("skipped", { message: message === "" ? result.verdict : message })],
  };
  return { xml: element("testcase", attributes, [...body[kind], output]), kind };
}

function caseKind({ verdict }: ScenarioResult, strict: boolean): Case["kind"] {
  if (verdict === "could-not-run") return "error";
  if (verdict === "fail" || (verdict === "warn" && strict)) return "failure";
  const isSkipped = verdict === "expected-fail" || verdict === "not-visible" || verdict === "not-applicable";
  return isSkipped ? "skipped" : "passed";
}

function explain({ reason, failure, outcome }: ScenarioResult, findings: readonly ScenarioFinding[]): string {
  if (findings.length === 0) return clip(reason ?? (outcome === "failed" ? (failure?.message ?? "failed") : ""), TEXT);
  return findings
    .flatMap(({ requirement, evidencing: { step, sent, refusal, log, message, known } }) => [
      ...(known === undefined ? [] : [`known failure: ${clip(known, TEXT)}`]),
      ...(message === undefined ? [] : [clip(message, TEXT)]),
      ...(sent === undefined ? [] : [`sent: ${clip(sent, TEXT)}`]),
      ...(refusal === undefined ? [] : [`refusal: ${clip(refusal, TEXT)}`]),
      ...(log === undefined ? [] : [`its log: ${clip(log.join("\n"), TEXT)}`]),
      ...(step === undefined ? [] : [`step: ${clip(step, TEXT)}`]),
      describeRequirement(requirement),
    ])
    .join("\n");
}

function extraCases({ knownFailureProblems, runErrors }: RunSummary): Case[] {
  return [
    ...knownFailureProblems.map(({ entry, message: whole, problem }): Case => {
      const message = clip(whole, TEXT);
      const failure = element("failure", { type: problem === "passes" ? "unexpected-pass" : "fail", message }, [
        escapeText(message),
      ]);
      return {
        kind: "failure",
        xml: element("testcase", { name: `known failure ${entry.requirement}`, classname: "knownFailures" }, [failure]),
      };
    }),
    ...runErrors.map((whole): Case => {
      const message = clip(whole, TEXT);
      const error = element("error", { type: "could-not-run", message }, [escapeText(message)]);
      return { kind: "error", xml: element("testcase", { name: "run", classname: "run" }, [error]) };
    }),
  ];
}
