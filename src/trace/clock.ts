/** Source of time, passed in so that tests can own it. Milliseconds on the monotonic clock, fractional. */
export interface Clock {
  now(): number;
  /** Wall clock that belongs to `now() === 0`, in ms since 1970, for people and for captures. */
  readonly epoch: number;
}

export function monotonicClock(): Clock {
  const zero = performance.now();
  return { now: () => performance.now() - zero, epoch: performance.timeOrigin + zero };
}
