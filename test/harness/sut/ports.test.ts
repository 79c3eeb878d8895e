import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { PortAllocator } from "../../../src/harness/sut";

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
