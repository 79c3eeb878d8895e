import assert from "node:assert/strict";
import { once } from "node:events";
import { suite, test } from "node:test";
import { encodeAcknowledge, encodeReverseHello, encodeSecured } from "../../src/protocol";
import { Bench } from "./support";

const RHE = encodeReverseHello({ serverUri: "urn:server", endpointUrl: "opc.tcp://server:4840" });
const MESSAGES = [
  RHE,
  encodeAcknowledge(),
  ...[...Array(20).keys()].map((n) => encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(n * 10, n) })),
];

/** Faults with chances of every kind; the peers say the same each time, in other pieces. */
async function run(seed: string, pieces: number): Promise<string> {
  await using bench = await Bench.start({ seed });
  bench.proxy.addToxic({
    name: "jitter",
    type: "latency",
    stream: "upstream",
    attributes: { latency: 3, jitter: 3 },
    toxicity: 0.7,
  });
  bench.proxy.addToxic({
    name: "lossy",
    type: "opcua_message",
    stream: "upstream",
    attributes: { message: "MSG", action: "drop", probability: 0.3 },
  });
  bench.proxy.addToxic({
    name: "noise",
    type: "corrupt",
    stream: "upstream",
    attributes: { offset: 200, every: 97, probability: 0.2 },
  });
  bench.proxy.addToxic({
    name: "slices",
    type: "slicer",
    stream: "downstream",
    attributes: { average_size: 9, size_variation: 4 },
  });
  await bench.proxy.setConnect([{ mode: "accept_rst", probability: 0.25 }]);
  const bytes = Buffer.concat(MESSAGES);
  for (let n = 0; n < 8; n++) await talk(bench, bytes, pieces);
  return bench.server.proxies.decisions.toNdjson();
}

/** One connection: the dialer says all, in pieces, then the target answers; or the connection is reset at the begin. */
async function talk(bench: Bench, bytes: Buffer, pieces: number): Promise<void> {
  const accepted = once(bench.listener, "peer");
  // An RST may come before the dialer's own connect is reported.
  const dialer = await bench.dial().catch(() => undefined);
  if (!dialer) return;
  await Promise.race([accepted, dialer.ends()]);
  if (dialer.ended !== undefined) return;
  for (let at = 0; at < bytes.length; at += pieces) {
    await new Promise<void>((resolve) => dialer.socket.write(bytes.subarray(at, at + pieces), () => resolve()));
  }
  dialer.socket.end();
  const target = bench.targets.at(-1);
  await target?.ends();
  target?.send(RHE);
  target?.socket.end();
  await dialer.ends();
}

suite("decisions", () => {
  test("same seed and same peer behaviour, same decisions: 10 of 10, whatever the pieces", async () => {
    const first = await run("seed 1", 100_000);
    for (const choice of [
      "spares this connection",
      "works on this connection",
      "drop MSG",
      "spare MSG",
      "delay ",
      "corrupt",
      "slice of",
      "accept_rst",
    ])
      assert.ok(first.includes(choice), `no "${choice}"`);
    for (const pieces of [100_000, 100_000, 100_000, 1000, 1000, 61, 61, 500, 100_000])
      assert.equal(await run("seed 1", pieces), first);
  });

  test("another seed decides otherwise", async () => {
    assert.notEqual(await run("seed 2", 100_000), await run("seed 1", 100_000));
  });

  test("another toxic does not shift what a toxic draws", async () => {
    const draw = async (more: boolean) => {
      await using bench = await Bench.start({ seed: "s" });
      if (more) bench.proxy.addToxic({ name: "other", type: "latency", stream: "upstream", attributes: { latency: 0, jitter: 2 } });
      bench.proxy.addToxic({
        name: "lossy",
        type: "opcua_message",
        stream: "upstream",
        attributes: { message: "MSG", action: "drop", probability: 0.5 },
      });
      const [dialer, target] = await bench.pair();
      dialer.send(Buffer.concat(MESSAGES));
      dialer.socket.end();
      await target.ends();
      return bench.faults("lossy");
    };
    const alone = await draw(false);
    assert.equal(alone.length, 20);
    assert.deepEqual(await draw(true), alone);
  });
});
