export { renderLadder } from "./text";
export { renderLadderSvg } from "./svg";
export { ladderRows } from "./rows";
export { readTraceNdjson, TraceFileError, traceToNdjson } from "./ndjson";
export type { ArrowRow, GapRow, LadderOptions, LadderRow, Lane, NoteRow, StepRow } from "./types";
