import { ServiceFault, StatusCodes, type StatusCode } from "node-opcua";
import { ServiceError } from "../errors";
import { browse, read, translateBrowsePaths } from "./attributes";
import { findServers, getEndpoints } from "./discovery";
import { activateSession, closeSession, createSession } from "./session";
import {
  createMonitoredItems,
  createSubscription,
  deleteMonitoredItems,
  deleteSubscriptions,
  modifySubscription,
  publish,
  republish,
  setMonitoringMode,
  setPublishingMode,
  transferSubscriptions,
} from "./subscriptions";
import type { Answer, Call, SessionCall } from "./types";

type Service<C> = (call: C) => Answer | Promise<Answer>;

const WITHOUT_SESSION: Readonly<Record<string, Service<Call>>> = {
  FindServersRequest: findServers,
  GetEndpointsRequest: getEndpoints,
  CreateSessionRequest: createSession,
};

const IN_SESSION: Readonly<Record<string, Service<SessionCall>>> = {
  ActivateSessionRequest: activateSession,
  CloseSessionRequest: closeSession,
  ReadRequest: read,
  BrowseRequest: browse,
  TranslateBrowsePathsToNodeIdsRequest: translateBrowsePaths,
  CreateSubscriptionRequest: createSubscription,
  ModifySubscriptionRequest: modifySubscription,
  DeleteSubscriptionsRequest: deleteSubscriptions,
  SetPublishingModeRequest: setPublishingMode,
  TransferSubscriptionsRequest: transferSubscriptions,
  CreateMonitoredItemsRequest: createMonitoredItems,
  DeleteMonitoredItemsRequest: deleteMonitoredItems,
  SetMonitoringModeRequest: setMonitoringMode,
  PublishRequest: publish,
  RepublishRequest: republish,
};

/** Answers one request; what a client may have sent to make it throw ends that request and nothing else. */
export async function serve(call: Call): Promise<void> {
  const { channel, message } = call;
  try {
    const answer = await dispatch(call);
    if (answer) channel.send_response("MSG", answer, message);
  } catch (error) {
    const status = error instanceof ServiceError ? error.status : StatusCodes.BadInternalError;
    fault(call, status);
  }
}

function dispatch(call: Call): Answer | Promise<Answer> {
  const { server, channel, message } = call;
  const name = message.request.schema.name;
  const open = WITHOUT_SESSION[name];
  if (open) return open(call);
  const service = IN_SESSION[name];
  if (!service) throw new ServiceError(StatusCodes.BadServiceUnsupported);
  const session = server.sessionOf(message.request.requestHeader.authenticationToken.toString());
  if (!session) throw new ServiceError(StatusCodes.BadSessionIdInvalid);
  session.lastContact = server.fleet.now();
  if (name !== "ActivateSessionRequest" && name !== "CloseSessionRequest") {
    if (!session.isActivated) throw new ServiceError(StatusCodes.BadSessionNotActivated);
    if (session.channel !== channel) throw new ServiceError(StatusCodes.BadSecureChannelIdInvalid);
  }
  return service({ ...call, session });
}

function fault({ channel, message }: Call, serviceResult: StatusCode): void {
  try {
    channel.send_response("MSG", new ServiceFault({ responseHeader: { serviceResult } }), message);
  } catch {
    channel.close(() => undefined);
  }
}
