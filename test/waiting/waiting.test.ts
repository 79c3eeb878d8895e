import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:net";
import { suite, test } from "node:test";
import { hostPort, listen } from "../../src/sockets";
import { after, Bell, raceAbort, waitFor } from "../../src/waiting";

suite("waiting", () => {
  test("what is found ends the listening, and so do the limit and the signal", async () => {
    const source = new EventEmitter();
    const hear = (found: (word: string) => void) => {
      source.on("word", found);
      return () => source.off("word", found);
    };
    const heard = waitFor(hear, Infinity);
    source.emit("word", "hello");
    assert.equal(await heard, "hello");
    assert.equal(await waitFor(hear, 5), undefined);
    const stop = new AbortController();
    const stopped = waitFor(hear, Infinity, stop.signal);
    stop.abort(new Error("stopped"));
    await assert.rejects(stopped, { message: "stopped" });
    await assert.rejects(waitFor(hear, Infinity, stop.signal), { message: "stopped" });
    assert.equal(source.listenerCount("word"), 0);
  });

  test("what is found while the listening begins is found", async () => {
    let ends = 0;
    const at = (found: (word: string) => void) => (found("at once"), () => (ends += 1));
    assert.equal(await waitFor(at, 1000), "at once");
    assert.equal(ends, 1);
  });

  test("a promise against a signal", async () => {
    const stop = new AbortController();
    assert.equal(await raceAbort(Promise.resolve(1), stop.signal), 1);
    await assert.rejects(raceAbort(Promise.reject(new Error("failed")), stop.signal), { message: "failed" });
    const never = raceAbort(new Promise(() => undefined), stop.signal);
    stop.abort(new Error("stopped"));
    await assert.rejects(never, { message: "stopped" });
  });

  test("a bell wakes all who wait, and each looks for itself", async () => {
    const bell = new Bell();
    const came: string[] = [];
    const find = (word: string) => bell.until(() => came.find((one) => one === word), 1000);
    const both = [find("a"), find("b")];
    for (const word of ["x", "b", "a"]) {
      came.push(word);
      bell.ring();
    }
    assert.deepEqual(await Promise.all(both), ["a", "b"]);
    assert.equal(await find("x"), "x");
    assert.equal(await bell.until(() => undefined, 1), undefined);
  });

  test("a limit that is longer than a timer runs never rings", () => {
    assert.equal(
      after(Infinity, () => assert.fail("rang")),
      undefined,
    );
    assert.equal(
      after(2 ** 31, () => assert.fail("rang")),
      undefined,
    );
  });

  test("listening resolves with the address and rejects with the system's error", async () => {
    const [first, second] = [createServer(), createServer()];
    const { port } = await listen(first, { host: "127.0.0.1", port: 0 });
    await assert.rejects(listen(second, { host: "127.0.0.1", port }), { code: "EADDRINUSE" });
    await once(first.close(), "close");
    assert.equal(hostPort("::1", 4840), "[::1]:4840");
  });
});

test("a promise that rejects behind an abort that came first is heard: nobody else would", async () => {
  const heard: unknown[] = [];
  const listen = (reason: unknown) => heard.push(reason);
  process.on("unhandledRejection", listen);
  try {
    await assert.rejects(raceAbort(Promise.reject(new Error("late")), AbortSignal.abort(new Error("first"))), /first/);
    await new Promise(setImmediate);
  } finally {
    process.off("unhandledRejection", listen);
  }
  assert.deepEqual(heard, []);
});
