import colors from "picocolors";
import type { ScenarioOutcome } from "../suite/verdict";
import type { CliIo } from "./io";

/** How often a run that is no terminal says where it is, in ms. */
const QUIET = 5_000;

/** What takes no longer than this, in ms, is not announced where lines add up. */
const PATIENCE = 3_000;

/** Says how far a run has come: one moving line on a terminal, a line every few seconds elsewhere; failures at once. */
export class Progress {
  private done = 0;
  private failed = 0;
  private lastLine = performance.now();
  private readonly started = performance.now();
  private readonly paint: ReturnType<typeof colors.createColors>;

  constructor(
    private readonly io: Pick<CliIo, "out" | "stdout" | "isTerminal">,
    /** Scenarios of the run; undefined when that is not known (a shard). */
    private readonly total: number | undefined,
  ) {
    this.paint = colors.createColors(io.isTerminal);
  }

  outcome(outcome: ScenarioOutcome): void {
    this.done += 1;
    if (outcome.outcome === "failed" || outcome.outcome === "could-not-run") {
      this.failed += 1;
      this.clear();
      const word = outcome.outcome === "failed" ? this.paint.red("failed") : this.paint.magenta("could not run");
      this.io.out(`  ${word}  ${outcome.id}  ${outcome.title}`);
    }
    this.show();
  }

  /** Something takes its time: what is awaited, and for how long at most, in ms. */
  awaiting(what: string, ms: number): void {
    const line = `waiting for ${what}, up to ${Math.ceil(ms / 1000)} s`;
    if (this.io.isTerminal) this.io.stdout.write(`\r\x1b[K${this.where()}; ${line}`);
    else if (ms > PATIENCE) this.io.out(`  ${line}`);
  }

  end(): void {
    this.clear();
  }

  private show(): void {
    const now = performance.now();
    if (this.io.isTerminal) this.io.stdout.write(`\r\x1b[K${this.where()}`);
    else if (now - this.lastLine >= QUIET || this.done === this.total) {
      this.io.out(this.where());
      this.lastLine = now;
    }
  }

  private where(): string {
    const bad = this.failed > 0 ? `, ${this.failed} not passed` : "";
    const of = this.total === undefined ? "" : ` of ${this.total}`;
    return `  ${this.done}${of} scenarios${bad}, ${((performance.now() - this.started) / 1000).toFixed(0)} s`;
  }

  private clear(): void {
    if (this.io.isTerminal) this.io.stdout.write("\r\x1b[K");
  }
}
