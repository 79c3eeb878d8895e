import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { ReverseConnectManager } from "../../../simulators/client";
import { startReverseConnectServer } from "../../../simulators/server";
import { encodeHello } from "../../../src/protocol";
import { oddFrames, oddOpenChannels } from "../../hostile/frames";
import { Strangers } from "../sockets";
import type { Target } from "../types";

/** A server has one waiting connection at each URL. */
const CLIENTS = 24;

/** Any bytes in answer to the ReverseHello of the reference server; a good client gets its session over the same server. */
export const dialer: Target = {
  name: "dialer",
  seeds: () =>
    [...oddFrames(), ...oddOpenChannels()].flatMap(({ segments }) => {
      const attack = Buffer.concat([...segments]);
      return [attack, Buffer.concat([encodeHello({ endpointUrl: "opc.tcp://127.0.0.1:1" }), attack])];
    }),
  open: async () => {
    const waiting: Socket[] = [];
    let came: () => void = () => undefined;
    const listen = async () => {
      const evil = createServer((socket) => {
        socket.on("error", () => undefined);
        waiting.push(socket);
        came();
      });
      evil.listen(0, "127.0.0.1");
      await once(evil, "listening");
      return evil;
    };
    const evils = await Promise.all(Array.from({ length: CLIENTS }, listen));
    const manager = await new ReverseConnectManager({ listen: "opc.tcp://127.0.0.1:0" }).start();
    const urls = evils.map((evil) => `opc.tcp://127.0.0.1:${(evil.address() as AddressInfo).port}`);
    const clients = [...urls, manager.url].map((endpointUrl) => ({ endpointUrl }));
    const server = await startReverseConnectServer({
      port: 0,
      host: "127.0.0.1",
      endpointUrl: "opc.tcp://127.0.0.1:1",
      applicationUri: "urn:good",
      reverseConnect: { clients, redial: 1, jitter: 0, suspension: 1 },
    });
    const strangers = new Strangers();
    return {
      execute: async (input) => {
        while (waiting.length === 0) await new Promise<void>((resolve) => (came = resolve));
        const socket = waiting.shift();
        if (!socket) return;
        socket.write(input);
        await strangers.hold(socket);
      },
      check: async () => {
        const connection = await manager.waitForConnection({ serverUri: "urn:good" });
        await (await connection.createSession({ reconnect: false })).close();
      },
      async [Symbol.asyncDispose]() {
        for (const evil of evils) evil.close();
        for (const socket of waiting) socket.destroy();
        await server.stop();
        await manager.stop();
      },
    };
  },
};
