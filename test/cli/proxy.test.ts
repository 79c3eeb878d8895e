import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { suite, test } from "node:test";
import type { CliIo } from "../../src/cli/io";
import { main } from "../../src/cli/main";
import { encodeReverseHello, encodeSecured } from "../../src/protocol";

const RHE = encodeReverseHello({ serverUri: "urn:server", endpointUrl: "opc.tcp://server:4840" });

function terminal(cwd: string, stop = new AbortController()) {
  const lines: string[] = [];
  const heard = new PassThrough();
  const take = (line: string) => {
    lines.push(line);
    heard.emit("line", line);
  };
  const sink = () => new PassThrough().on("data", (text: Buffer) => take(text.toString().trimEnd()));
  const io: CliIo = { out: take, err: take, stdout: sink(), stderr: sink(), env: {}, cwd, isTerminal: false, signal: stop.signal };
  const until = async (pattern: RegExp) => {
    const deadline = AbortSignal.timeout(10_000);
    for (;;) {
      const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null);
      if (found) return found;
      await once(heard, "line", { signal: deadline });
    }
  };
  return { io, lines, until, stop };
}

suite("reverse-hello proxy", () => {
  test("cuts the 2nd ReverseHello, prints what happened, records it, and heals at the signal", async () => {
    const folder = mkdtempSync(join(tmpdir(), "proxy-command-"));
    const target = createServer((socket) => socket.on("error", () => undefined).resume()).listen(0, "127.0.0.1");
    await once(target, "listening");
    const { port } = target.address() as AddressInfo;
    const { io, lines, until, stop } = terminal(folder);
    const toxic = "opcua_message/to-client:message=ReverseHello,nth=2,scope=proxy,action=cut,position=inside,bytes=5";
    const argv = ["proxy", "--listen", "127.0.0.1:0", "--upstream", `opc.tcp://127.0.0.1:${port}/UA`, "--seed", "7"];
    const done = main([...argv, "--toxic", toxic, "--record", "rec"], io);
    const listen = Number((await until(/^127\.0\.0\.1:(\d+) \(the server dials here\)/))[1]);
    await until(/seed 7/);
    for (const n of [1, 2]) {
      const socket = connect(listen, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.write(RHE);
      await until(new RegExp(`proxy#${n} to-client RHE`));
      if (n === 1) socket.end();
      socket.resume();
      await once(socket, "close");
    }
    await until(/cut RHE after 5 bytes by FIN/);
    stop.abort();
    assert.equal(await done, 0);
    target.close();
    assert.ok(
      lines.some((line) => line.startsWith("2 connections; messages: RHE 2")),
      lines.slice(-5).join("\n"),
    );
    assert.ok(lines.some((line) => line.includes("all faults removed") && line.includes("--seed 7")));
    await assert.rejects(once(connect(listen, "127.0.0.1"), "connect"), { code: "ECONNREFUSED" });
    const decisions = readFileSync(join(folder, "rec/decisions.ndjson"), "utf8").trim().split("\n");
    const { connection, offset, message, choice } = JSON.parse(decisions[0] ?? "") as Record<string, unknown>;
    assert.deepEqual([decisions.length, connection, offset, message, choice], [1, 2, 5, 1, "cut RHE after 5 bytes by FIN"]);
    assert.match(readFileSync(join(folder, "rec/trace.ndjson"), "utf8"), /"type":"RHE"/);
    assert.equal(readFileSync(join(folder, "rec/wire.pcapng")).readUInt32LE(0), 0x0a0d0d0a);
    rmSync(folder, { recursive: true });
  });

  test("a flood passes whole; it is counted, and its messages are listed by their begin", async () => {
    const folder = mkdtempSync(join(tmpdir(), "proxy-command-"));
    let received = 0;
    const target = createServer((socket) => socket.on("data", (bytes: Buffer) => (received += bytes.length))).listen(
      0,
      "127.0.0.1",
    );
    await once(target, "listening");
    const { port } = target.address() as AddressInfo;
    const { io, lines, until, stop } = terminal(folder);
    const done = main(["proxy", "--listen", "127.0.0.1:0", "--upstream", `127.0.0.1:${port}`, "--record", "rec"], io);
    const listen = Number((await until(/^127\.0\.0\.1:(\d+) \(the server dials here\)/))[1]);
    const chunk = encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(9000, 1) });
    const flood = Buffer.concat([RHE, ...Array<Buffer>(300).fill(chunk)]);
    const socket = connect(listen, "127.0.0.1");
    socket.end(flood);
    socket.resume();
    await once(socket, "close");
    await until(/proxy#1: a flood from the server; its messages are not listed from here on/);
    stop.abort();
    assert.equal(await done, 0);
    target.close();
    assert.equal(received, flood.length);
    assert.ok(lines.some((line) => line.includes("streams that are not listed completely: 1")));
    assert.ok(lines.some((line) => line.includes(`upstream ${flood.length} bytes in, ${flood.length} out`)));
    const [trace, wire] = ["trace.ndjson", "wire.pcapng"].map((name) => readFileSync(join(folder, "rec", name)));
    assert.match(trace?.toString() ?? "", /"type":"MSG"/);
    assert.doesNotMatch(trace?.toString() ?? "", /"reason":"partial"/);
    assert.ok((wire?.length ?? 0) > 300_000 && (wire?.length ?? 0) < 1_200_000, `${wire?.length} bytes of capture`);
    rmSync(folder, { recursive: true });
  });

  test("wrong input: one sentence, exit code 2, nothing started", async () => {
    const both = ["--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:1"];
    const cases: [string[], RegExp][] = [
      [["--listen", "127.0.0.1:0"], /--upstream is missing/],
      [
        ["--listen", "nowhere", "--upstream", "127.0.0.1:1"],
        /--listen <address>' argument 'nowhere' is invalid\. Expected host:port/,
      ],
      [["--toxic", "noop"], /need --listen and --upstream/],
      [[...both, "--toxic", "latncy"], /invalid toxic type: got "latncy", known are bandwidth/],
      [[...both, "--toxic", "latency:latency=soon"], /attribute latency of latency: expected a number, got "soon"/],
      [[...both, "--toxic", "latency/sideways"], /stream was invalid/],
      [[...both, "--toxic", "latency@2x"], /expected TYPE/],
      [[...both, "--connect", "refuse:nth=2"], /refuse means that nobody listens/],
      [[...both, "--seed", ""], /--seed <text>' argument '' is invalid\. Expected a text/],
      [
        [...both, "--api-port", "99999"],
        /--api-port <port>' argument '99999' is invalid\. Expected a whole number from 0 to 65535/,
      ],
      [[...both, "--dialer", "me"], /--dialer <role>' argument 'me' is invalid\. Allowed choices are server, client/],
    ];
    for (const [args, expected] of cases) {
      const { io, lines } = terminal(tmpdir());
      assert.equal(await main(["proxy", ...args], io), 2, args.join(" "));
      assert.equal(lines.filter((line) => !line.startsWith("(add --help")).length, 1, lines.join("\n"));
      assert.match(lines[0] ?? "", expected);
    }
  });

  test("a port that is taken: one sentence, exit code 3", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const { io, lines } = terminal(tmpdir());
    assert.equal(await main(["proxy", "--listen", `127.0.0.1:${port}`, "--upstream", "127.0.0.1:1"], io), 3);
    assert.match(lines[0] ?? "", /--listen: listen tcp 127\.0\.0\.1:\d+: bind: address already in use/);
    taken.close();
  });
});
