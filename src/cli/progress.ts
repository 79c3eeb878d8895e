import colors from "picocolors";
import { VERDICT_WORD } from "../report";
import type { ScenarioOutcome, Verdict } from "../suite/verdict";
import { clip, oneLine, plural } from "../text";
import type { CliIo } from "./io";
import { columnsOf } from "./print-report";
import type { Told } from "./told";

/** Characters of a line in a file or a log. */
const LINE = 300;

/** How often a run that is no terminal says where it is, in ms. */
const QUIET = 5_000;

/** What takes no longer than this, in ms, is not announced where lines add up. */
const PATIENCE = 3_000;

/** Says how far a run has come: one moving line on a terminal, a line every few seconds elsewhere; failures at once. */
export class Progress {
  private done = 0;
  private failed = 0;
  private stuck = 0;
  private lastLine = performance.now();
  private readonly started = performance.now();
  private readonly paint: ReturnType<typeof colors.createColors>;

  constructor(
    private readonly io: Pick<CliIo, "out" | "stdout" | "isTerminal" | "env">,
    /** Scenarios of the run; undefined when that is not known (a shard). */
    private readonly total: number | undefined,
  ) {
    this.paint = colors.createColors(io.isTerminal);
  }

  /** `told`: what it says that no outcome before it said. */
  outcome(outcome: ScenarioOutcome, told: readonly Told[]): void {
    this.done += 1;
    if (outcome.outcome === "failed") this.failed += 1;
    if (outcome.outcome === "could-not-run") this.stuck += 1;
    for (const { verdict, text } of told) {
      this.clear();
      const line = clip(text, this.io.isTerminal ? Math.max(40, (columnsOf(this.io) ?? LINE) - 24) : LINE);
      const word = VERDICT_WORD[verdict];
      this.io.out(line.slice(word.length), `  ${this.colour(verdict)(word)}`);
    }
    this.show();
  }

  private colour(verdict: Verdict): (text: string) => string {
    if (verdict === "fail" || verdict === "unexpected-pass") return this.paint.red;
    return verdict === "could-not-run" ? this.paint.magenta : verdict === "info" ? this.paint.cyan : this.paint.yellow;
  }

  /** Something takes its time: what is awaited, and for how long at most, in ms. */
  awaiting(what: string, ms: number): void {
    const line = `waiting for ${oneLine(what)}, up to ${Math.ceil(ms / 1000)} s`;
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
    const bad = `${this.failed > 0 ? `, ${this.failed} with findings` : ""}${this.stuck > 0 ? `, ${this.stuck} could not run` : ""}`;
    const done = this.total === undefined ? plural(this.done, "scenario") : `${this.done} of ${plural(this.total, "scenario")}`;
    return `  ${done}${bad}, ${((performance.now() - this.started) / 1000).toFixed(0)} s`;
  }

  private clear(): void {
    if (this.io.isTerminal) this.io.stdout.write("\r\x1b[K");
  }
}
