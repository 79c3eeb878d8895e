import type { NodeContext } from "./nodes";
import type { Subscription } from "./subscription";

/** One timer for all subscriptions of a fleet, in ms: 10,000 timers would cost more than what they tell. */
const TICK = 50;

/** Whose subscription it is. */
interface Owner {
  readonly server: { nodeContext(): NodeContext };
  /** Nobody asked for it any more. */
  dead(): void;
}

/** Lets each subscription publish when its interval is over. */
export class Publisher {
  private readonly subscriptions = new Map<Subscription, Owner>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly now: () => number,
    private readonly told: (values: number) => void,
  ) {}

  add(subscription: Subscription, owner: Owner): void {
    this.subscriptions.set(subscription, owner);
    this.timer ??= setInterval(() => this.tick(), TICK);
  }

  remove(subscription: Subscription): void {
    this.subscriptions.delete(subscription);
    if (this.subscriptions.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    const now = this.now();
    for (const [subscription, owner] of this.subscriptions) {
      if (subscription.dueAt > now) continue;
      const values = subscription.publish(owner.server.nodeContext());
      if (values > 0) this.told(values);
      if (values >= 0) continue;
      owner.dead();
      this.remove(subscription);
    }
  }
}
