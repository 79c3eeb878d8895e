import {
  DataChangeNotification,
  MonitoredItemNotification,
  NotificationMessage,
  PublishResponse,
  StatusCodes,
  type AttributeIds,
  type DataValue,
  type ExtensionObject,
  type Message,
  type NodeId,
  type ServerSecureChannelLayer,
  type Variant,
} from "node-opcua";
import { readNode, type NodeContext } from "./nodes";

/** A Publish request that waits for something to tell (Part 4, 5.14.5). */
export interface PendingPublish {
  readonly message: Message;
  readonly channel: ServerSecureChannelLayer;
}

interface Item {
  readonly nodeId: NodeId;
  readonly attributeId: AttributeIds;
  readonly clientHandle: number;
  readonly reports: boolean;
  last?: string;
}

/** Part 4, 5.14.1.1, without retransmission: what a client did not get is gone. */
export class Subscription {
  readonly items = new Map<number, Item>();
  publishing: boolean;
  dueAt: number;
  private sequenceNumber = 1;
  private silent = 0;
  private starved = 0;
  private saidOnce = false;
  private count = 0;

  constructor(
    readonly id: number,
    /** The session's. */
    private readonly queue: { readonly publishes: PendingPublish[] | undefined },
    /** ms */
    public interval: number,
    public maxKeepAlive: number,
    public lifetime: number,
    { publishing, now }: { readonly publishing: boolean; readonly now: number },
  ) {
    this.publishing = publishing;
    this.dueAt = now + interval;
  }

  add(item: Item): number {
    this.items.set(++this.count, item);
    return this.count;
  }

  /** One publishing interval is over. Tells how many values it told; -1: nobody asked for so long that it is dead. */
  publish(context: NodeContext): number {
    this.dueAt = Math.max(this.dueAt + this.interval, context.now);
    const pending = this.queue.publishes?.[0];
    if (!pending) return (this.starved += 1) > this.lifetime ? -1 : 0;
    const notifications = this.publishing ? this.changed(context) : [];
    // The first one comes at the end of the first interval, with or without values (Part 4, 5.14.1.2).
    this.silent += 1;
    if (notifications.length === 0 && this.saidOnce && this.silent < this.maxKeepAlive) return 0;
    this.queue.publishes?.shift();
    this.silent = 0;
    this.starved = 0;
    this.saidOnce = true;
    const { subscriptionAcknowledgements } = pending.message.request as { subscriptionAcknowledgements?: readonly unknown[] };
    const notificationData: ExtensionObject[] =
      notifications.length > 0 ? [new DataChangeNotification({ monitoredItems: notifications })] : [];
    const response = new PublishResponse({
      subscriptionId: this.id,
      availableSequenceNumbers: [],
      moreNotifications: false,
      notificationMessage: new NotificationMessage({
        sequenceNumber: this.sequenceNumber,
        publishTime: new Date(),
        notificationData,
      }),
      results: (subscriptionAcknowledgements ?? []).map(() => StatusCodes.Good),
    });
    // A keep-alive tells the number of the next one and does not use it up.
    if (notifications.length > 0) this.sequenceNumber += 1;
    pending.channel.send_response("MSG", response, pending.message);
    return notifications.length;
  }

  private changed(context: NodeContext): MonitoredItemNotification[] {
    const notifications: MonitoredItemNotification[] = [];
    for (const item of this.items.values()) {
      if (!item.reports) continue;
      const value = readNode(item.nodeId, item.attributeId, context);
      const seen = textOf(value);
      if (seen === item.last) continue;
      item.last = seen;
      notifications.push(new MonitoredItemNotification({ clientHandle: item.clientHandle, value }));
    }
    return notifications;
  }
}

function textOf({ statusCode, value }: DataValue): string {
  return `${statusCode.value} ${String((value as Variant | null)?.value)}`;
}
