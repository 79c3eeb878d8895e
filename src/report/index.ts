export { diffRuns, isRegression, renderDiff, type RequirementChange, type RunDiff, type ScenarioChange } from "./diff";
export { renderJunit } from "./junit";
export { renderMarkdown } from "./markdown";
export { renderSite, writePages, type SiteEntry } from "./html";
export { renderMatrixMarkdown } from "./matrix";
export { renderSarif } from "./sarif";
export { mergeRuns } from "./merge";
export { EDITION } from "./edition";
export { findingKinds, findingsByScenario, unjudgedScenarios, type FindingKind } from "./findings";
export { readTrace } from "./html/exhibits";
export { renderStatement, renderStatementHtml } from "./statement";
export { passRate, renderStatistics, repeatStatistics, type PassRate, type RequirementRate } from "./statistics";
export { summarize, summarizeRun } from "./summary";
export { describeRequirement, renderTerminal, type TerminalOptions } from "./terminal";
export {
  ReportError,
  type JudgingFacts,
  type RunFacts,
  type RunSummary,
  type ScenarioCounts,
  type ScenarioResult,
  type SutFacts,
  type ToolFacts,
} from "./types";
export { VERDICT_WORD } from "./words";
export { prepareReport, readLadders, readReport, writeReport } from "./writer";
