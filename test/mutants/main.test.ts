import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { RawListener, type RawConnection } from "../../simulators/raw";
import type { ModuleIo } from "../../src/suite/sut";
import { main } from "../../src/mutants/main";

/** Generous upper bound for a server to start and dial, in ms. */
const WITHIN = 20_000;

function io(signal: AbortSignal): ModuleIo {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  stdout.resume();
  stderr.resume();
  return { out: () => undefined, err: () => undefined, stdout, stderr, env: {}, cwd: process.cwd(), isTerminal: false, signal };
}

describe("command line of a mutant", () => {
  it("runs simulate server with the mutant put in", async () => {
    const stop = new AbortController();
    let connected: (connection: RawConnection) => void = () => undefined;
    const dialed = new Promise<RawConnection>((resolve) => (connected = resolve));
    await using listener = await new RawListener({ onConnection: (connection) => connected(connection) }).start();
    const exit = main(
      ["padded-reverse-hello", "server", "--reverse-connect", listener.url, "--host", "127.0.0.1", "--log-format", "json"],
      io(stop.signal),
    );
    const { trailing } = await (
      await Promise.race([dialed, exit.then(() => Promise.reject(new Error("it ended")))])
    ).message("RHE", WITHIN);
    assert.equal(trailing.length, 16);
    stop.abort();
    assert.equal(await exit, 0);
  });

  it("refuses a name that no mutant has", async () => {
    await assert.rejects(main(["well-behaved", "server"], io(AbortSignal.abort())), /there is no mutant well-behaved/);
  });

  it("refuses a wrong flag as the real command does", async () => {
    for (const words of [["--port", "x"], ["--bogus"]])
      assert.notEqual(await main(["two-waiting", "server", ...words], io(AbortSignal.abort())), 0);
  });
});
