import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { runCli } from "./run-cli";

/** Generous: each process loads node-opcua, on a machine that may be busy. */
const WITHIN = 60_000;
const root = join(__dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "reverse-hello-samples-"));
after(() => rmSync(folder, { recursive: true }));

/** Arguments of a command in the README, as a user copies it, but for the port, which is free to be chosen here. */
function fromReadme(command: "client" | "server", url: string): string[] {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const line = new RegExp(`^npx reverse-hello (simulate ${command} .*)$`, "m").exec(readme)?.[1];
  assert.ok(line, `the README has a command simulate ${command}`);
  return line
    .replace(/opc\.tcp:\/\/\S+:\d+/, url)
    .split(" ")
    .map((word) => word.replace(/^"(.*)"$/, "$1"));
}

/** A command as a process of its own. */
class Sample {
  readonly lines: string[] = [];
  private wake: () => void = () => undefined;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        this.lines.push(line);
        this.wake();
      });
    }
    running.add(child);
    child.on("exit", () => {
      running.delete(child);
      this.wake();
    });
  }

  static start(...argv: string[]): Sample {
    const options = { cwd: root, stdio: ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"] };
    const entry = ["--require", "ts-node/register", "src/cli/entry.ts"];
    return new Sample(spawn(process.execPath, [...entry, ...argv], options));
  }

  /** `count` lines that match; the last of them. */
  async line(pattern: RegExp, count = 1): Promise<string> {
    const signal = AbortSignal.timeout(WITHIN);
    for (;;) {
      const found = this.lines.filter((line) => pattern.test(line))[count - 1];
      if (found !== undefined) return found;
      const { exitCode, signalCode } = this.child;
      const all = this.lines.join("\n");
      assert.ok(exitCode === null && signalCode === null, `ended with ${exitCode ?? signalCode} before ${pattern}:\n${all}`);
      assert.ok(!signal.aborted, `no ${count} lines like ${pattern} within ${WITHIN} ms:\n${all}`);
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => resolve(), { once: true });
        this.wake = resolve;
      });
    }
  }

  async url(): Promise<string> {
    return /opc\.tcp:\/\/[^\s,"]+:\d+/.exec(await this.line(/listening on/))?.[0] ?? assert.fail("no URL");
  }

  async end(signal: "SIGKILL" | "SIGINT"): Promise<number | null> {
    const { exitCode } = this.child;
    if (exitCode !== null) return exitCode;
    const exited = once(this.child, "exit");
    this.child.kill(signal);
    return ((await exited) as [number | null])[0];
  }
}

const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill("SIGKILL");
});

const QUICK = ["--redial", "200ms"];
const VALUE = /ns=1;s=Counter/;

test("the README's two commands talk; killed and restarted, either finds the other again", async () => {
  const client = Sample.start(...fromReadme("client", "opc.tcp://127.0.0.1:0"), "--interval", "100ms");
  const url = await client.url();
  const server = Sample.start(...fromReadme("server", url), ...QUICK);
  await client.line(VALUE, 3);

  await server.end("SIGKILL");
  const seen = client.lines.filter((line) => VALUE.test(line)).length;
  const secondServer = Sample.start(...fromReadme("server", url), ...QUICK);
  await client.line(VALUE, seen + 3);

  await client.end("SIGKILL");
  const secondClient = Sample.start(...fromReadme("client", url), "--interval", "100ms", "--count", "3");
  await secondClient.line(VALUE, 3);
  await secondClient.line(/stopped/);
  assert.equal(await secondServer.end("SIGINT"), 0);
});

test("the aggregation server as a process: a client above reads what a server below has", async () => {
  const client = Sample.start(
    "simulate",
    "client",
    "--listen",
    "opc.tcp://127.0.0.1:0",
    "--read",
    "ns=2;s=ns=1;s=Counter",
    "--interval",
    "100ms",
  );
  const config = join(folder, "aggregation.yaml");
  writeFileSync(
    config,
    `server: { host: 127.0.0.1, reverse-connect: ["${await client.url()}"], redial: 200ms }
listen: opc.tcp://127.0.0.1:0
underlying: [{ name: below, reverse: { server-uri: "urn:test:below" } }]
`,
  );
  const aggregation = Sample.start("simulate", "aggregation-server", "--config", config);
  const { listening } = JSON.parse(await aggregation.line(/"event":"ready"/)) as { listening: string[] };
  const below = Sample.start(
    "simulate",
    "server",
    "--application-uri",
    "urn:test:below",
    "--reverse-connect",
    listening[0] ?? "",
    ...QUICK,
  );
  await client.line(/"nodeId":"ns=2;s=ns=1;s=Counter","value":\d+,"status":"Good"/, 3);
  await below.end("SIGKILL");
  await client.line(/"status":"BadNoCommunication"/);
  for (const one of [aggregation, client]) assert.equal(await one.end("SIGINT"), 0);
});

/** One sentence on standard error, this exit code, and nothing started. */
async function refused(code: number, sentence: RegExp, ...argv: string[]): Promise<void> {
  const result = await runCli(["simulate", ...argv], { cwd: folder, signal: AbortSignal.timeout(WITHIN) });
  assert.equal(result.code, code, result.stderr);
  assert.match(result.stderr, sentence);
  assert.equal(result.stderr.trim().replace("\n(add --help for the options)", "").split("\n").length, 1, result.stderr);
  assert.doesNotMatch(result.stdout, /ready|listening/);
}

test("a wrong configuration names the field and what is allowed, with exit code 2", async () => {
  const file = join(folder, "wrong.yaml");
  const wrong: readonly (readonly [command: string, yaml: string, sentence: RegExp])[] = [
    ["server", "rediall: 2s", /unknown name "rediall"; allowed are .*redial/],
    ["server", "port: many", /wrong\.yaml: port: Expected a whole number from 0 to 65535; got "many"/],
    ["aggregation-server", "underlying: []", /wrong\.yaml:1: underlying must be not empty/],
    [
      "aggregation-server",
      "underlying:\n  - name: a\n    endpointurl: x",
      /wrong\.yaml:3: unknown field "endpointurl" in underlying; allowed: name, endpoint-url/,
    ],
    [
      "aggregation-server",
      "underlying:\n  - name: a\n    endpoint-url: http://x",
      /wrong\.yaml:3: underlying\.endpoint-url must be a URL that starts with opc\.tcp/,
    ],
    [
      "aggregation-server",
      "underlying:\n  - { name: a, reverse: { server-uri: urn:a } }",
      /listen: expected a listening URL, since a dials us/,
    ],
    [
      "aggregation-server",
      'server:\n  reverse-connect: ["opc.tcp://a:1", "opc.tcp://A:1/"]\nunderlying: [{ name: a, endpoint-url: "opc.tcp://x" }]',
      /wrong\.yaml:2: server\.reverse-connect\.1\.endpoint-url: expected a URL that is not listed yet/,
    ],
  ];
  for (const [command, yaml, sentence] of wrong) {
    writeFileSync(file, yaml);
    await refused(2, sentence, command, "--config", file);
  }
});

test("a URL that does not parse, a duplicate, an unreadable PKI folder: exit code 2; a port in use: 3", async () => {
  await refused(2, /--reverse-connect: expected opc\.tcp:\/\/HOST/, "server", "--reverse-connect", "opc.tcp://");
  const twice = ["--reverse-connect", "opc.tcp://a:1", "--reverse-connect", "opc.tcp://A:1/"];
  await refused(2, /--reverse-connect: expected a URL that is not listed yet/, "server", ...twice);
  await refused(2, /--listen <url>' argument 'nonsense' is invalid\. Expected opc\.tcp/, "client", "--listen", "nonsense");
  await refused(2, /--pki: expected a folder that can be written/, "server", "--pki", "/proc/nowhere");
  const file = join(folder, "pki.yaml");
  writeFileSync(file, 'pki: /proc/nowhere\nunderlying: [{ name: a, endpoint-url: "opc.tcp://x" }]');
  await refused(2, /pki\.yaml:1: pki: expected a folder that can be written/, "aggregation-server", "--config", file);

  await using taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  await refused(3, /the port is in use/, "server", "--host", "127.0.0.1", "--port", String(port));
  await refused(3, /port \d+ is in use/, "client", "--listen", `opc.tcp://127.0.0.1:${port}`);
  for (const yaml of [`server: { host: 127.0.0.1, port: ${port} }`, `listen: opc.tcp://127.0.0.1:${port}`]) {
    writeFileSync(file, `${yaml}\nunderlying: [{ name: a, endpoint-url: "opc.tcp://127.0.0.1:1" }]`);
    await refused(3, /in use/, "aggregation-server", "--config", file);
  }
});
