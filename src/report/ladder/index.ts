export { renderLadder } from "./text";
export { LADDER_STYLE, renderLadderSvg } from "./svg";
export { readTraceNdjson, TraceFileError, traceToNdjson } from "./ndjson";
