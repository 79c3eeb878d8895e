import { TimedPattern } from "./pattern";
import type { Secrets } from "./secrets";
import { createWriteStream, mkdirSync, statSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";

export type OutputStream = "stdout" | "stderr";
export type LineListener = (stream: OutputStream, line: string) => void;

export interface OutputOptions {
  readonly onLine?: LineListener | undefined;
  /** Folder for `sut.stdout` and `sut.stderr`; made if need be. Absent: nothing is written. */
  readonly outputDir?: string | undefined;
  /** What is kept of it, and passed on, is without these. */
  readonly secrets?: Secrets;
}

/** A SUT may print without end: what is kept, passed on and written has limits, per stream. */
export const OUTPUT_LIMITS = { lineChars: 4096, tailLines: 200, tracedLines: 5000, fileBytes: 16 * 1024 * 1024 } as const;

/** What one SUT prints: cut into lines, passed on, the last ones kept, all of it (up to a limit) in files. */
export class SutOutput {
  private readonly streams: Readonly<Record<OutputStream, LineCutter>>;
  private readonly last: string[] = [];
  /** How many lines came. */
  count = 0;
  private readonly watchers = new Set<(line: string) => void>();

  constructor(options: OutputOptions) {
    if (options.outputDir !== undefined) mkdirSync(options.outputDir, { recursive: true });
    const make = (stream: OutputStream) =>
      new LineCutter(openFile(options.outputDir, stream), options.secrets, (line, count) =>
        this.take(stream, line, count, options.onLine),
      );
    this.streams = { stdout: make("stdout"), stderr: make("stderr") };
  }

  feed(stream: OutputStream, chunk: Buffer): void {
    this.streams[stream].feed(chunk);
  }

  /** True when this stream has printed more than is kept: read it slowly from now on. */
  floods(stream: OutputStream): boolean {
    return this.streams[stream].bytes > OUTPUT_LIMITS.fileBytes;
  }

  /** The last `count` lines of both streams, oldest first. */
  tail(count: number): string[] {
    return this.last.slice(-count);
  }

  /** The lines that came after the first `count` of all, as far as they are kept. */
  since(count: number): string[] {
    return this.count === count ? [] : this.last.slice(count - this.count);
  }

  /** Calls back once, for the first line from now on that matches, or for which the pattern is too slow. Returns a function that cancels. */
  once(pattern: RegExp, found: (result: true | "too slow") => void): () => void {
    const timed = new TimedPattern(pattern);
    const watcher = (line: string) => {
      const result = timed.test(line);
      if (result === false) return;
      this.watchers.delete(watcher);
      found(result);
    };
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Passes on what came without a line end, and closes the files. */
  async finish(): Promise<void> {
    await Promise.all([this.streams.stdout.finish(), this.streams.stderr.finish()]);
  }

  private take(stream: OutputStream, line: string, count: number, onLine: LineListener | undefined): void {
    this.count += 1;
    this.last.push(line);
    if (this.last.length > OUTPUT_LIMITS.tailLines) this.last.shift();
    for (const watcher of [...this.watchers]) watcher(line);
    if (count < OUTPUT_LIMITS.tracedLines) onLine?.(stream, line);
    else if (count === OUTPUT_LIMITS.tracedLines) onLine?.(stream, `(over ${count} lines: the rest is in sut.${stream} only)`);
  }
}

class LineCutter {
  bytes = 0;
  private count = 0;
  private rest = "";
  private readonly decoder = new StringDecoder("utf8");

  constructor(
    private readonly file: WriteStream | undefined,
    private readonly secrets: Secrets | undefined,
    private readonly onLine: (line: string, count: number) => void,
  ) {}

  feed(chunk: Buffer): void {
    this.write(chunk);
    const lines = (this.rest + this.decoder.write(chunk)).split("\n");
    const open = lines.pop() ?? "";
    for (const line of lines) this.emit(line);
    // A line without an end must not grow without end; its later pieces are dropped when the line is cut.
    this.rest = open.slice(0, OUTPUT_LIMITS.lineChars + 1);
  }

  async finish(): Promise<void> {
    if (this.rest !== "") this.emit(this.rest);
    this.rest = "";
    const file = this.file;
    if (file && !file.closed) await new Promise<void>((resolve) => file.end(resolve));
  }

  private emit(line: string): void {
    const whole = line.endsWith("\r") ? line.slice(0, -1) : line;
    const text = this.secrets?.text(whole) ?? whole;
    this.onLine(text.length > OUTPUT_LIMITS.lineChars ? `${text.slice(0, OUTPUT_LIMITS.lineChars)}…` : text, this.count);
    this.count += 1;
  }

  private write(chunk: Buffer): void {
    const before = this.bytes;
    this.bytes += chunk.length;
    if (!this.file || before > OUTPUT_LIMITS.fileBytes) return;
    this.file.write(this.secrets?.bytes(chunk) ?? chunk);
    if (this.bytes > OUTPUT_LIMITS.fileBytes) this.file.write(`\n(over ${OUTPUT_LIMITS.fileBytes} bytes: the rest is dropped)\n`);
  }
}

function openFile(folder: string | undefined, stream: OutputStream): WriteStream | undefined {
  if (folder === undefined) return undefined;
  const path = join(folder, `sut.${stream}`);
  // A control starts the SUT again in the same scenario, and what the first one printed is what a finding is about.
  const isAgain = statSync(path, { throwIfNoEntry: false }) !== undefined;
  const file = createWriteStream(path, { flags: "a" });
  // A full disk must not end the run; the lines are in the trace as well.
  file.on("error", () => undefined);
  if (isAgain) file.write("\n(started again)\n");
  return file;
}
