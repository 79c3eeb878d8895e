import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { suite, test } from "node:test";
import type { ConnectRule } from "../../src/proxy";
import { Bench } from "./support";

/** How a dial ends for the dialer: refused, rst, fin, or open (the target's first byte came). */
async function outcome(bench: Bench): Promise<string> {
  bench.greeting = "y";
  try {
    const dialer = await bench.dial();
    await dialer.until("something", () => dialer.ended !== undefined || dialer.bytes.length > 0);
    return dialer.ended ?? "open";
  } catch (error) {
    // An RST may come before the dialer's own connect is reported.
    const outcomes: Record<string, string> = { ECONNREFUSED: "refused", ECONNRESET: "rst" };
    return outcomes[(error as NodeJS.ErrnoException).code ?? ""] ?? String(error);
  }
}

suite("connections", () => {
  test("refuse is a closed port; live connections stay; lifted, the same port is open again", async () => {
    await using bench = await Bench.start();
    const { port } = bench.proxy;
    const [dialer, target] = await bench.pair();
    await bench.proxy.setConnect([{ mode: "refuse" }]);
    assert.equal(await outcome(bench), "refused");
    dialer.send("still");
    await target.receives(5);
    await bench.proxy.setConnect([]);
    assert.equal(bench.proxy.port, port);
    assert.equal(await outcome(bench), "open");
  });

  test("n-th and every n-th connection are turned away by FIN or RST, the others pass", async () => {
    await using bench = await Bench.start();
    const rules: ConnectRule[] = [
      { mode: "accept_rst", nth: 2 },
      { mode: "accept_fin", every: 3 },
    ];
    await bench.proxy.setConnect(rules);
    const seen = [];
    for (let n = 0; n < 6; n++) seen.push(await outcome(bench));
    assert.deepEqual(seen, ["open", "rst", "fin", "open", "open", "fin"]);
    assert.equal(bench.targets.length, 3);
  });

  test("a rule with a count turns away only the first so many of its connections", async () => {
    await using bench = await Bench.start();
    await bench.proxy.setConnect([{ mode: "accept_rst", every: 2, count: 1 }]);
    const seen = [];
    for (let n = 0; n < 4; n++) seen.push(await outcome(bench));
    assert.deepEqual(seen, ["open", "rst", "open", "open"]);
  });

  test("accept_hold: the dialer is heard and never answered, the target never dialed", async () => {
    await using bench = await Bench.start();
    await bench.proxy.setConnect([{ mode: "accept_hold" }]);
    const dialer = await bench.dial();
    dialer.send("GET /");
    await bench.trace.waitFor("the bytes", (event) => event.kind === "bytes", { within: 5000 });
    assert.equal(dialer.ended, undefined);
    assert.equal(bench.targets.length, 0);
    assert.equal(bench.proxy.connections, 1);
    await bench.proxy.disable();
    assert.equal(await dialer.ends(), "fin");
  });

  test("dial_delay: the target hears of it after the time, and nothing is lost", async () => {
    await using bench = await Bench.start();
    await bench.proxy.setConnect([{ mode: "dial_delay", delay: 100 }]);
    const start = performance.now();
    const dialer = await bench.dial();
    assert.ok(performance.now() - start < 90);
    dialer.send("early");
    await once(bench.listener, "peer");
    assert.ok(performance.now() - start >= 99);
    await bench.targets[0]?.receives(5);
  });

  test("a chance is drawn per connection, by the seed", async () => {
    const run = async (seed: string) => {
      await using bench = await Bench.start({ seed });
      await bench.proxy.setConnect([{ mode: "accept_rst", probability: 0.5 }]);
      const seen = [];
      for (let n = 0; n < 12; n++) seen.push(await outcome(bench));
      return seen.join(" ");
    };
    const first = await run("one");
    assert.match(first, /rst/);
    assert.match(first, /open/);
    assert.equal(await run("one"), first);
    assert.notEqual(await run("two"), first);
  });

  test("a target that is down: the dialer is reset, and the trace says who refused", async () => {
    await using bench = await Bench.start();
    bench.listener.close();
    assert.equal(await outcome(bench), "rst");
    const refused = bench.trace.events.filter((event) => event.kind === "connection" && event.phase === "refused");
    assert.equal(refused.length, 1);
    assert.equal(refused[0]?.kind === "connection" && refused[0].detail, "ECONNREFUSED");
  });

  test("a half-close goes through and the answer comes back; with `full` it ends both sides", async () => {
    for (const [halfClose, answer] of [
      ["propagate", "answer"],
      ["full", ""],
    ] as const) {
      await using bench = await Bench.start({ halfClose });
      const [dialer, target] = await bench.pair();
      dialer.send("question");
      dialer.socket.end();
      assert.equal(await target.ends(), "fin");
      target.send("answer");
      target.socket.end();
      assert.equal(await dialer.ends(), "fin");
      assert.equal(dialer.text, answer, halfClose);
    }
  });

  test("an RST goes through behind the data that came before it", async () => {
    await using bench = await Bench.start();
    const [dialer, target] = await bench.pair();
    dialer.send("last words");
    await target.receives(10);
    dialer.socket.resetAndDestroy();
    assert.equal(await target.ends(), "rst");
    const ends = bench.trace.events.flatMap((event) =>
      event.kind === "connection" && event.how ? [`${event.side} ${event.phase} ${event.how}`] : [],
    );
    assert.deepEqual(ends, ["server peer-closed rst", "client closed rst"]);
  });

  test("the trace has both sides of a connection, in order", async () => {
    await using bench = await Bench.start();
    const [dialer, target] = await bench.pair();
    dialer.socket.end();
    await target.ends();
    target.socket.end();
    await dialer.ends();
    const phases = bench.trace.events.flatMap((event) =>
      event.kind === "connection" ? [`${event.side} ${event.phase} ${event.how ?? ""}`.trim()] : [],
    );
    assert.deepEqual(phases, [
      "server opened",
      "client opened",
      "server peer-closed fin",
      "client closed fin",
      "client peer-closed fin",
      "server closed fin",
    ]);
  });

  test("stop ends everything within a second, whatever is open, and twice is fine", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic({ name: "l", type: "latency", stream: "upstream", attributes: { latency: 60_000 } });
    bench.proxy.addToxic({ name: "r", type: "reset_peer", stream: "downstream", attributes: { timeout: 60_000 } });
    const pairs = [await bench.pair(), await bench.pair()];
    for (const [dialer, target] of pairs) {
      dialer.send("x");
      target.send("y");
      target.socket.pause();
    }
    const idle = connect(Number(new URL(bench.server.url).port), "127.0.0.1");
    await once(idle, "connect");
    idle.on("error", () => undefined);
    idle.unref();
    const start = performance.now();
    await bench.server.stop();
    await bench.server.stop();
    assert.ok(performance.now() - start < 1000, `${performance.now() - start} ms`);
    assert.equal(bench.proxy.connections, 0);
    await assert.rejects(fetch(bench.server.url));
  });
});
