import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { pattern } from "../support";
import { Line } from "./line";
import { KINDS, startApi, whyNot, type ApiUnderTest } from "./servers";

/** Lower bounds are exact save for the clocks' grain; upper bounds are generous, for busy machines. */
const GRAIN = 2;

/** The same demands on bytes and times, on both servers. What differs is in differences.test.ts, by name. */
for (const kind of KINDS) {
  suite(`Toxiproxy's toxics, ${kind}`, { skip: whyNot(kind), concurrency: false }, () => {
    let api: ApiUnderTest;
    let lines = 0;
    before(async () => (api = await startApi(kind)));
    after(() => api.stop());
    const open = () => Line.open(api, `line${++lines}`);

    test("without toxics every byte passes, both ways, and a FIN ends both sides", async () => {
      await using line = await open();
      const [dialer, target] = await line.pair();
      const up = pattern(300_000);
      const down = Buffer.from(pattern(200_000).reverse());
      dialer.send(up);
      target.send(down);
      assert.deepEqual(await target.receives(up.length), up);
      assert.deepEqual(await dialer.receives(down.length), down);
      dialer.socket.end();
      assert.equal(await target.ends(), "fin");
      assert.equal(await dialer.ends(), "fin");
    });

    test("noop changes nothing", async () => {
      await using line = await open();
      await line.toxic("noop", "upstream", {});
      const [dialer, target] = await line.pair();
      dialer.send(pattern(50_000));
      assert.deepEqual(await target.receives(50_000), pattern(50_000));
    });

    test("latency delays one direction; two add up", async () => {
      await using line = await open();
      await line.toxic("latency", "upstream", { latency: 60 });
      await line.toxic("latency", "upstream", { latency: 50 }, { name: "second" });
      const [dialer, target] = await line.pair();
      const start = performance.now();
      target.send("down");
      dialer.send("up");
      await dialer.receives(4);
      await target.receives(2);
      assert.ok(elapsed(target, start) >= 110 - GRAIN, `${elapsed(target, start)} ms`);
      assert.ok(elapsed(dialer, start) < 100, `the other way took ${elapsed(dialer, start)} ms`);
    });

    test("latency: an update releases what waits at once, and holds for what comes later", async () => {
      await using line = await open();
      await line.toxic("latency", "upstream", { latency: 60_000 });
      const [dialer, target] = await line.pair();
      dialer.send("first");
      await passes(line);
      await line.change("latency", { latency: 80 });
      await target.receives(5);
      const start = performance.now();
      dialer.send("later");
      await target.receives(10);
      assert.ok(elapsed(target, start) >= 80 - GRAIN, `${elapsed(target, start)} ms`);
      assert.equal(target.text, "firstlater");
    });

    test("latency: removal lets everything go, in order", async () => {
      await using line = await open();
      await line.toxic("latency", "upstream", { latency: 60_000 });
      const [dialer, target] = await line.pair();
      for (const part of ["a", "b", "c"]) {
        dialer.send(part);
        await passes(line);
      }
      assert.equal(target.text, "");
      await line.remove("latency");
      await target.receives(3);
      assert.equal(target.text, "abc");
    });

    test("bandwidth: 30 000 bytes at 100 KB/s take 300 ms, in pieces; nothing is lost", async () => {
      await using line = await open();
      await line.toxic("bandwidth", "upstream", { rate: 100 });
      const [dialer, target] = await line.pair();
      const start = performance.now();
      dialer.send(pattern(30_000));
      assert.deepEqual(await target.receives(30_000), pattern(30_000));
      assert.ok(elapsed(target, start) >= 300 - GRAIN, `${elapsed(target, start)} ms`);
      assert.ok(target.chunks.length >= 3, `${target.chunks.length} pieces`);
    });

    test("bandwidth 0 stalls; removal lets it go", async () => {
      await using line = await open();
      await line.toxic("bandwidth", "upstream", { rate: 0 });
      const [dialer, target] = await line.pair();
      dialer.send("held");
      await passes(line);
      assert.equal(target.text, "");
      await line.remove("bandwidth");
      await target.receives(4);
      assert.equal(target.text, "held");
    });

    test("slow_close: data passes at once, the close comes late", async () => {
      await using line = await open();
      await line.toxic("slow_close", "upstream", { delay: 120 });
      const [dialer, target] = await line.pair();
      const start = performance.now();
      dialer.send("data");
      dialer.socket.end();
      await target.receives(4);
      assert.equal(target.ended, undefined);
      assert.equal(await target.ends(), "fin");
      assert.ok(performance.now() - start >= 120 - GRAIN);
    });

    test("timeout: nothing passes, and the connection is closed after the time without data", async () => {
      await using line = await open();
      const [dialer, target] = await line.pair();
      const start = performance.now();
      await line.toxic("timeout", "upstream", { timeout: 150 });
      dialer.send("lost");
      assert.equal(await target.ends(), "fin");
      assert.ok(performance.now() - start >= 150 - GRAIN);
      assert.equal(target.text, "");
      await dialer.ends();
    });

    test("timeout 0: nothing passes until the removal, which closes", async () => {
      await using line = await open();
      await line.toxic("timeout", "upstream", { timeout: 0 });
      const [dialer, target] = await line.pair();
      dialer.send("lost");
      await passes(line);
      assert.deepEqual([target.text, target.ended], ["", undefined]);
      await line.remove("timeout");
      assert.equal(await target.ends(), "fin");
      assert.equal(target.text, "");
    });

    test("reset_peer: resets after the first data and the time", async () => {
      await using line = await open();
      await line.toxic("reset_peer", "upstream", { timeout: 100 });
      const [dialer, target] = await line.pair();
      assert.equal(dialer.ended, undefined);
      const start = performance.now();
      dialer.send("x");
      assert.equal(await dialer.ends(), "rst");
      assert.ok(performance.now() - start >= 100 - GRAIN);
      assert.equal(await target.ends(), "rst");
      assert.equal(target.text, "");
    });

    test("slicer: the same bytes, in small pieces, with a pause behind each", async () => {
      await using line = await open();
      await line.toxic("slicer", "upstream", { average_size: 10, size_variation: 0, delay: 5000 });
      const [dialer, target] = await line.pair();
      const start = performance.now();
      dialer.send(pattern(80));
      assert.deepEqual(await target.receives(80), pattern(80));
      assert.ok(elapsed(target, start) >= 7 * 5 - GRAIN, `${elapsed(target, start)} ms`);
      assert.ok(target.chunks[0] && target.chunks[0].bytes.length <= 20, `first piece of ${target.chunks[0]?.bytes.length} bytes`);
    });

    test("limit_data: exactly so many bytes, then a close; counted per connection", async () => {
      await using line = await open();
      await line.toxic("limit_data", "upstream", { bytes: 70 });
      for (let round = 0; round < 2; round++) {
        const [dialer, target] = await line.pair();
        dialer.send(pattern(60));
        await target.receives(60);
        dialer.send(pattern(40));
        assert.equal(await target.ends(), "fin");
        assert.deepEqual(target.bytes, Buffer.concat([pattern(60), pattern(40).subarray(0, 10)]));
        await dialer.ends();
      }
    });

    test("limit_data 0: closes at the first byte and passes none", async () => {
      await using line = await open();
      await line.toxic("limit_data", "downstream", { bytes: 0 });
      const [dialer, target] = await line.pair();
      target.send("x");
      await dialer.ends();
      assert.equal(dialer.text, "");
    });

    test("toxicity 0 spares every connection, a share some", async () => {
      await using line = await open();
      await line.toxic("limit_data", "upstream", { bytes: 0 }, { toxicity: 0 });
      const [dialer, target] = await line.pair();
      dialer.send("x");
      await target.receives(1);
      await line.remove("limit_data");
      await line.toxic("limit_data", "upstream", { bytes: 0 }, { toxicity: 0.5 });
      let cut = 0;
      const rounds = 60;
      for (let round = 0; round < rounds; round++) {
        const [one, other] = await line.pair();
        one.send("x");
        await other.until("a byte or the end", () => other.bytes.length > 0 || other.ended !== undefined);
        cut += other.bytes.length === 0 ? 1 : 0;
        one.socket.destroy();
      }
      // 60 fair coins leave 12 to 48 in all but one of a million runs.
      assert.ok(cut >= 12 && cut <= 48, `${cut} of ${rounds}`);
    });

    test("no byte is lost or reordered while toxics come and go", async () => {
      await using line = await open();
      const [dialer, target] = await line.pair();
      const all = pattern(2_000_000);
      const pump = async () => {
        for (let at = 0; at < all.length; at += 10_000) {
          if (!dialer.socket.write(all.subarray(at, at + 10_000)))
            await new Promise((resolve) => dialer.socket.once("drain", resolve));
          await new Promise((resolve) => setImmediate(resolve));
        }
      };
      const flap = async () => {
        for (let round = 0; round < 10; round++) {
          await line.toxic("latency", "upstream", { latency: 3 });
          await line.toxic("slicer", "upstream", { average_size: 5000, size_variation: 100 });
          await line.change("latency", { latency: 1 });
          await line.remove("latency");
          await line.remove("slicer");
        }
      };
      await Promise.all([pump(), flap()]);
      assert.ok((await target.receives(all.length, 20_000)).equals(all));
    });

    test("disabling closes what is open and refuses; enabling takes connections again", async () => {
      await using line = await open();
      const [dialer, target] = await line.pair();
      await line.update({ enabled: false });
      await dialer.ends();
      await target.ends();
      await assert.rejects(line.dial(), { code: "ECONNREFUSED" });
      await line.update({ enabled: true });
      const [again, other] = await line.pair();
      again.send("x");
      await other.receives(1);
    });
  });
}

/** ms from `start` to the last bytes. */
function elapsed(peer: { readonly chunks: readonly { readonly t: number }[] }, start: number): number {
  return (peer.chunks.at(-1)?.t ?? 0) - start;
}

/** Lets another connection pass the proxy: what was sent before has arrived there. */
async function passes(line: Line): Promise<void> {
  const [one, other] = await line.pair();
  other.send("x");
  await one.receives(1);
  one.socket.destroy();
}
