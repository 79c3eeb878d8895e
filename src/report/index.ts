export { diffRuns, isRegression, renderDiff } from "./diff";
export { renderJunit } from "./junit";
export { renderMarkdown } from "./markdown";
export { renderSite, type SiteEntry } from "./html";
export { renderMatrixMarkdown } from "./matrix";
export { renderResilienceMarkdown } from "./resilience";
export { renderSarif } from "./sarif";
export { isSound } from "./proof";
export {
  checkLoad,
  exitCodeOf,
  isLoadReport,
  mergeLoads,
  readLoadReport,
  renderLoad,
  writeLoadReport,
  type LoadGoal,
  type LoadPhase,
  type LoadResult,
  type LoadSample,
  type PhaseName,
} from "./load";
export { mergeRuns } from "./merge";
export { findingKinds, kindKey, saidOf, type FindingKind } from "./findings";
export { readTrace } from "./html/exhibits";
export { renderStatement, renderStatementHtml } from "./statement";
export { passRate, renderStatistics, repeatStatistics } from "./statistics";
export { summarizeRun } from "./summary";
export { describeRequirement, renderTerminal } from "./terminal";
export { ReportError, type JudgingFacts, type RunFacts, type RunSummary } from "./types";
export { prepareReport, readLadders, readReport, writeReport } from "./writer";
export { summaryLines, VERDICT_WORD } from "./words";
export { wrap } from "./wrap";
