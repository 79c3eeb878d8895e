import { AttachmentContentEncoding, type Attachment } from "@cucumber/messages";
import { SCENARIO_MEDIA_TYPE, type ScenarioReport } from "./types";

/** The World's report in an attachment; undefined for any other attachment. A broken one says that it could not run. */
export function readScenarioReport(attachment: Attachment): ScenarioReport | undefined {
  if (attachment.mediaType !== SCENARIO_MEDIA_TYPE) return undefined;
  const text =
    attachment.contentEncoding === AttachmentContentEncoding.BASE64
      ? Buffer.from(attachment.body, "base64").toString("utf8")
      : attachment.body;
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === "object" && data !== null && !Array.isArray(data)) return data;
  } catch {
    // falls through: reported below
  }
  return { couldNotRun: "the harness attached a scenario report that is no JSON object" };
}

/** Later reports complete earlier ones; findings and blame add up; one that says "not survived" stays. */
export function mergeReports(reports: readonly ScenarioReport[]): ScenarioReport {
  const merged: ScenarioReport = Object.assign({}, ...reports) as ScenarioReport;
  const findings = reports.flatMap((report) => report.findings ?? []);
  const blames = [...new Set(reports.flatMap((report) => report.blames ?? []))];
  return {
    ...merged,
    ...(findings.length > 0 && { findings }),
    ...(blames.length > 0 && { blames }),
    ...(reports.some((report) => report.survived === false) && { survived: false }),
  };
}
