import { startReverseConnectServer } from "../../../simulators/server";
import { encodeHello } from "../../../src/protocol";
import { oddFrames, oddOpenChannels } from "../../hostile/frames";
import { servesForward } from "../../hostile/ordinary-client";
import { Strangers } from "../sockets";
import type { Target } from "../types";

const HELLO = encodeHello({ endpointUrl: "opc.tcp://127.0.0.1" });

/** Any bytes on the port of the reference server; ordinary clients are served on. */
export const serverPort: Target = {
  name: "server-port",
  seeds: () => [...oddFrames(), ...oddOpenChannels()].map(({ segments }) => Buffer.concat([HELLO, ...segments])),
  open: async () => {
    const server = await startReverseConnectServer({ port: 0, host: "127.0.0.1" });
    const strangers = new Strangers();
    return {
      execute: (input) => strangers.dial(server.port, input),
      check: async () => {
        await strangers.drained();
        await servesForward(server.port);
      },
      [Symbol.asyncDispose]: () => server.stop(),
    };
  },
};
