import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "node:test";
import { LogLevel, setLogLevel } from "node-opcua";
import pino from "pino";
import { ReverseConnectManager } from "../../simulators/client";
import { startReverseConnectServer } from "../../simulators/server";
import { clientConfig } from "../../src/cli/commands/simulate/client-config";
import { ServingClient } from "../../src/cli/commands/simulate/client-sessions";
import { ValueCounter } from "../../src/cli/commands/simulate/client-values";
import { encodeReverseHello } from "../../src/protocol";
import { Program } from "./program";

setLogLevel(LogLevel.Emergency);

/** Of the good server, from the end of a connection to its next dial, in ms. */
const REDIAL = 3000;

/** Connections that say this and nothing more, until it is disposed. */
class Flood implements Disposable {
  readonly sockets = new Set<Socket>();
  private readonly closings = new EventEmitter();
  private timer: NodeJS.Timeout | undefined;
  errors = 0;

  constructor(
    private readonly port: number,
    private readonly says: () => Buffer,
  ) {}

  /** All at once. */
  burst(count: number): this {
    for (let left = count; left > 0; left--) this.dial();
    return this;
  }

  perSecond(rate: number): this {
    this.timer = setInterval(() => this.dial(), 1000 / rate);
    return this;
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
    for (const socket of this.sockets) socket.destroy();
  }

  /** Resolves when no more than so many are open. */
  async closedTo(count: number): Promise<void> {
    while (this.sockets.size > count) await once(this.closings, "close");
  }

  private dial(): void {
    const socket = connect({ port: this.port, host: "127.0.0.1" });
    this.sockets.add(socket);
    socket.write(this.says());
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => (this.errors += Number(bytes.toString("latin1", 0, 3) === "ERR")));
    socket.on("close", () => {
      this.sockets.delete(socket);
      this.closings.emit("close");
    });
  }
}

async function simulateClient(...words: string[]) {
  const client = new Program("simulate", "client", "--log-format", "json", "--listen", "opc.tcp://127.0.0.1:0", ...words);
  const port = Number((await client.line(/"event":"ready".*"port":(\d+)/))[1]);
  return { client, port };
}

/** The good server comes under the flood, and has its session within twice its redial interval. */
async function served(client: Program, port: number): Promise<void> {
  const reverseConnect = { clients: [{ endpointUrl: `opc.tcp://127.0.0.1:${port}` }], redial: REDIAL, jitter: 0 };
  const server = await startReverseConnectServer({ port: 0, host: "127.0.0.1", applicationUri: "urn:test:good", reverseConnect });
  const begin = performance.now();
  try {
    await client.line(/"event":"session","serverUri":"urn:test:good","state":"open"/);
    const took = performance.now() - begin;
    assert.ok(took < 2 * REDIAL, `the session came after ${Math.round(took)} ms`);
  } finally {
    await server.stop();
  }
}

const claiming = (serverUri: string) => encodeReverseHello({ serverUri, endpointUrl: "opc.tcp://127.0.0.1:4840" });

for (const words of [["--server-uri", "urn:test:good"], []]) {
  test(`five strangers a second claim the name of a server (${words.join(" ") || "any server"})`, async () => {
    const { client, port } = await simulateClient(...words);
    await using _client = client;
    using _flood = new Flood(port, () => claiming("urn:test:good")).perSecond(5);
    await delay(2 * REDIAL);
    await served(client, port);
  });
}

/** A wire to a port, which can be cut: all that runs over it at that time is reset. */
async function wireTo(port: number) {
  const sockets = new Set<Socket>();
  const wire = createServer((near) => {
    const far = connect({ port, host: "127.0.0.1" });
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      sockets.add(one);
      one.on("error", () => undefined).on("close", () => (sockets.delete(one), other.destroy()));
      one.pipe(other);
    }
  });
  await once(wire.listen(0, "127.0.0.1"), "listening");
  const cut = () => sockets.forEach((socket) => socket.resetAndDestroy());
  return { port: (wire.address() as AddressInfo).port, cut, [Symbol.dispose]: () => (wire.close(), cut()) };
}

test("five strangers a second claim the name of a server whose session was lost", async () => {
  const { client, port } = await simulateClient("--server-uri", "urn:test:good");
  await using _client = client;
  using wire = await wireTo(port);
  const reverseConnect = { clients: [{ endpointUrl: `opc.tcp://127.0.0.1:${wire.port}` }], redial: REDIAL, jitter: 0 };
  await using _server = await startReverseConnectServer({
    port: 0,
    host: "127.0.0.1",
    applicationUri: "urn:test:good",
    reverseConnect,
  });
  await client.line(/"event":"session","serverUri":"urn:test:good","state":"open"/);
  using _flood = new Flood(port, () => claiming("urn:test:good")).perSecond(5);
  await delay(2 * REDIAL);
  const before = client.lines.length;
  const begin = performance.now();
  wire.cut();
  await client.line(/"event":"session","serverUri":"urn:test:good","state":"(open|recovered)"/, before);
  const took = performance.now() - begin;
  assert.ok(took < 2 * REDIAL, `the session was back after ${Math.round(took)} ms`);
});

test("a thousand silent connections", async () => {
  const { client, port } = await simulateClient();
  await using _client = client;
  using _flood = new Flood(port, () => Buffer.alloc(0)).burst(1000);
  await served(client, port);
});

test("a hundred servers a second that nobody knows", async () => {
  const { client, port } = await simulateClient();
  await using _client = client;
  using _flood = new Flood(port, () => claiming(`urn:${randomUUID()}${"x".repeat(200)}`)).perSecond(100);
  await delay(REDIAL);
  await served(client, port);
});

test("--max-held holds without a filter: who is one too many is told BadServerTooBusy", { timeout: 60_000 }, async () => {
  const [attempts, held, all] = [32, 20, 500];
  const listen = ["opc.tcp://127.0.0.1:0"];
  const manager = await new ReverseConnectManager({ listen, maxHeld: held }).start();
  const stop = new AbortController();
  const strict = { allowShortKeys: false, allowSha1: false, trust: [] };
  const flags = { listen, subscribe: [], interval: 1000, timeout: 0, retryDelay: 1000, logLevel: "silent", ...strict } as const;
  const config = clientConfig(flags, undefined, ".");
  // Its clock stands still: on a slow machine attempts would be old enough to be replaced before the last stranger has come.
  new ServingClient(manager, config, pino({ enabled: false }), new ValueCounter(undefined), stop.signal, () => 0).start();
  try {
    using flood = new Flood(manager.port, () => claiming(`urn:${randomUUID()}`)).burst(all);
    await flood.closedTo(attempts + held);
    assert.equal(flood.errors, all - attempts - held);
    assert.equal(manager.idleConnections().length, held);
  } finally {
    stop.abort();
    await manager.stop();
  }
});
