export { AGGREGATION_URI, AggregationServer, StartedAggregationServer } from "./server";
export * from "./types";
