import colors from "picocolors";
import type { CliIo, ExitCode } from "../../io";
import { EXIT } from "../../io";

/** What has been found so far, one line each as it is found; every finding comes with one sentence of advice. */
export class Checkup {
  private findings = 0;
  private doubts = 0;
  private readonly paint: ReturnType<typeof colors.createColors>;

  constructor(private readonly io: Pick<CliIo, "out" | "stdout" | "isTerminal" | "signal">) {
    this.paint = colors.createColors(io.isTerminal);
  }

  good(text: string): void {
    this.io.out(`  ${text}`, this.paint.green("ok  "));
  }

  /** Works, but may cause trouble later. Throws the signal's reason when the command was stopped: what was missed then is no finding. */
  doubtful(text: string, advice: string): void {
    this.io.signal.throwIfAborted();
    this.doubts += 1;
    this.io.out(`  ${text}`, this.paint.yellow("look"));
    this.io.out(`      -> ${advice}`);
  }

  /** Throws as `doubtful`. */
  bad(text: string, advice: string): void {
    this.io.signal.throwIfAborted();
    this.findings += 1;
    this.io.out(`  ${text}`, this.paint.red("BAD "));
    this.io.out(`      -> ${advice}`);
  }

  /** Something is awaited, for `ms` at most. */
  waiting(text: string, ms: number): void {
    this.io.out(`...   waiting for ${text}, up to ${Math.ceil(ms / 1000)} s`);
  }

  /** 0 when nothing is wrong, else 1. Throws as `doubtful`. */
  end(): ExitCode {
    this.io.signal.throwIfAborted();
    const one = this.findings === 1;
    const next = "`reverse-hello test` is the next step";
    // No more is said than what stands above as ok.
    const healthy =
      this.doubts === 0
        ? `Healthy in all that was tried above; ${next}.`
        : `Nothing that was tried above is broken, but look at the advice; ${next}.`;
    this.io.out(this.findings === 0 ? healthy : `${this.findings} ${one ? "thing is" : "things are"} wrong: see the advice above.`);
    return this.findings === 0 ? EXIT.good : EXIT.findings;
  }
}
