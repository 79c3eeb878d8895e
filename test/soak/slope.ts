export interface Sample {
  /** ms */
  readonly at: number;
  readonly value: number;
}

const HOUR = 3_600_000;

/** Least squares: how much a value grows in an hour; 0 for fewer than two samples. */
export function slopePerHour(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [at, of] = [mean(samples.map((one) => one.at)), mean(samples.map((one) => one.value))];
  const above = samples.reduce((sum, one) => sum + (one.at - at) * (one.value - of), 0);
  const below = samples.reduce((sum, one) => sum + (one.at - at) ** 2, 0);
  return below === 0 ? 0 : (above / below) * HOUR;
}
