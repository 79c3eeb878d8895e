// An aggregation server in one page: one server that it dials, one that dials it.
// Here the package is imported from the repository; from outside it is `from "reverse-hello"`.
import { AggregationServer, type StartedAggregationServer } from "../../src";

/** Serves the nodes of a server at `forwardUrl` and of the server `reverseUri`, which dials; the caller stops it. */
export async function aggregate(
  forwardUrl: string,
  reverseUri: string,
  log: (line: string) => void,
): Promise<StartedAggregationServer> {
  const aggregation = new AggregationServer({
    listen: "opc.tcp://127.0.0.1:0",
    underlying: [
      { name: "press", endpointUrl: forwardUrl },
      { name: "oven", reverse: { serverUri: reverseUri } },
    ],
    server: { port: 0, reverseConnect: { redial: 1_000 } },
    onEvent: (event) => log(event.type === "underlying" ? `${event.name}: ${event.state}` : `${event.name}: ${event.message}`),
  });
  return aggregation.start();
}
