import { hostPort } from "../../src/sockets";
import { startReverseConnectServer } from "../server";
import type { PeerOptions, StartedPeer } from "./types";

/**
 * An ordinary node-opcua server on the URL that a reverse-connecting server takes for a client's: the reference server without
 * clients to dial, so everything that comes in is answered by the library. Sees no bytes: no observer.
 */
export class PlainServer {
  constructor(private readonly options: PeerOptions & { readonly pki?: string }) {}

  /** Rejects with the socket's error (EADDRINUSE, …). */
  async start(): Promise<StartedPeer> {
    const { port = 0, host = "127.0.0.1", pki, onEvent } = this.options;
    const server = await startReverseConnectServer({
      port,
      host,
      applicationUri: "urn:reverse-hello:plain-server",
      ...(pki === undefined ? {} : { pki }),
    });
    let accepted = 0;
    server.endpoints[0]?.on("newChannel", () => onEvent?.({ type: "accepted", connection: ++accepted, from: host }));
    return {
      port: server.port,
      url: `opc.tcp://${hostPort(host, server.port)}`,
      get accepted() {
        return accepted;
      },
      stop: () => server.stop(),
      [Symbol.asyncDispose]: () => server.stop(),
    };
  }
}
