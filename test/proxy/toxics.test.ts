import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Bench, pattern } from "./support";

const GRAIN = 1;

suite("byte toxics", () => {
  test("a reader that stops and goes gets every byte in its place, with and without toxics", async () => {
    const all = pattern(12_000_000);
    for (const types of [[], ["latency"], ["slicer", "noop"], ["opcua_message"]]) {
      await using bench = await Bench.start({ observe: () => undefined });
      const attributes: Record<string, object> = {
        slicer: { average_size: 30_000, size_variation: 9000 },
        latency: { latency: 2 },
      };
      for (const type of types) bench.proxy.addToxic({ type, stream: "upstream", attributes: { ...attributes[type] } });
      const [dialer, target] = await bench.pair();
      const { socket } = target;
      let pauses = 0;
      socket.on("data", () => {
        if (pauses++ % 7 !== 0) return;
        socket.pause();
        setTimeout(() => socket.resume(), 1);
      });
      for (let at = 0; at < all.length; at += 100_001) dialer.send(all.subarray(at, at + 100_001));
      assert.ok((await target.receives(all.length, 20_000)).equals(all), types.join());
    }
  });

  test("corrupt: flips the bytes at its offset, and again every so many", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic({
      name: "c",
      type: "corrupt",
      stream: "upstream",
      attributes: { offset: 5, length: 2, every: 100, xor: 1 },
    });
    const [dialer, target] = await bench.pair();
    const expected = pattern(250);
    for (const at of [5, 6, 105, 106, 205, 206]) expected[at] = (expected[at] ?? 0) ^ 1;
    dialer.send(pattern(250).subarray(0, 106));
    await target.receives(106);
    dialer.send(pattern(250).subarray(106));
    assert.deepEqual(await target.receives(250), expected);
    assert.deepEqual(
      bench.server.proxies.decisions.sorted.map(({ offset, choice }) => [offset, choice]),
      [
        [5, "corrupt"],
        [105, "corrupt"],
        [205, "corrupt"],
      ],
    );
    const marked = bench.recorder.segments.filter(
      (segment) => segment.side === "client" && segment.faults?.includes("c: corrupted"),
    );
    assert.ok(marked.length > 0);
  });

  test("blackhole discard: nothing comes through, not even a close; lifted, the connection goes on", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic({ name: "hole", type: "blackhole", stream: "upstream", attributes: { after_bytes: 3 } });
    const [dialer, target] = await bench.pair();
    dialer.send("abcdef");
    await bench.trace.waitFor("discard", (event) => event.kind === "fault" && event.choice === "discard", { within: 5000 });
    target.send("the other way is open");
    await dialer.receives(21);
    assert.equal(target.text, "abc");
    bench.proxy.removeToxic("hole");
    dialer.send("ghi");
    await target.receives(6);
    assert.equal(target.text, "abcghi");
    assert.equal(target.ended, undefined);
  });

  test("blackhole swallows a close, and hands it on when lifted", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic({ name: "hole", type: "blackhole", stream: "upstream", attributes: { mode: "stall" } });
    const [dialer, target] = await bench.pair();
    dialer.send("late");
    dialer.socket.end();
    await bench.trace.waitFor("swallow", (event) => event.kind === "fault" && event.choice === "swallow the close", {
      within: 5000,
    });
    assert.deepEqual([target.text, target.ended], ["", undefined]);
    bench.proxy.removeToxic("hole");
    assert.equal(await target.ends(), "fin");
    assert.equal(target.text, "late");
  });

  test("blackhole with lift close ends the connection", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic({ name: "hole", type: "blackhole", stream: "upstream", attributes: { lift: "close" } });
    const [dialer, target] = await bench.pair();
    dialer.send("lost");
    await bench.trace.waitFor("discard", (event) => event.kind === "fault" && event.choice === "discard", { within: 5000 });
    bench.proxy.removeToxic("hole");
    assert.equal(await target.ends(), "fin");
    assert.equal(target.text, "");
  });

  test("idle_drop: passes while bytes come in time, then loses what comes late and all behind it; lifted, it goes on", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic({ name: "nat", type: "idle_drop", stream: "upstream", attributes: { idle: 60_000 } });
    const [dialer, target] = await bench.pair();
    dialer.send("in time");
    await target.receives(7);
    // Any time at all is longer than that.
    bench.proxy.updateToxic("nat", { attributes: { idle: 1 } });
    await bench.trace.until(bench.trace.now() + 2);
    dialer.send("late");
    const discarded = { within: 5000 };
    await bench.trace.waitFor("discard", (event) => event.kind === "fault" && event.choice === "discard", discarded);
    target.send("the other way is open");
    await dialer.receives(21);
    assert.equal(target.text, "in time");
    bench.proxy.removeToxic("nat");
    dialer.send(", again");
    await target.receives(14);
    assert.equal(target.text, "in time, again");
  });

  test("idle_drop with rst: what comes late is answered by a reset on both sides", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic({ name: "nat", type: "idle_drop", stream: "upstream", attributes: { idle: 60_000, mode: "rst" } });
    const [dialer, target] = await bench.pair();
    dialer.send("in time");
    await target.receives(7);
    bench.proxy.updateToxic("nat", { attributes: { idle: 1 } });
    await bench.trace.until(bench.trace.now() + 2);
    dialer.send("late");
    assert.deepEqual(await Promise.all([dialer.ends(), target.ends()]), ["rst", "rst"]);
    assert.equal(target.text, "in time");
  });

  test("slicer with its defaults passes whole; a variation above the average is clamped", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic({ name: "s", type: "slicer", stream: "upstream" });
    const [dialer, target] = await bench.pair();
    dialer.send(pattern(100));
    assert.deepEqual(await target.receives(100), pattern(100));
    bench.proxy.updateToxic("s", { attributes: { average_size: 3, size_variation: 50 } });
    dialer.send(pattern(100));
    assert.deepEqual(await target.receives(200), Buffer.concat([pattern(100), pattern(100)]));
  });

  test("close_after: ends the connection after its time, data or not, by FIN or RST", async () => {
    for (const how of ["fin", "rst"] as const) {
      await using bench = await Bench.start();
      bench.proxy.addToxic({ name: "limit", type: "close_after", stream: "upstream", attributes: { delay: 100, how } });
      const start = performance.now();
      const [dialer, target] = await bench.pair();
      dialer.send("data");
      await target.receives(4);
      assert.equal(await target.ends(), how);
      assert.equal(await dialer.ends(), how);
      assert.ok(performance.now() - start >= 100 - GRAIN);
    }
  });

  test("half_close: a FIN for the receiver, and answers still come back", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic({ name: "half", type: "half_close", stream: "upstream", attributes: { after_bytes: 4 } });
    const [dialer, target] = await bench.pair();
    dialer.send("abcdef");
    assert.equal(await target.ends(), "fin");
    assert.equal(target.text, "abcd");
    target.send("answer");
    await dialer.receives(6);
    assert.equal(dialer.ended, undefined);
    target.socket.end();
    assert.equal(await dialer.ends(), "fin");
  });

  test("packet_loss takes whole packets of 1460 bytes, by the seed", async () => {
    const run = async () => {
      await using bench = await Bench.start();
      bench.proxy.addToxic({ name: "loss", type: "packet_loss", stream: "upstream", attributes: { loss_rate: 0.4 } });
      const [dialer, target] = await bench.pair();
      dialer.send(pattern(14_600));
      dialer.socket.end();
      await target.ends();
      return { bytes: target.bytes, faults: bench.faults("loss") };
    };
    const { bytes, faults } = await run();
    assert.equal(faults.length, 10);
    const kept = faults.flatMap((choice, index) =>
      choice === "pass packet" ? [pattern(14_600).subarray(index * 1460, (index + 1) * 1460)] : [],
    );
    assert.ok(kept.length > 0 && kept.length < 10, `${kept.length} kept`);
    assert.deepEqual(bytes, Buffer.concat(kept));
    assert.deepEqual((await run()).faults, faults);
  });

  test("reset_peer immediate resets a silent connection at once, also when removed right after", async () => {
    await using bench = await Bench.start();
    const [dialer, target] = await bench.pair();
    dialer.send("x");
    await target.receives(1);
    bench.proxy.addToxic({ name: "now", type: "reset_peer", stream: "upstream", attributes: { immediate: true } });
    bench.proxy.removeToxic("now");
    assert.equal(await dialer.ends(), "rst");
    assert.equal(await target.ends(), "rst");
  });

  test("latency keeps jitter in its bounds, and a stalled reader does not stall the API", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic({ name: "slow", type: "latency", stream: "upstream", attributes: { latency: 40, jitter: 20 } });
    const [dialer, target] = await bench.pair();
    const start = performance.now();
    dialer.send("x");
    await target.receives(1);
    assert.ok((target.chunks[0]?.t ?? 0) - start >= 20 - GRAIN);
    target.socket.pause();
    for (let n = 0; n < 50; n++) dialer.socket.write(pattern(100_000));
    const asked = performance.now();
    for (let n = 0; n < 20; n++) {
      const answer = await fetch(`${bench.server.url}/proxies/link/toxics`, {
        method: "POST",
        body: JSON.stringify({ name: `t${n}`, type: "latency", attributes: { latency: 1 }, stream: "upstream" }),
      });
      assert.equal(answer.status, 200);
    }
    const answer = await fetch(`${bench.server.url}/proxies/link/toxics/slow`, { method: "DELETE" });
    assert.equal(answer.status, 204);
    assert.ok(performance.now() - asked < 3000, "21 API calls beside a stalled connection");
    target.socket.resume();
    await target.receives(5_000_001, 20_000);
  });
});
