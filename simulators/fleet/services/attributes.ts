import {
  BrowsePathResult,
  BrowseResponse,
  BrowseResult,
  ReadResponse,
  StatusCodes,
  TranslateBrowsePathsToNodeIdsResponse,
  type BrowseRequest,
  type ReadRequest,
  type TranslateBrowsePathsToNodeIdsRequest,
} from "node-opcua";
import { ServiceError } from "../errors";
import { browseNode, readNode } from "../nodes";
import type { Answer, SessionCall } from "./types";

export function read({ server, message }: SessionCall): Answer {
  const { nodesToRead } = message.request as ReadRequest;
  if (!nodesToRead || nodesToRead.length === 0) throw new ServiceError(StatusCodes.BadNothingToDo);
  const context = server.nodeContext();
  return new ReadResponse({ results: nodesToRead.map(({ nodeId, attributeId }) => readNode(nodeId, attributeId, context)) });
}

export function browse({ message }: SessionCall): Answer {
  const { nodesToBrowse } = message.request as BrowseRequest;
  if (!nodesToBrowse || nodesToBrowse.length === 0) throw new ServiceError(StatusCodes.BadNothingToDo);
  const results = nodesToBrowse.map(({ nodeId, browseDirection }) => {
    const references = browseNode(nodeId, browseDirection);
    return new BrowseResult(references ? { references } : { statusCode: StatusCodes.BadNodeIdUnknown });
  });
  return new BrowseResponse({ results });
}

/** A light server has no paths. */
export function translateBrowsePaths({ message }: SessionCall): Answer {
  const { browsePaths } = message.request as TranslateBrowsePathsToNodeIdsRequest;
  const results = (browsePaths ?? []).map(() => new BrowsePathResult({ statusCode: StatusCodes.BadNoMatch }));
  return new TranslateBrowsePathsToNodeIdsResponse({ results });
}
