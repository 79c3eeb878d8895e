import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { describe, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { LogLevel, setLogLevel } from "node-opcua";
import { ReverseConnectManager } from "../../../simulators/client";
import { Fleet } from "../../../simulators/fleet";

setLogLevel(LogLevel.Emergency);
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const WITHIN = 30_000;
/** Ratios of processor time on a shared machine: the best of so many rounds. */
const ROUNDS = 3;

interface Port extends AsyncDisposable {
  readonly url: string;
}

/** Takes connections and reads their first bytes, and nothing else. */
async function bare(): Promise<Port> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", () => undefined).on("error", () => undefined);
  });
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 });
  await once(server, "listening");
  return {
    url: `opc.tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function manager(): Promise<Port> {
  const started = await new ReverseConnectManager({ listen: "opc.tcp://127.0.0.1:0", holdTime: 600_000, maxHeld: 10_000 }).start();
  return { url: started.url, [Symbol.asyncDispose]: () => started.stop() };
}

/** A fleet that has arrived; with what that cost both ends in processor time, in µs for each server. */
async function arrived(port: Port, servers: number): Promise<{ fleet: Fleet; time: number }> {
  const began = process.cpuUsage();
  const fleet = new Fleet({ clients: [port.url], groups: [{ kind: "good", count: servers }], redial: 60_000 });
  void fleet.start();
  assert.equal(await fleet.until("arrived", WITHIN), true);
  const { user, system } = process.cpuUsage(began);
  return { fleet, time: (user + system) / servers };
}

/** The cheapest of a few rounds: what others do on the machine only makes it dearer. */
async function timeEach(open: () => Promise<Port>, servers: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await using port = await open();
    const { fleet, time } = await arrived(port, servers);
    fleet.stop();
    times.push(time);
  }
  return Math.min(...times);
}

/** Bytes of both ends for each of so many servers that come to those that wait already. */
async function memoryEach(port: Port, servers: number): Promise<{ fleet: Fleet; memory: number }> {
  const used = () => (collect(), process.memoryUsage().heapUsed + process.memoryUsage().external);
  const before = used();
  const { fleet } = await arrived(port, servers);
  return { fleet, memory: (used() - before) / servers };
}

describe("what a server of a fleet costs", { timeout: 60_000 }, () => {
  test("a waiting one less than 20 KB, both ends together, and no more when they are many", async () => {
    await using port = await bare();
    const fleets = [await memoryEach(port, 200), await memoryEach(port, 300), await memoryEach(port, 1_500)];
    for (const { fleet } of fleets) fleet.stop();
    const [, few = NaN, many = NaN] = fleets.map(({ memory }) => memory);
    assert.ok(many > 0 && many < 20_000, `${many} bytes`);
    assert.ok(many < 1.5 * few, `${many} and ${few} bytes`);
  });

  test("dialing costs no more for each when they are many", async () => {
    const [few, many] = [await timeEach(bare, 200), await timeEach(bare, 1_000)];
    assert.ok(many < 1.5 * few, `${many} and ${few} µs`);
  });

  test("our manager takes at least half as many for the same processor time as a bare listener", async () => {
    const [plain, ours] = [await timeEach(bare, 1_000), await timeEach(manager, 1_000)];
    assert.ok(ours < 2 * plain, `${ours} and ${plain} µs`);
  });
});
