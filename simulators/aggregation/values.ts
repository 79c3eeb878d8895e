import {
  AttributeIds,
  ClientMonitoredItemGroup,
  ClientSubscription,
  TimestampsToReturn,
  type ClientSession,
  type DataValue,
} from "node-opcua";
import { batches } from "./browse";

const MONITOR_BATCH = 500;
const QUEUE_SIZE = 10;
/** Keep-alive messages until the server takes the subscription for forgotten. */
const LIFETIME_COUNT = 600;
const KEEP_ALIVE_COUNT = 10;

/** Follows the values of nodes by one subscription; `interval` in ms. It ends with its session. */
export async function follow(
  session: ClientSession,
  ids: readonly string[],
  interval: number,
  onValue: (id: string, value: DataValue) => void,
): Promise<void> {
  if (ids.length === 0) return;
  const subscription = await session.createSubscription2({
    requestedPublishingInterval: interval,
    requestedLifetimeCount: LIFETIME_COUNT,
    requestedMaxKeepAliveCount: KEEP_ALIVE_COUNT,
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
    priority: 1,
  });
  for (const batch of batches(ids, MONITOR_BATCH)) await monitor(subscription, batch, interval, onValue);
}

async function monitor(
  subscription: ClientSubscription,
  ids: readonly string[],
  interval: number,
  onValue: (id: string, value: DataValue) => void,
): Promise<void> {
  const made = Promise.withResolvers<void>();
  const group = ClientMonitoredItemGroup.create(
    subscription,
    ids.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })),
    { samplingInterval: interval, queueSize: QUEUE_SIZE, discardOldest: true },
    TimestampsToReturn.Both,
  );
  group.on("changed", (_item, value, index) => {
    const id = ids[index];
    if (id !== undefined) onValue(id, value);
  });
  group.on("initialized", made.resolve);
  group.on("err", (message) => made.reject(new Error(message)));
  await made.promise;
}
