import type { AggregationOptions } from "../../../../simulators/aggregation";

/** Flags of `simulate aggregation-server` as commander gives them. */
export interface AggregationServerFlags {
  readonly config?: string;
  readonly logLevel?: string;
  readonly logFormat?: string;
}

/** Changes what the configuration makes of a server; for servers that are wrong on purpose (simulators/mutants). */
export interface AggregationAdaptation {
  options(options: AggregationOptions): AggregationOptions;
}
