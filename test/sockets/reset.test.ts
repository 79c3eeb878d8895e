import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { test } from "node:test";
import { resetSocket } from "../../src/sockets";

async function pair(): Promise<{ mine: Socket; theirs: Socket; stop: () => void }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const theirs = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [mine] = (await once(server, "connection")) as [Socket];
  return { mine, theirs, stop: () => server.close() };
}

for (const [title, before] of [
  ["an open socket", () => undefined],
  ["a socket whose end is under way", (socket: Socket) => void socket.end()],
  ["a socket with unsent bytes", (socket: Socket) => void socket.end(Buffer.alloc(8_000_000))],
] as const) {
  test(`${title} is reset without an error, and its descriptor is free`, async () => {
    const { mine, theirs, stop } = await pair();
    const errors: Error[] = [];
    mine.on("error", (error) => errors.push(error));
    theirs.on("error", () => undefined);
    before(mine);
    resetSocket(mine);
    // Without the detour "close" comes too, but with the error EINVAL.
    await once(mine, "close");
    assert.deepEqual(errors, []);
    theirs.destroy();
    stop();
  });
}
