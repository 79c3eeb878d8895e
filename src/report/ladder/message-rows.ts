import { printable } from "../../text";
import type { TraceEvent } from "../../trace";
import { bytesOf, pairFlows, type Flow, type Item } from "./flows";
import { difference, duration, messageLabel } from "./label";
import type { ArrowRow, Lane } from "./types";
import { senderOf } from "../../vocabulary";

export interface StreamContext {
  readonly connection: string;
  /** False when only one side of the link was recorded, so that nothing can be said about delivery. */
  readonly twoSided: boolean;
}

/** A message that took at least this many ms through the network is shown at both sides. */
export const SLOW = 20;

/** Arrows for one direction of one connection. */
export function messageRows(events: readonly TraceEvent[], direction: Item["direction"], context: StreamContext): ArrowRow[] {
  const items = events.filter(
    (event): event is Item => (event.kind === "message" || event.kind === "bytes") && event.direction === direction,
  );
  const sender = senderOf(direction);
  const receiver = sender === "server" ? "client" : "server";
  const draw = new Drawer(sender, receiver, context);
  if (!context.twoSided) return items.map((item) => draw.across(item, itemLabel(item)));
  const sent = items.filter((item) => item.side === sender);
  const delivered = items.filter((item) => item.side === receiver);
  return pairFlows(sent, delivered).flatMap((flow) => draw.flow(flow));
}

class Drawer {
  constructor(
    private readonly sender: Lane,
    private readonly receiver: Lane,
    private readonly context: StreamContext,
  ) {}

  flow({ fate, sent, delivered }: Flow): ArrowRow[] {
    if (sent && !delivered) return [this.lost(sent, fate)];
    if (!delivered) return [];
    if (!sent) return [this.out(delivered, `${word(fate)}${itemLabel(delivered)}`)];
    if (fate === "clean" && delivered.t - sent.t < SLOW) return [this.across(sent, itemLabel(sent))];
    return [this.into(sent), this.out(delivered, deliveredLabel(fate, sent, delivered))];
  }

  across(item: Item, label: string): ArrowRow {
    const foldable = item.kind === "message" && item.message.type === "MSG";
    return this.arrow(item, this.sender, this.receiver, label, { foldable, bytes: bytesOf(item).length });
  }

  private into(item: Item): ArrowRow {
    return this.arrow(item, this.sender, "network", itemLabel(item));
  }

  private out(item: Item, label: string): ArrowRow {
    return this.arrow(item, "network", this.receiver, label);
  }

  private lost(item: Item, fate: Flow["fate"]): ArrowRow {
    if (fate === "unreadable") return this.into(item);
    return this.arrow(item, this.sender, "network", itemLabel(item), { style: "lost", aside: "not delivered" });
  }

  private arrow(item: Item, from: Lane, to: Lane, label: string, more: Partial<ArrowRow> = {}): ArrowRow {
    const { seq, t } = item;
    return { kind: "arrow", seq, t, connection: this.context.connection, from, to, label, style: "message", ...more };
  }
}

function word(fate: Flow["fate"]): string {
  if (fate === "unreadable") return "";
  return fate === "duplicate" ? "once more: " : "by the network: ";
}

function deliveredLabel(fate: Flow["fate"], sent: Item, delivered: Item): string {
  const late = delivered.t - sent.t;
  if (fate === "cut") return `only ${bytesOf(delivered).length} of ${bytesOf(sent).length} B`;
  if (fate === "altered") return `changed (${difference(bytesOf(sent), bytesOf(delivered))}) ${itemLabel(delivered)}`;
  const name = delivered.kind === "message" ? delivered.message.type : `${delivered.bytes.length} B`;
  return `${name} after ${duration(late)}`;
}

function itemLabel(item: Item): string {
  if (item.kind === "message") return messageLabel(item.message);
  const size = `${item.bytes.length} B`;
  if (item.reason === "partial") return `${size} of an unfinished message`;
  const preview = printable(JSON.stringify(item.bytes.toString("latin1", 0, 24)));
  return item.reason === "raw" ? `${size} ${preview}` : `${size} not OPC UA ${preview} (${item.error ?? "unreadable"})`;
}
