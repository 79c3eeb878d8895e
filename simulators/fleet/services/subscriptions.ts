import {
  AttributeIds,
  CreateMonitoredItemsResponse,
  CreateSubscriptionResponse,
  DeleteMonitoredItemsResponse,
  DeleteSubscriptionsResponse,
  ModifySubscriptionResponse,
  MonitoredItemCreateResult,
  MonitoringMode,
  SetMonitoringModeResponse,
  SetPublishingModeResponse,
  StatusCodes,
  TransferResult,
  TransferSubscriptionsResponse,
  type CreateMonitoredItemsRequest,
  type CreateSubscriptionRequest,
  type DeleteMonitoredItemsRequest,
  type DeleteSubscriptionsRequest,
  type ModifySubscriptionRequest,
  type SetMonitoringModeRequest,
  type SetPublishingModeRequest,
  type StatusCode,
  type TransferSubscriptionsRequest,
} from "node-opcua";
import { ServiceError } from "../errors";
import { readNode } from "../nodes";
import type { Session } from "../session";
import { Subscription } from "../subscription";
import type { Answer, SessionCall } from "./types";

/** Shortest publishing interval, in ms: what the ticker of the fleet can keep. */
const SHORTEST = 50;
const LONGEST = 3_600_000;
/** Publish requests that wait in one session at most. */
const MOST_PUBLISHES = 20;

export function createSubscription({ server, session, message }: SessionCall): Answer {
  const request = message.request as CreateSubscriptionRequest;
  const revised = revise(request);
  const subscription = new Subscription(
    server.fleet.nextSubscription(),
    session,
    revised.revisedPublishingInterval,
    revised.revisedMaxKeepAliveCount,
    revised.revisedLifetimeCount,
    { publishing: request.publishingEnabled, now: server.fleet.now() },
  );
  (session.subscriptions ??= new Map()).set(subscription.id, subscription);
  server.fleet.publisher.add(subscription, { server, dead: () => session.subscriptions?.delete(subscription.id) });
  return new CreateSubscriptionResponse({ subscriptionId: subscription.id, ...revised });
}

export function modifySubscription({ session, message }: SessionCall): Answer {
  const request = message.request as ModifySubscriptionRequest;
  const subscription = find(session, request.subscriptionId);
  const revised = revise(request);
  subscription.interval = revised.revisedPublishingInterval;
  subscription.maxKeepAlive = revised.revisedMaxKeepAliveCount;
  subscription.lifetime = revised.revisedLifetimeCount;
  return new ModifySubscriptionResponse(revised);
}

export function deleteSubscriptions({ server, session, message }: SessionCall): Answer {
  const { subscriptionIds } = message.request as DeleteSubscriptionsRequest;
  const results = forEach(subscriptionIds, session, (subscription) => {
    session.subscriptions?.delete(subscription.id);
    server.fleet.publisher.remove(subscription);
  });
  return new DeleteSubscriptionsResponse({ results });
}

export function setPublishingMode({ session, message }: SessionCall): Answer {
  const { subscriptionIds, publishingEnabled } = message.request as SetPublishingModeRequest;
  const results = forEach(subscriptionIds, session, (subscription) => (subscription.publishing = publishingEnabled));
  return new SetPublishingModeResponse({ results });
}

/** Only the session that made a subscription has it. */
export function transferSubscriptions({ message }: SessionCall): Answer {
  const { subscriptionIds } = message.request as TransferSubscriptionsRequest;
  const results = [...(subscriptionIds ?? [])].map(() => new TransferResult({ statusCode: StatusCodes.BadSubscriptionIdInvalid }));
  return new TransferSubscriptionsResponse({ results });
}

export function createMonitoredItems({ server, session, message }: SessionCall): Answer {
  const request = message.request as CreateMonitoredItemsRequest;
  const subscription = find(session, request.subscriptionId);
  const context = server.nodeContext();
  const results = (request.itemsToCreate ?? []).map(({ itemToMonitor, monitoringMode, requestedParameters }) => {
    const { nodeId, attributeId } = itemToMonitor;
    const { statusCode } = readNode(nodeId, attributeId, context);
    const isEvent = (attributeId as AttributeIds) === AttributeIds.EventNotifier;
    if (isEvent || statusCode.isNotGood())
      return new MonitoredItemCreateResult({ statusCode: isEvent ? StatusCodes.BadAttributeIdInvalid : statusCode });
    const { clientHandle } = requestedParameters;
    const monitoredItemId = subscription.add({
      nodeId,
      attributeId,
      clientHandle,
      reports: monitoringMode === MonitoringMode.Reporting,
    });
    return new MonitoredItemCreateResult({
      statusCode: StatusCodes.Good,
      monitoredItemId,
      revisedSamplingInterval: subscription.interval,
      revisedQueueSize: 1,
    });
  });
  return new CreateMonitoredItemsResponse({ results });
}

export function deleteMonitoredItems({ session, message }: SessionCall): Answer {
  const request = message.request as DeleteMonitoredItemsRequest;
  const subscription = find(session, request.subscriptionId);
  const results = [...(request.monitoredItemIds ?? [])].map((id) =>
    subscription.items.delete(id) ? StatusCodes.Good : StatusCodes.BadMonitoredItemIdInvalid,
  );
  return new DeleteMonitoredItemsResponse({ results });
}

export function setMonitoringMode({ session, message }: SessionCall): Answer {
  const request = message.request as SetMonitoringModeRequest;
  const subscription = find(session, request.subscriptionId);
  const results = [...(request.monitoredItemIds ?? [])].map((id) => {
    const item = subscription.items.get(id);
    if (!item) return StatusCodes.BadMonitoredItemIdInvalid;
    subscription.items.set(id, { ...item, reports: request.monitoringMode === MonitoringMode.Reporting });
    return StatusCodes.Good;
  });
  return new SetMonitoringModeResponse({ results });
}

/** Answered when there is something to tell. */
export function publish({ session, channel, message }: SessionCall): Answer {
  if (!session.subscriptions || session.subscriptions.size === 0) throw new ServiceError(StatusCodes.BadNoSubscription);
  const waiting = (session.publishes ??= []);
  if (waiting.length >= MOST_PUBLISHES) throw new ServiceError(StatusCodes.BadTooManyPublishRequests);
  waiting.push({ message, channel });
  return undefined;
}

/** Nothing is kept for a second time. */
export function republish({ session, message }: SessionCall): Answer {
  find(session, (message.request as { subscriptionId?: number }).subscriptionId ?? 0);
  throw new ServiceError(StatusCodes.BadMessageNotAvailable);
}

function revise(request: CreateSubscriptionRequest | ModifySubscriptionRequest) {
  const keepAlive = Math.max(1, request.requestedMaxKeepAliveCount);
  return {
    revisedPublishingInterval: Math.min(LONGEST, Math.max(SHORTEST, request.requestedPublishingInterval)),
    revisedMaxKeepAliveCount: keepAlive,
    revisedLifetimeCount: Math.max(3 * keepAlive, request.requestedLifetimeCount),
  };
}

function find(session: Session, id: number): Subscription {
  const subscription = session.subscriptions?.get(id);
  if (!subscription) throw new ServiceError(StatusCodes.BadSubscriptionIdInvalid);
  return subscription;
}

function forEach(ids: Iterable<number> | null, session: Session, act: (subscription: Subscription) => void): StatusCode[] {
  return [...(ids ?? [])].map((id) => {
    const subscription = session.subscriptions?.get(id);
    if (subscription) act(subscription);
    return subscription ? StatusCodes.Good : StatusCodes.BadSubscriptionIdInvalid;
  });
}
