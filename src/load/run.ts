import { setTimeout as pause } from "node:timers/promises";
import type { Fleet } from "../../simulators/fleet";
import { isHostile } from "../vocabulary";
import type { LoadPhase, PhaseName } from "../report";
import { Sampler } from "./sampler";
import type { LoadedProduct, LoadHooks, LoadPlan, LoadRecord } from "./types";

/** Share of the flood's time that the hostile ones have to themselves before the good ones have to come back. */
const AHEAD = 0.2;

/**
 * Lets a fleet dial a product and measures what comes of it: the start, an outage of the network, and a flood of hostile servers. A product
 * that ends ends the run, with what was measured until then. Rejects with the signal's reason.
 */
export async function runLoad(fleet: Fleet, plan: LoadPlan, product: LoadedProduct, hooks: LoadHooks): Promise<LoadRecord> {
  return new LoadRun(fleet, plan, product, hooks).run();
}

class LoadRun {
  private readonly startedAt = new Date();
  private readonly began: number;
  private readonly sampler: Sampler;
  private readonly phases: LoadPhase[] = [];
  private readonly over = new AbortController();
  private readonly signal: AbortSignal;
  private crash: string | undefined;

  constructor(
    private readonly fleet: Fleet,
    private readonly plan: LoadPlan,
    product: LoadedProduct,
    private readonly hooks: LoadHooks,
  ) {
    this.began = fleet.now();
    this.sampler = new Sampler(fleet, product.pid, this.began, hooks.onSample);
    this.signal = AbortSignal.any([hooks.signal, this.over.signal]);
    void product.ended.then((how) => {
      this.crash = how;
      this.over.abort();
    });
  }

  async run(): Promise<LoadRecord> {
    const { fleet, plan, signal } = this;
    this.sampler.start();
    try {
      await this.phase("start", plan.within, () => void fleet.start(({ kindName }) => !isHostile(kindName)));
      await pause(plan.steady, undefined, { signal });
      if (plan.outage > 0) await this.outage();
      const hostile = fleet.servers.some(({ kindName }) => isHostile(kindName));
      if (plan.flood > 0 && hostile) await this.flood();
    } catch (error) {
      if (!signal.aborted || this.hooks.signal.aborted) throw error;
    } finally {
      await this.sampler.stop();
      fleet.stop();
    }
    const { startedAt, phases } = this;
    return { startedAt, phases, samples: this.sampler.samples, ...(this.crash === undefined ? {} : { crash: this.crash }) };
  }

  private async outage(): Promise<void> {
    const { fleet, plan, signal } = this;
    this.sampler.phase = "cut";
    fleet.cut();
    await pause(plan.outage, undefined, { signal });
    await this.phase("outage", plan.within, () => fleet.restore());
  }

  private async flood(): Promise<void> {
    const { fleet, plan, signal } = this;
    this.sampler.phase = "flood";
    await fleet.start(({ kindName }) => isHostile(kindName));
    await pause(AHEAD * plan.flood, undefined, { signal });
    await this.phase("flood", plan.flood, () => fleet.drop());
  }

  /** From what begins it until every good server is served, or until its time is over. */
  private async phase(name: PhaseName, within: number, begin: () => void): Promise<void> {
    const { fleet, plan, signal } = this;
    this.sampler.phase = name;
    const before = fleet.totals();
    const from = fleet.mark();
    begin();
    const goal = plan.goal === "session" ? "served" : "arrived";
    const [allArrived, allServed] = await Promise.all([fleet.until("arrived", within, signal), fleet.until(goal, within, signal)]);
    const after = fleet.totals();
    const [arrived, served] = [fleet.since(from, "arrived"), fleet.since(from, goal)];
    const errors = Object.entries(after.errors).map(([status, count]) => [status, count - (before.errors[status] ?? 0)] as const);
    const phase: LoadPhase = {
      name,
      beganAt: Math.round(from - this.began),
      took: Math.round(fleet.now() - from),
      good: fleet.state().good,
      ...(allArrived ? { allWaiting: Math.round(arrived.at(-1) ?? 0) } : {}),
      ...(allServed ? { allServed: Math.round(served.at(-1) ?? 0) } : {}),
      servedAfter: served.map((ms) => Math.round(ms * 10) / 10),
      accepted: after.accepted - before.accepted,
      sessions: after.sessions - before.sessions,
      dials: after.dials - before.dials,
      errors: Object.fromEntries(errors.filter(([, count]) => count > 0)),
    };
    this.phases.push(phase);
    this.hooks.onPhase?.(phase);
  }
}
