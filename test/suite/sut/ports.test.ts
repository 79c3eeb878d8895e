import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { PortAllocator } from "../../../src/suite/sut";

test("ports are outside the ephemeral range, differ between workers, and are not given twice", async () => {
  const [first, second] = [new PortAllocator({ worker: 40 }), new PortAllocator({ worker: 41 })];
  const ports: number[] = [];
  for (let round = 0; round < 20; round += 1) ports.push(await first.allocate(), await second.allocate());
  assert.equal(new Set(ports).size, 40);
  assert.ok(ports.every((port) => port >= 10_000 && port < 32_768));
});

test("a port that is taken is passed over", async () => {
  const allocator = () => new PortAllocator({ worker: 42, random: () => 0 });
  const taken = await allocator().allocate();
  for (const host of ["127.0.0.1", "0.0.0.0"]) {
    const server = createServer().listen(taken, host);
    await once(server, "listening");
    assert.equal(await allocator().allocate(), taken + 1, host);
    server.close();
    await once(server, "close");
  }
});

test("two processes with the same worker number have different ranges", async () => {
  const script = `
    const { PortAllocator } = require(${JSON.stringify(join(__dirname, "../../../src/suite/sut"))});
    new PortAllocator({ worker: 43, random: () => 0 }).allocate().then((port) => console.log(port));
    process.stdin.resume();`;
  const run = () =>
    spawn(process.execPath, ["--require", "ts-node/register", "--eval", script], { stdio: ["pipe", "pipe", "inherit"] });
  const children = [run(), run()];
  const ports = await Promise.all(children.map(async ({ stdout }) => Number(((await once(stdout, "data")) as [Buffer])[0])));
  assert.ok(Math.abs((ports[0] ?? 0) - (ports[1] ?? 0)) >= 312, ports.join(" and "));
  for (const child of children) {
    child.stdin.end();
    await once(child, "exit");
  }
});
