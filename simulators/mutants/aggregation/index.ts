import { deafToSilence } from "./deaf-to-silence";
import { dialsNoClient } from "./dials-no-client";
import { oneServerOnly } from "./one-server-only";
import { readsOnce } from "./reads-once";
import { servesWhatItDials } from "./serves-what-it-dials";
import { triesOnce } from "./tries-once";
import type { AggregationMutant } from "./types";

export type { AggregationMutant } from "./types";

export const aggregationMutants: readonly AggregationMutant[] = [
  oneServerOnly,
  servesWhatItDials,
  dialsNoClient,
  readsOnce,
  triesOnce,
  deafToSilence,
];
