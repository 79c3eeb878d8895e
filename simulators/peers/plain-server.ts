import { hostPort } from "../../src/sockets";
import { startReverseConnectServer } from "../server";
import type { PeerOptions, StartedPeer } from "./types";

/**
 * An ordinary node-opcua server on the URL that a reverse-connecting server takes for a client's: the reference server without
 * clients to dial, so everything that comes in is answered by the library. Sees no bytes: no observer.
 */
export async function startPlainServer({ port = 0, host = "127.0.0.1", pki, onEvent }: PeerOptions): Promise<StartedPeer> {
  const applicationUri = "urn:reverse-hello:plain-server";
  const server = await startReverseConnectServer({ port, host, applicationUri, ...(pki === undefined ? {} : { pki }) });
  let accepted = 0;
  server.endpoints[0]?.on("newChannel", () => onEvent?.({ type: "accepted", connection: ++accepted, from: host }));
  return {
    port: server.port,
    url: `opc.tcp://${hostPort(host, server.port)}`,
    stop: () => server.stop(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
