import colors from "picocolors";
import type { ScenarioOutcome } from "../harness/verdict";
import type { CliIo } from "./io";

/** How often a run that is no terminal says where it is, in ms. */
const QUIET = 5_000;

/** Says how far a run has come: one moving line on a terminal, a line every few seconds elsewhere; failures at once. */
export class Progress {
  private done = 0;
  private failed = 0;
  private lastLine = performance.now();
  private readonly started = performance.now();
  private readonly paint: ReturnType<typeof colors.createColors>;

  constructor(
    private readonly io: CliIo,
    private readonly total: number,
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

  end(): void {
    this.clear();
  }

  private show(): void {
    const now = performance.now();
    const bad = this.failed > 0 ? `, ${this.failed} not passed` : "";
    const line = `  ${this.done} of ${this.total} scenarios${bad}, ${((now - this.started) / 1000).toFixed(0)} s`;
    if (this.io.isTerminal) this.io.stdout.write(`\r\x1b[K${line}`);
    else if (now - this.lastLine >= QUIET || this.done === this.total) {
      this.io.out(line);
      this.lastLine = now;
    }
  }

  private clear(): void {
    if (this.io.isTerminal) this.io.stdout.write("\r\x1b[K");
  }
}
