import { createWriteStream, type WriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { LivePcapng, type WholeBytes } from "../../../capture/writer";
import { traceToNdjson } from "../../../report/ladder";
import type { Clock, TraceEvent } from "../../../trace";
import { CannotRunError } from "../../io";
import { makeFolder } from "../../../files";

/**
 * Per connection, side and direction: what two peers say is kept whole. What exceeds this is a flood: the capture keeps the start of
 * each run of it, and the trace lists its messages no more.
 */
export const WHOLE_BYTES: WholeBytes = { burst: 256 * 1024, perSecond: 128 * 1024 };

/** The evidence of a standing proxy: wire.pcapng and trace.ndjson grow as it runs, decisions.ndjson comes at the end. */
export class Recording {
  private failure: Error | undefined;

  private constructor(
    private readonly folder: string,
    readonly pcapng: LivePcapng,
    private readonly trace: WriteStream,
  ) {
    trace.on("error", (error) => (this.failure ??= error));
  }

  /** Throws CannotRunError. */
  static async start(folder: string, clock: Clock): Promise<Recording> {
    try {
      await makeFolder(folder);
      await writeFile(join(folder, "decisions.ndjson"), "");
    } catch (error) {
      throw new CannotRunError(`--record ${folder}: ${(error as Error).message}; choose a folder that can be written.`);
    }
    const pcapng = new LivePcapng(join(folder, "wire.pcapng"), clock, { whole: WHOLE_BYTES });
    return new Recording(folder, pcapng, createWriteStream(join(folder, "trace.ndjson")));
  }

  readonly event = (event: TraceEvent): void => {
    this.trace.write(traceToNdjson([event]));
  };

  async stop(decisions: string): Promise<void> {
    this.trace.end();
    await finished(this.trace).catch(() => undefined);
    await this.pcapng.stop().catch((error: Error) => (this.failure ??= error));
    await writeFile(join(this.folder, "decisions.ndjson"), decisions);
    if (this.failure) throw new CannotRunError(`--record ${this.folder}: ${this.failure.message}; the recording is not complete.`);
  }
}
