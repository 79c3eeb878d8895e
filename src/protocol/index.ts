export * from "./types";
export * from "./status-codes";
export * from "./decode";
export * from "./encode";
export * from "./splitter";
export * from "./describe";
export * from "./foreign";
export {
  channelRequestType,
  isNextSequenceNumber,
  plainChunk,
  securityToken,
  serviceOf,
  serviceResult,
  type SecurityToken,
} from "./services";
