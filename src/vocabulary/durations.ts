const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

/** What a duration looks like in configuration files and on the command line. */
export const DURATION_HINT = 'a duration such as "200ms", "2s" or "1m" (a plain number means milliseconds)';

/** A text that is no duration. */
export class DurationError extends Error {
  readonly code = "DURATION";
  constructor(readonly seen: string) {
    super(`expected ${DURATION_HINT}, got "${seen}"`);
    this.name = "DurationError";
  }
}

/** "200ms", "2s", "1.5s", "1m", "1h", or a number of milliseconds, as milliseconds. Throws DurationError. */
export function parseDuration(text: string | number): number {
  const match = /^(\d+(?:\.\d+)?) ?(ms|s|m|min|h)?$/.exec(String(text).trim());
  if (!match) throw new DurationError(String(text));
  return Number(match[1]) * (UNITS[match[2] ?? "ms"] ?? 1);
}

/** Milliseconds in the shortest form that parseDuration reads back: 200 -> "200ms", 2000 -> "2s". */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms > 0 && ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
