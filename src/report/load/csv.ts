import { perSecond } from "./figures";
import type { LoadSample } from "./types";
import { COUNTS } from "./counts";

const COLUMNS = ["phase", "lag", ...COUNTS, "memory", "handles"] as const satisfies readonly (keyof LoadSample)[];

/** The samples of a run as CSV (RFC 4180): seconds, dials per second, and the columns by their names; memory in bytes. */
export function renderLoadCsv(samples: readonly LoadSample[]): string {
  const rates = perSecond(samples, "dials");
  const rows = samples.map((sample, index) => [
    (sample.at / 1000).toFixed(3),
    (rates[index]?.rate ?? 0).toFixed(1),
    ...COLUMNS.map((name) => sample[name] ?? ""),
  ]);
  return [["seconds", "dialsPerSecond", ...COLUMNS], ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}
