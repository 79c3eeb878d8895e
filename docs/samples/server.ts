// The server library in one page: a server that dials its clients and says what happens.
// Here the package is imported from the repository; from outside it is `from "reverse-hello"`.
import { ReverseConnectServer } from "../../src";

/** Starts a server that dials `clientUrl`; the caller stops it. */
export async function runServer(clientUrl: string, log: (line: string) => void): Promise<ReverseConnectServer> {
  const server = new ReverseConnectServer({
    port: 0,
    applicationUri: "urn:example:server",
    reverseConnect: {
      clients: [{ endpointUrl: clientUrl, maxSessionCount: 2 }],
      redial: 1_000,
      suspension: 10_000,
    },
  });
  server.reverseConnect.on("state", ({ endpointUrl, state }, previous) => log(`${endpointUrl}: ${previous} -> ${state}`));
  await server.start();
  return server;
}
