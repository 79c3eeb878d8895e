import { ReverseConnectManager } from "../../../simulators/client";
import { startReverseConnectServer } from "../../../simulators/server";
import { encodeReverseHello } from "../../../src/protocol";
import { oddAcknowledges, oddFirstMessages } from "../../hostile/frames";
import { Strangers } from "../sockets";
import type { Target } from "../types";

const HELLO = encodeReverseHello({ serverUri: "urn:evil", endpointUrl: "opc.tcp://evil" });

/** Any bytes on the port of the reference client, which opens a session with whoever says a ReverseHello; the good server gets its own. */
export const clientPort: Target = {
  name: "client-port",
  seeds: () => [
    ...oddFirstMessages().map(({ segments }) => Buffer.concat([...segments])),
    ...oddAcknowledges().map(({ segments }) => Buffer.concat([HELLO, ...segments])),
  ],
  open: async () => {
    const manager = await new ReverseConnectManager({ listen: "opc.tcp://127.0.0.1:0", linger: 50 }).start();
    const strangers = new Strangers();
    manager.register({
      mode: "any-always",
      onConnection: (connection) => void connection.createSession({ channelTimeout: 200, reconnect: false }).catch(() => undefined),
    });
    const check = async () => {
      await strangers.drained();
      const wanted = manager.waitForConnection({ serverUri: "urn:good" });
      const clients = [{ endpointUrl: `opc.tcp://127.0.0.1:${manager.port}` }];
      const reverseConnect = { clients, redial: 100, jitter: 0 };
      const server = await startReverseConnectServer({ port: 0, host: "127.0.0.1", applicationUri: "urn:good", reverseConnect });
      try {
        await (await (await wanted).createSession({ reconnect: false })).close();
      } finally {
        await server.stop();
      }
    };
    return { execute: (input) => strangers.dial(manager.port, input), check, [Symbol.asyncDispose]: () => manager.stop() };
  },
};
