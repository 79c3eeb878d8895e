/** Longest delay of a timer, in ms: Node turns more into 1. */
const LONGEST = 0x7fffffff;

/** A timer for limits that may be Infinity, or longer than a timer runs (24 days): those never ring. */
export function after(ms: number, ring: () => void): NodeJS.Timeout | undefined {
  return ms > LONGEST ? undefined : setTimeout(ring, ms);
}

/**
 * Waits for something that is told by a callback: `listen` is called at once and returns what ends the listening, if there is such.
 * Resolves with what was found, or with undefined after `within` ms; rejects with the signal's reason. Nothing is left behind.
 */
export function waitFor<T>(
  listen: (found: (value: T | PromiseLike<T>) => void) => (() => unknown) | void,
  within: number,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
  let isOver = false;
  let stop: (() => unknown) | void = undefined;
  const end = () => {
    isOver = true;
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    stop?.();
  };
  const found = (value?: T | PromiseLike<T>) => {
    end();
    resolve(value);
  };
  const onAbort = () => {
    end();
    reject(signal?.reason instanceof Error ? signal.reason : new Error("aborted"));
  };
  const timer = after(within, found);
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted) onAbort();
  else stop = listen(found);
  // It was found while `listen` was still at work.
  if (isOver) stop?.();
  return promise;
}

/** Settles with the promise, or rejects with the signal's reason; what comes of the loser is of no interest. */
export function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // Also where the signal was first: a rejection that nobody hears ends the process.
  const over = promise.catch(() => undefined);
  return waitFor<T>((found) => void over.then(() => found(promise)), Infinity, signal) as Promise<T>;
}

/** Wakes those who wait for a change of what others keep. */
export class Bell {
  private readonly waiting = new Set<() => void>();

  /** Something has changed. */
  ring(): void {
    for (const look of [...this.waiting]) look();
  }

  /** What `look` finds, now or at a ring; undefined after `within` ms. Rejects with the signal's reason. */
  until<T>(look: () => T | undefined, within: number, signal?: AbortSignal): Promise<T | undefined> {
    const listen = (found: (value: T) => void) => {
      const again = () => {
        const seen = look();
        if (seen) found(seen);
      };
      this.waiting.add(again);
      again();
      return () => this.waiting.delete(again);
    };
    return waitFor<T>(listen, within, signal);
  }
}
