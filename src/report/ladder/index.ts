export { renderLadder } from "./text";
export { LADDER_STYLE, renderLadderSvg, type SvgOptions } from "./svg";
export { ladderRows } from "./rows";
export { readTraceNdjson, TraceFileError, traceToNdjson } from "./ndjson";
export type { ArrowRow, GapRow, LadderOptions, LadderRow, Lane, NoteRow, StepRow } from "./types";
