import { randomUUID } from "node:crypto";
import { BroadcastChannel } from "node:worker_threads";

/** What scenarios report that the stop of the run kept from an outcome. */
export const RUN_STOPPED = "the run was stopped";

/** What a worker tells the run while a scenario is under way. */
export type WorkerNote =
  | { readonly kind: "awaiting"; readonly scenario: string; readonly what: string; readonly ms: number }
  | { readonly kind: "log"; readonly level: "info" | "debug"; readonly text: string };

type Word = { readonly stop: string } | { readonly note: WorkerNote } | { readonly joined: true };

/** The run's end of the line to its workers, which are threads (or this thread itself, when there is but one). */
export class RunControl {
  /** For the World's parameters: with it a worker joins. */
  readonly name = `reverse-hello-${randomUUID()}`;
  /** Why the run was stopped; undefined while it goes on. */
  stopped: string | undefined;
  private readonly channel = new BroadcastChannel(this.name);

  constructor(onNote?: (note: WorkerNote) => void) {
    this.channel.onmessage = (event) => {
      const word = (event as { readonly data: Word }).data;
      if ("note" in word) onNote?.(word.note);
      // A worker that joins late must learn of a stop as well.
      if ("joined" in word && this.stopped !== undefined) this.say({ stop: this.stopped });
    };
  }

  /** Scenarios under way are given up, those to come are not begun. */
  stop(reason: string): void {
    if (this.stopped !== undefined) return;
    this.stopped = reason;
    this.say({ stop: reason });
  }

  close(): void {
    this.channel.close();
  }

  private say(word: Word): void {
    this.channel.postMessage(word);
  }
}

/** A worker's end of it. Without a name (a World that nobody controls) it is never stopped and talks to nobody. */
export class WorkerControl {
  private readonly abort = new AbortController();
  private readonly channel: BroadcastChannel | undefined;

  constructor(name: string | undefined) {
    if (name === undefined) return;
    this.channel = new BroadcastChannel(name);
    this.channel.unref();
    this.channel.onmessage = (event) => {
      const word = (event as { readonly data: Word }).data;
      if ("stop" in word && !this.abort.signal.aborted) this.abort.abort(new RunStoppedError(word.stop));
    };
    this.channel.postMessage({ joined: true } satisfies Word);
  }

  /** Aborted when the run is stopped. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  note(note: WorkerNote): void {
    this.channel?.postMessage({ note } satisfies Word);
  }

  close(): void {
    this.channel?.close();
  }
}

/** The run was stopped while a scenario was under way, or before it began: nobody's fault, and no verdict. */
class RunStoppedError extends Error {
  readonly code = "RUN_STOPPED";
  override readonly name = "RunStoppedError";
}
