import assert from "node:assert/strict";
import { test } from "node:test";
import { connections, startTarget, throughput } from "../../bench/proxy/peers";
import { startEmbedded, startReal, type Contender } from "../../bench/proxy/servers";
import { whyNot } from "./toxiproxy/servers";

/** Of each measure, of which the cheapest counts: what others do on the machine only makes it dearer. */
const ROUNDS = 2;
const CONNECTIONS = 1500;

/** The light version of `npm run bench:proxy`: processor time, which a busy machine hardly changes, and ratios. */
test("the embedded proxy costs no more than the real Toxiproxy", { skip: whyNot("real"), timeout: 60_000 }, async () => {
  const target = await startTarget();
  const real = await startReal();
  assert.ok(real);
  const contenders = { embedded: await startEmbedded("embedded", "off"), real };
  try {
    const bytes = await cheapest(contenders, async (contender) => {
      const port = await contender.proxy(target.port, false);
      return cost(contender, async () => (await throughput(port, 1, 0.4)).bytes);
    });
    assert.ok(bytes.embedded < bytes.real, `s/GB: ${bytes.embedded * 1e9} and ${bytes.real * 1e9}`);
    const dials = await cheapest(contenders, async (contender) => {
      const port = await contender.proxy(target.port, false);
      return cost(contender, async () => (await connections(port, 16, CONNECTIONS), CONNECTIONS));
    });
    // As good as it when warm; 3,000 connections are not enough for that.
    assert.ok(dials.embedded < 2 * dials.real, `ms a connection: ${dials.embedded * 1e3} and ${dials.real * 1e3}`);
  } finally {
    for (const contender of Object.values(contenders)) await contender.stop();
    target.server.close();
  }
});

/** Seconds of processor time for each of what `act` has moved. */
async function cost(contender: Contender, act: () => Promise<number>): Promise<number> {
  const before = contender.cpu();
  const moved = await act();
  return (contender.cpu() - before) / moved;
}

async function cheapest<K extends string>(
  contenders: Record<K, Contender>,
  measure: (contender: Contender) => Promise<number>,
): Promise<Record<K, number>> {
  const least = {} as Record<K, number>;
  for (let round = 0; round < ROUNDS; round += 1)
    for (const name of Object.keys(contenders) as K[])
      least[name] = Math.min(least[name] ?? Infinity, await measure(contenders[name]));
  return least;
}
