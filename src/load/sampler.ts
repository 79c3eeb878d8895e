import type { Fleet } from "../../simulators/fleet";
import type { LoadSample } from "../report";
import { processFigures, type ProcessFigures } from "./process-figures";
import type { LoadHooks } from "./types";

/** Ms between two samples. */
const INTERVAL = 250;

/** Looks at a fleet at fixed intervals, and at the product's process as often as that answers. */
export class Sampler {
  readonly samples: LoadSample[] = [];
  phase: LoadSample["phase"] = "start";
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;
  private process: ProcessFigures | undefined;
  private due: number;

  constructor(
    private readonly fleet: Fleet,
    private readonly pid: number | undefined,
    private readonly began: number,
    private readonly onSample: LoadHooks["onSample"],
  ) {
    this.due = began;
  }

  start(): void {
    this.due = this.fleet.now();
    this.take();
    this.timer = setInterval(() => this.take(), INTERVAL);
  }

  /** Takes the last one. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.reading;
    await this.look();
    this.take();
  }

  private take(): void {
    const { fleet, phase } = this;
    const now = fleet.now();
    const lag = Math.max(0, Math.round(now - this.due));
    this.due = now + INTERVAL;
    const [state, totals] = [fleet.state(), fleet.totals()];
    const { dials, failedDials, accepted, sessions, requests, notifications } = totals;
    const { waiting, inSession, connections } = state;
    const counts = { dials, failedDials, accepted, sessions, requests, notifications, waiting, inSession, connections };
    const sample: LoadSample = { at: Math.round(now - this.began), phase, lag, ...counts, ...this.process };
    this.samples.push(sample);
    this.onSample?.(sample, state, totals);
    this.reading ??= this.look().finally(() => (this.reading = undefined));
  }

  private async look(): Promise<void> {
    if (this.pid !== undefined) this.process = await processFigures(this.pid);
  }
}
