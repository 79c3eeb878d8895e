import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import { DialingPeer } from "../../../src/suite/conversation/dialing-peer";
import type { Link } from "../../../src/suite/link";
import type { ScenarioContext } from "../../../src/suite/scenario";
import { StateNotReachedError } from "../../../src/suite/expect/errors";
import { HandMade } from "../record";

/** Dials through a link that refuses so many dials; how often it had to. */
async function dials(record: HandMade, refusals: number, refused: () => void = () => undefined): Promise<number> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    const phase = count > refusals ? "opened" : "refused";
    record.trace.add({ kind: "connection", link: "B", connection: count, phase, side: "client" });
    socket.on("error", () => undefined).resume();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const more = { link: async () => ({ host: "127.0.0.1", port }) as Link, view: () => record.view, defer: () => undefined };
  const context = { ...record.context, ...more, waits: async () => refused() } as unknown as ScenarioContext;
  const peer = await DialingPeer.start("B", context, { host: "127.0.0.1", port }, { serverUri: "", endpointUrl: "" });
  try {
    await peer.dial();
    return count;
  } finally {
    peer.stop();
    server.close();
  }
}

test("a client that served the last server, and is not back yet, is dialed again", async () => {
  const record = new HandMade("client").reaches().closes();
  assert.equal(await dials(record, 2), 3);
});

test("a client that refuses while another connection is open is not: the refusal is what is judged", async () => {
  assert.equal(await dials(new HandMade("client").reaches(), 1), 1);
});

test("a client that does not listen yet, though it said that it is ready, is dialed again, and accused of nothing", async () => {
  assert.equal(await dials(new HandMade("client"), 2), 3);
  const never = new HandMade("client");
  Object.assign(never.context.setup, { judges: [] });
  await assert.rejects(
    dials(never, 3, () => never.at(60_000)),
    StateNotReachedError,
  );
});

test("one that has no ready line is waited for until its ready timeout is over", async () => {
  for (const [passes, listens] of [
    [5_000, true],
    [15_000, false],
  ] as const) {
    const record = new HandMade("client");
    Object.assign(record.context.setup, { judges: [], sut: { start: { client: { readyTimeout: 10_000 } } } });
    const dialed = dials(record, 1, () => record.at(passes));
    await (listens ? dialed : assert.rejects(dialed, StateNotReachedError));
  }
});

test("one that has to listen at another URL, and does not, is judged", async () => {
  const record = new HandMade("client");
  Object.assign(record.context.setup, { judges: ["RC-053"] });
  await dials(record, 3, () => record.at(60_000));
});

test("where a refusal is not seen, one dial is all", async () => {
  const record = new HandMade("client");
  Object.assign(record.context.setup, { links: { lacks: ["embedded-proxy"] } });
  assert.equal(await dials(record, 1), 1);
});
