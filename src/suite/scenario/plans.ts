import { isReady, type Role, type TraceEvent } from "../../trace";
import type { MessageType } from "../../vocabulary";
import type { ScenarioContext } from "./context";

/** When something happens by itself: at once, so many ms after the first connection came, or when a message has passed our end. */
export type Moment =
  | { readonly kind: "start" }
  | { readonly kind: "connection"; readonly ms: number }
  | { readonly kind: "message"; readonly nth: number; readonly type: MessageType; readonly sender: Role };

interface Plan {
  readonly words: string;
  readonly abort: AbortController;
  /** Its moment has come. */
  begun: boolean;
  done: Promise<void>;
}

/** Ms that no scenario takes; a timer can count them. */
const LONGEST = 2 ** 31 - 2;

/** What happens by itself while the steps of a scenario go on; nothing of it outlives the scenario. */
export class Plans {
  private readonly list: Plan[] = [];
  /** Why something of it could not be done. */
  failure: unknown;

  constructor(private readonly context: ScenarioContext) {}

  /** Those whose moment has not come, in words. */
  get ahead(): string[] {
    return this.list.filter(({ begun }) => !begun).map(({ words }) => words);
  }

  /** `act` is told by the signal that it is called off. */
  add(words: string, moment: Moment, act: (signal: AbortSignal) => Promise<void>): void {
    if (this.list.length === 0) this.context.defer(() => this.cancel());
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, this.context.signal]);
    const plan: Plan = { words, abort, begun: false, done: Promise.resolve() };
    this.list.push(plan);
    plan.done = this.comes(moment, signal)
      .then(() => {
        plan.begun = true;
        return act(signal);
      })
      .catch((error: unknown) => {
        if (!signal.aborted) this.failure ??= error;
      });
  }

  /** The end of what lasts so many ms: of these, none passes before the SUT is ready, however long it takes to start. */
  async lasts(ms: number, signal: AbortSignal): Promise<void> {
    const { trace, setup } = this.context;
    if (!setup.lasting) await trace.waitFor("a SUT that is ready", isReady, { within: LONGEST, signal });
    await trace.until(trace.now() + ms, signal);
  }

  /** Nothing comes or goes by itself any more. */
  async cancel(): Promise<void> {
    for (const { abort } of this.list) abort.abort(new Error("called off"));
    for (const { done } of this.list) await done;
  }

  private async comes(moment: Moment, signal: AbortSignal): Promise<void> {
    const { trace } = this.context;
    const within = LONGEST;
    if (moment.kind === "start") return;
    if (moment.kind === "message") {
      const { type, nth, sender } = moment;
      await trace.waitFor(`${type} number ${nth} of the ${sender}`, nthMessage(moment), { within, signal });
      return;
    }
    const isOpened = (event: TraceEvent) => event.kind === "connection" && event.phase === "opened";
    const { t } = await trace.waitFor("a first connection", isOpened, { within, signal });
    return trace.until(t + moment.ms, signal);
  }
}

/** Counts as it is asked: once for each event, in their order. */
function nthMessage({ type, nth, sender }: Extract<Moment, { kind: "message" }>): (event: TraceEvent) => boolean {
  const direction = sender === "server" ? "to-client" : "to-server";
  let passed = 0;
  return (event) =>
    event.kind === "message" &&
    event.message.type === type &&
    event.direction === direction &&
    event.side === sender &&
    ++passed === nth;
}
