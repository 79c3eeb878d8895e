/** A candidate that still fails, though seldom, is overlooked in no more than this share of searches. */
const OVERLOOKED = 0.01;

/** Runs that are needed to see a failure of this rate (0 to 1) at least once, but for {@link OVERLOOKED}. */
export function runsToSee(rate: number): number {
  if (rate >= 1) return 1;
  return rate <= 0 ? Infinity : Math.ceil(Math.log(OVERLOOKED) / Math.log(1 - rate));
}

/** This many runs at once, growing: a failure that comes often is found soon, and one that comes seldom in few rounds. */
export function* portions(limit: number, first: number): Generator<number> {
  let done = 0;
  for (let size = Math.max(1, first); done < limit; size *= 2) {
    const portion = Math.min(size, limit - done);
    yield portion;
    done += portion;
  }
}
