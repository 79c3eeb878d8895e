import type { ScenarioOutcome } from "../suite/verdict";
import type { CliIo } from "./io";

/** How often it says where it is when nobody looks at a terminal, in ms. */
const QUIET = 5_000;

/** Says how far many runs of one scenario have come: they may take minutes, and most of them say nothing. */
export class ReproduceProgress {
  private done = 0;
  private failed = 0;
  private last = performance.now();
  private readonly started = performance.now();

  /** `total` is undefined for a search, whose length nobody knows. */
  constructor(
    private readonly io: Pick<CliIo, "out" | "stdout" | "isTerminal">,
    private readonly total?: number,
  ) {}

  outcome({ outcome }: ScenarioOutcome): void {
    this.done += 1;
    if (outcome === "failed") this.failed += 1;
    if (this.io.isTerminal) this.io.stdout.write(`\r\x1b[K${this.where()}`);
    else if (performance.now() - this.last >= QUIET) {
      this.io.out(this.where());
      this.last = performance.now();
    }
    if (this.done === this.total) this.end();
  }

  /** The moving line goes, what was found stays. */
  end(): void {
    if (this.io.isTerminal) this.io.stdout.write("\r\x1b[K");
  }

  private where(): string {
    const of = this.total === undefined ? "" : ` of ${this.total}`;
    const seconds = ((performance.now() - this.started) / 1000).toFixed(0);
    return `  ${this.done}${of} runs, ${this.failed} failed, ${seconds} s`;
  }
}
