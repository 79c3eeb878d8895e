import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { after, before, describe, it } from "node:test";
import { RawDialer, RawListener } from "../../simulators/raw";
import { main } from "../../src/cli/main";
import { allocatePort } from "../../src/suite/sut";
import { encodeAcknowledge, encodeError, encodeHello, encodeReverseHello } from "../../src/protocol";

/** Ports of this file; the numbers of Cucumber's workers are lower. */
const RANGE = 51;

describe("reverse-hello doctor", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "reverse-hello-doctor-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Runs it; `onLine` hears each line as it comes. */
  async function doctor(
    argv: readonly string[],
    onLine: (line: string) => void = () => undefined,
    signal = new AbortController().signal,
  ) {
    const lines: string[] = [];
    const errors: string[] = [];
    const out = (line: string) => {
      lines.push(line);
      onLine(line);
    };
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
    streams.stderr.on("data", (text: Buffer) => errors.push(text.toString()));
    const env = { PATH: process.env["PATH"] ?? "", REVERSE_HELLO_PKI: join(folder, "pki") };
    const io = { out, err: (line: string) => void errors.push(line), ...streams, env, cwd: process.cwd(), isTerminal: false };
    const code = await main(["doctor", ...argv], { ...io, signal });
    return { code, text: lines.join("\n"), errors: errors.join("\n") };
  }

  /** A server that dials as soon as the doctor listens, and says one thing. */
  async function dialed(bytes: Buffer, ...argv: readonly string[]) {
    const port = await allocatePort(RANGE);
    const dialer = new RawDialer({ host: "127.0.0.1", port });
    const dial = async () => (await dialer.dial()).send(bytes);
    const url = `opc.tcp://127.0.0.1:${port}`;
    const result = await doctor(["--role", "server", "--url", url, "--patience", "20s", ...argv], (line) => {
      if (line.includes("listening on")) void dial();
    });
    dialer.stop();
    return result;
  }

  it("without a role and without an address: exit code 2", async () => {
    assert.deepEqual(await doctor([]).then(({ code, errors }) => [code, /--role server or --role client/.test(errors)]), [2, true]);
    assert.deepEqual(await doctor(["--role", "server"]).then(({ code, errors }) => [code, /give --url/.test(errors)]), [2, true]);
    const tail = await doctor(["--role", "server", "--url", "opc.tcp://127.0.0.1:4840x"]);
    assert.deepEqual([tail.code, /4840x: there is no port number after the host/.test(tail.errors)], [2, true]);
    const patience = await doctor(["--role", "server", "--url", "opc.tcp://127.0.0.1:1", "--patience", "soon"]);
    assert.deepEqual([patience.code, patience.errors.includes("--patience")], [2, true]);
  });

  it("nobody connects", async () => {
    const url = `opc.tcp://127.0.0.1:${await allocatePort(RANGE)}`;
    const { code, text } = await doctor(["--role", "server", "--url", url, "--patience", "100ms"]);
    assert.equal(code, 1);
    assert.match(text, /ok {4}listening on .*\n\.\.\. {3}waiting for the server to connect, up to 1 s\nBAD {3}nobody connected/);
    assert.match(text, /-> check that the server runs, that this URL is among its reverse-connect clients/);
  });

  it("stopped while it waits: no finding, exit code 3", async () => {
    const url = `opc.tcp://127.0.0.1:${await allocatePort(RANGE)}`;
    const stop = new AbortController();
    const onLine = (line: string) => line.includes("waiting for") && stop.abort(new Error("stopped by SIGTERM"));
    const { code, text, errors } = await doctor(["--role", "server", "--url", url, "--patience", "60s"], onLine, stop.signal);
    assert.deepEqual([code, errors], [3, "reverse-hello: stopped by SIGTERM"]);
    assert.doesNotMatch(text, /BAD|wrong/);
  });

  it("somebody listens there already", async () => {
    await using other = await new RawListener().start();
    const { code, text } = await doctor(["--role", "server", "--url", other.url]);
    assert.equal(code, 1);
    assert.match(text, /cannot listen on .* \(EADDRINUSE\)\n +-> another program already listens there/);
  });

  it("an ordinary client dials", async () => {
    const { code, text } = await dialed(encodeHello({ endpointUrl: "opc.tcp://127.0.0.1:4840" }));
    assert.equal(code, 1);
    assert.match(text, /the first message is HEL, not ReverseHello\n +-> the peer is a client that dials/);
  });

  it("a ReverseHello from which nobody can go on", async () => {
    const message = encodeReverseHello({ serverUri: null, endpointUrl: "http://server/" });
    const { code, text } = await dialed(message, "--server-uri", "urn:mine");
    assert.equal(code, 1);
    assert.match(text, /BAD {3}ServerUri is null/);
    assert.match(text, /BAD {3}ServerUri is not the expected "urn:mine"/);
    assert.match(text, /BAD {3}EndpointUrl http:\/\/server\/ is not an opc\.tcp:\/\/ URL/);
    assert.match(text, /3 things are wrong/);
  });

  it("the built-in server is healthy", async () => {
    const { code, text } = await doctor([resolve("fixtures/suts/reference-server.yaml")]);
    assert.equal(code, 0, text);
    assert.match(text, /GetEndpoints: \d+ endpoints, policies None, /);
    assert.match(text, /the server keeps a connection waiting beside the one in use/);
  });

  it("a server without a ready line has its time to start", async () => {
    const file = join(folder, "slow.yaml");
    const start = `{ command: [node, -e, "setInterval(() => 0, 1000)", "{clientUrl}"], readyTimeout: 20s }`;
    await writeFile(file, `name: slow\nrole: server\nstart: ${start}\ntiming: { redial: 1s, tolerance: 1s }\n`);
    const over = new AbortController();
    const { text } = await doctor([file], (line) => line.includes("to connect") && over.abort(), over.signal);
    assert.match(text, /waiting for the server to connect, up to 23 s/);
  });

  it("no client listens", async () => {
    const url = `opc.tcp://127.0.0.1:${await allocatePort(RANGE)}`;
    const { code, text } = await doctor(["--role", "client", "--url", url]);
    assert.equal(code, 1);
    assert.match(text, /cannot connect to .* \(ECONNREFUSED\)\n +-> nobody listens there/);
  });

  it("a client that refuses: the code, and what it means", async () => {
    const answer = encodeError({ code: 0x807e0000, reason: "no" });
    await using client = await new RawListener({
      onConnection: (connection) =>
        void connection
          .message("RHE", 10_000)
          .then(() => connection.send(answer))
          .then(() => connection.end())
          // The doctor also tries whether an ordinary server answers there.
          .catch(() => undefined),
    }).start();
    const { code, text } = await doctor(["--role", "client", "--url", client.url, "--server-uri", "urn:mine"]);
    assert.equal(code, 1);
    assert.match(text, /the client refuses with ERR \d+ B BadTcpMessageTypeInvalid "/);
    assert.match(text, /-> the client does not wait for this server, .*tell the client to expect ServerUri urn:mine/);
  });

  it("a client that uses one reverse connection only gets its Acknowledge there, and is told nothing of certificates", async () => {
    await using client = await new RawListener({
      onConnection: (connection) =>
        void connection
          .message("RHE", 10_000)
          .then(({ endpointUrl }) => connection.send(encodeHello({ endpointUrl: endpointUrl.value })))
          .then(() => connection.message("ACK", 10_000))
          .then(() => connection.end()),
    }).start();
    const { code, text } = await doctor(["--role", "client", "--url", client.url, "--patience", "500ms"]);
    assert.equal(code, 1);
    assert.match(
      text,
      /opened no session: it sent Hello, got our Acknowledge, and ended the connection\n +-> now the client must send/,
    );
    assert.doesNotMatch(text, /certificate/);
    assert.ok(client.connections.length > 0 && client.connections.every((one) => one.last("ACK") !== undefined));
  });

  it("another protocol where a client should listen", async () => {
    for (const [answer, said] of [
      ["HTTP/1.1 400 Bad Request\r\n\r\n", /BAD +HTTP speaks there: that is not OPC UA/],
      ["\xff\xff\xff\xff\xff\xff\xff\xff", /BAD +the answer to ReverseHello begins with "\xff+": that is not OPC UA/],
    ] as const) {
      await using peer = await new RawListener({
        onConnection: (connection) => void connection.send(Buffer.from(answer, "latin1")).then(() => connection.end()),
      }).start();
      const { code, text } = await doctor(["--role", "client", "--url", peer.url]);
      assert.equal(code, 1);
      assert.match(text, said);
      assert.doesNotMatch(text, /the client (refuses|closes|says)/);
    }
  });

  it("an ordinary server where a client should listen", async () => {
    await using server = await new RawListener({
      onConnection: (connection) => {
        void connection
          .message("RHE", 10_000)
          .then(() => connection.send(encodeError({ code: 0x807e0000, reason: "no" })))
          .then(() => connection.end())
          .catch(() => undefined);
        void connection
          .message("HEL", 10_000)
          .then(() => connection.send(encodeAcknowledge()))
          .catch(() => undefined);
      },
    }).start();
    const { code, text } = await doctor(["--role", "client", "--url", server.url]);
    assert.equal(code, 1);
    assert.match(text, /BadTcpMessageTypeInvalid .*; it answers Hello with Acknowledge: this is an ordinary OPC UA server/);
  });

  it("the built-in client is healthy", async () => {
    const { code, text } = await doctor([resolve("fixtures/suts/reference-client.yaml")]);
    assert.equal(code, 0, text);
    assert.match(text, /the client opened a session over the connection that our server made/);
    assert.match(text, /Healthy in all that was tried above/);
  });
});
