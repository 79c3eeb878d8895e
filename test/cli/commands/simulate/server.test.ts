import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { after, test } from "node:test";
import type { CliIo } from "../../../../src/cli/io";
import { main } from "../../../../src/cli/main";
import { encodeError, STATUS_CODES } from "../../../../src/protocol";
import { ListeningPeer, PATIENCE } from "../../../simulators/server/listening-peer";

const folder = mkdtempSync(join(tmpdir(), "simulate-server-"));
after(() => rmSync(folder, { recursive: true }));

/** The command inside this process, as a warm host runs it. */
class Run {
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  readonly exit: Promise<number>;
  private readonly stop = new AbortController();
  private wake: () => void = () => undefined;

  constructor(...flags: string[]) {
    const stream = (lines: string[]) =>
      new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          lines.push(...chunk.toString().split("\n").filter(Boolean));
          this.wake();
          done();
        },
      });
    const io: CliIo = {
      out: (line) => this.lines.push(line),
      err: (line) => this.errors.push(line),
      stdout: stream(this.lines),
      stderr: stream(this.errors),
      env: {},
      cwd: folder,
      isTerminal: false,
      signal: this.stop.signal,
    };
    this.exit = main(["simulate", "server", "--host", "127.0.0.1", ...flags], io);
  }

  line(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${pattern} in:\n${this.lines.join("\n")}`)), PATIENCE);
      this.wake = () => {
        const found = this.lines.find((line) => pattern.test(line));
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(found);
      };
      this.wake();
    });
  }

  interrupt(): Promise<number> {
    this.stop.abort(new Error("interrupted"));
    return this.exit;
  }
}

test("two instances in one process: ready lines, state lines, the rejection with its code, clean end", async () => {
  using first = await new ListeningPeer().start();
  using second = await new ListeningPeer("127.0.0.1", ({ socket }) =>
    socket.write(encodeError({ code: STATUS_CODES.BadTcpMessageTypeInvalid, reason: "no, thanks" })),
  ).start();
  const a = new Run("--reverse-connect", first.url, "--application-uri", "urn:a");
  const b = new Run("--reverse-connect", second.url, "--application-uri", "urn:b", "--log-format", "pretty");
  assert.match(await a.line(/listening on/), /"endpointUrl":"opc.tcp:.*listening on opc.tcp:\/\/127.0.0.1:\d+, dialing opc.tcp/);
  await b.line(/listening on/);
  const message = await (await first.connection(1)).message(0);
  assert.ok(message.type === "RHE" && message.serverUri.value === "urn:a");
  await a.line(/connecting -> waiting/);
  await b.line(/WARN.*the client answered ERR BadTcpMessageTypeInvalid "no, thanks"/);
  await b.line(/waiting -> rejected, next dial at/);
  assert.equal(await b.interrupt(), 0);
  assert.equal(first.accepted[0]?.endedBy, undefined, "the other instance goes on");
  assert.equal(await a.interrupt(), 0);
  assert.equal(await first.accepted[0]?.end(), "fin");
  for (const line of a.lines) assert.doesNotThrow(() => JSON.parse(line) as unknown, `not JSON: ${line}`);
});

test("a configuration file has the same names, and flags win", async () => {
  using one = await new ListeningPeer().start();
  using two = await new ListeningPeer().start();
  using three = await new ListeningPeer().start();
  const clients = `[${one.url}, { endpoint-url: "${two.url}", max-session-count: 1 }, { endpointUrl: "${three.url}", enabled: false }]`;
  writeFileSync(join(folder, "server.yaml"), `reverse-connect: ${clients}\napplication-uri: urn:file\nredial: 200ms\n`);
  const run = new Run("--config", "server.yaml", "--application-uri", "urn:flag");
  for (const peer of [one, two]) {
    const message = await (await peer.connection(1)).message(0);
    assert.ok(message.type === "RHE" && message.serverUri.value === "urn:flag");
  }
  assert.equal(three.accepted.length, 0);
  assert.equal(await run.interrupt(), 0);
});

const WRONG: Record<string, [string[], RegExp]> = {
  "a client URL that does not parse": [
    ["--reverse-connect", "http://x"],
    /--reverse-connect: expected opc\.tcp:.*got "http:\/\/x"/,
  ],
  "a duplicate client": [
    ["--reverse-connect", "opc.tcp://h:1", "--reverse-connect", "opc.tcp://H:1/"],
    /--reverse-connect: .*not listed yet/,
  ],
  "a port out of range": [
    ["--port", "70000"],
    /--port <number>' argument '70000' is invalid\. Expected a whole number from 0 to 65535/,
  ],
  "a duration that is none": [
    ["--suspension", "soon"],
    /--suspension <duration>' argument 'soon' is invalid\. Expected a duration/,
  ],
  "an interval of zero": [["--redial", "0"], /--redial: expected milliseconds, 1 to/],
  "an unknown policy": [["--security", "Basic512"], /--security .* argument 'Basic512' is invalid\. Expected None or POLICY/],
  "a folder that cannot be": [["--pki", "/dev/null/pki"], /--pki: expected a folder that can be written/],
  "an application URI of 4096 bytes": [["--application-uri", "u".repeat(4096)], /--application-uri: .*4095 bytes, not 4096/],
  "a file that is not there": [["--config", "nowhere.yaml"], /--config: .*nowhere\.yaml cannot be read/],
  "an unknown option": [["--reverse"], /unknown option '--reverse'/],
  "half a key pair": [["--certificate", "c.pem"], /--certificate and --private-key: expected both/],
};

for (const [name, [flags, expected]] of Object.entries(WRONG)) {
  test(`${name} is one sentence and exit code 2`, async () => {
    const run = new Run(...flags);
    assert.equal(await run.exit, 2);
    assert.match(run.errors[0] ?? "", expected);
    assert.deepEqual(run.lines, []);
  });
}

test("an unknown name in the configuration file is named, with those that are allowed", async () => {
  writeFileSync(join(folder, "wrong.yaml"), "conect-interval: 1s\n");
  const run = new Run("--config", "wrong.yaml");
  assert.equal(await run.exit, 2);
  assert.match(run.errors[0] ?? "", /unknown name "conect-interval"; allowed are reverse-connect, port/);
});

test("a port in use is exit code 3", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as AddressInfo;
  const run = new Run("--port", String(port));
  assert.equal(await run.exit, 3);
  assert.match(run.errors[0] ?? "", new RegExp(`--port ${port}: the port is in use`));
  holder.close();
});

test("as a process of its own it keeps its certificate in the state folder, and ends on Ctrl-C with exit code 0", async () => {
  // What others have left in the user's own folder is told by the library at each start.
  const state = mkdtempSync(join(folder, "state-"));
  using peer = await new ListeningPeer().start();
  const root = join(__dirname, "..", "..", "..", "..");
  const command = ["--require", "ts-node/register", "src/cli/entry.ts", "simulate", "server"];
  const env = { ...process.env, XDG_STATE_HOME: state };
  const child = spawn(process.execPath, [...command, "--host", "127.0.0.1", "--reverse-connect", peer.url], { cwd: root, env });
  const stderr: string[] = [];
  child.stderr.on("data", (bytes: Buffer) => stderr.push(bytes.toString()));
  const exited = once(child, "exit");
  await (await peer.connection(1)).message(0);
  child.kill("SIGINT");
  assert.deepEqual(await exited, [0, null]);
  assert.equal(stderr.join(""), "");
  assert.equal(await peer.accepted[0]?.end(), "fin");
  assert.match(readdirSync(join(state, "reverse-hello/server/own/certs")).join(), /server-\w+\.pem/);
});
