import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Lines, live } from "../../live";
import { runCli } from "../../run-cli";

const folder = mkdtempSync(join(tmpdir(), "simulate-client-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A peer inside this process. */
const run = (...argv: string[]) => live(["simulate", ...argv], { cwd: folder });

async function listening(...argv: string[]) {
  const command = run(...argv);
  const url = /opc\.tcp:\/\/[^\s,"]+:\d+/.exec(await command.lines.line(/listening on/))?.[0] ?? assert.fail("no URL");
  return { ...command, url };
}

const server = (url: string, ...more: string[]) =>
  run(
    "server",
    "--host",
    "127.0.0.1",
    "--reverse-connect",
    url,
    "--redial",
    "200ms",
    "--auto-accept",
    "--pki",
    "server-pki",
    ...more,
  );

test("two clients and their servers in one process: values are read and subscribed to, exit code 0", async () => {
  const plain = await listening("client", "--listen", "opc.tcp://127.0.0.1:0", "--count", "3", "--interval", "50ms");
  const secure = await listening(
    ...["client", "--listen", "rcp+opc.tcp://127.0.0.1:0", "--security", "Basic256Sha256", "--auto-accept", "--pki", "client-pki"],
    ...["--server-uri", "urn:test:b", "--subscribe", "i=2258", "--count", "2", "--interval", "100ms", "--log-format", "pretty"],
  );
  const servers = [server(plain.url, "--application-uri", "urn:test:a"), server(secure.url, "--application-uri", "urn:test:b")];
  assert.equal(await plain.exit, 0, plain.errors.all.join());
  assert.equal(await secure.exit, 0, secure.errors.all.join());
  const values = plain.lines.all
    .filter((line) => line.includes('"event":"value"'))
    .map((line) => JSON.parse(line) as { value: string });
  assert.equal(values.length, 3);
  assert.ok(Number.isFinite(Date.parse(values[0]?.value ?? "")));
  assert.ok(secure.lines.all.some((line) => /INFO: urn:test:b: i=2258 = \d{4}-/.test(line)));
  for (const one of servers) assert.equal(await one.stop(), 0);
});

test("a server certificate that is not trusted ends a client with --count: exit code 3, one sentence", async () => {
  const client = await listening(
    "client",
    "--listen",
    "opc.tcp://127.0.0.1:0",
    "--security",
    "Basic256Sha256:Sign",
    "--count",
    "1",
  );
  const one = server(client.url);
  assert.equal(await client.exit, 3);
  assert.match(
    client.errors.all.join("\n"),
    /^reverse-hello: certificate [0-9a-f]{40} of server .* is not trusted \(BadCertificateUntrusted\)[^\n]*$/,
  );
  await one.stop();
});

test("nothing comes: --timeout ends with exit code 3; the signal ends with 0", async () => {
  const result = await runCli(["simulate", "client", "--listen", "opc.tcp://127.0.0.1:0", "--count", "2", "--timeout", "100ms"]);
  assert.equal(result.code, 3);
  assert.match(result.stderr, /expected 2 values, got 0 in 0\.1 s/);
  const client = await listening("client", "--listen", "opc.tcp://127.0.0.1:0");
  assert.equal(await client.stop(), 0);
});

const REJECTING = [
  ["client", "--reject", "BadServerTooBusy"],
  ["rejecting-client", "--code", "BadServerTooBusy"],
] as const;
for (const [command, ...flags] of REJECTING) {
  test(`${command} ${flags.join(" ")}: the server is told so`, async () => {
    const client = await listening(command, "--listen", "opc.tcp://127.0.0.1:0", ...flags);
    const one = server(client.url);
    await one.lines.line(/the client answered ERR BadServerTooBusy/);
    assert.equal(await one.stop(), 0);
    assert.equal(await client.stop(), 0);
  });
}

test("non-upgraded-peer: the server suspends", async () => {
  const peer = await listening("non-upgraded-peer", "--listen", "opc.tcp://127.0.0.1:0");
  const one = server(peer.url, "--suspension", "60s");
  await one.lines.line(/-> rejected/);
  await peer.lines.line(/answered ERR BadTcpMessageTypeInvalid/);
  assert.equal(await one.stop(), 0);
  assert.equal(await peer.stop(), 0);
});

const WRONG: readonly (readonly [argv: string, message: RegExp])[] = [
  ["client", /required option '--listen <url>' not specified/],
  ["client --listen http://x", /--listen <url>' argument 'http:\/\/x' is invalid\. Expected opc\.tcp/],
  ["client --listen opc.tcp://h:1 --listen opc.tcp://h:1", /--listen <url>.* Expected each URL once/],
  ["client --listen opc.tcp://h:1 --hold-time soon", /--hold-time <duration>' argument 'soon' is invalid\. Expected a duration/],
  ["client --listen opc.tcp://h:1 --security Best", /--security .* Expected None or POLICY/],
  ["client --listen opc.tcp://h:1 --user ann", /--user ann: its password is not known; give --password-file/],
  ["client --listen opc.tcp://h:1 --read Temperature", /--read <nodeid>' argument 'Temperature' is invalid\. Expected a NodeId/],
  ["client --listen opc.tcp://h:1 --count 0", /--count <number>' argument '0' is invalid\. Expected a whole number from 1 on/],
  ["client --listen opc.tcp://h:1 --reject Never", /--reject \[code\]' argument 'Never' is invalid\. Expected a status code/],
  [
    "client --listen opc.tcp://h:1 --dialect french",
    /--dialect <name>' argument 'french' is invalid\. Allowed choices are netstandard, spec/,
  ],
  ["client --listen opc.tcp://h:1 --trust no-such-file", /--trust no-such-file: the file cannot be read/],
  ["client --listen opc.tcp://h:1 --no-such-option", /unknown option/],
  ["rejecting-client --listen opc.tcp://h:1 --kind shy", /--kind <kind>' argument 'shy' is invalid\. Allowed choices are error, /],
  [
    "non-upgraded-peer --listen opc.tcp://h:1 --kind telnet",
    /--kind <kind>' argument 'telnet' is invalid\. Allowed choices are error-at-once, /,
  ],
];
test("wrong usage: one sentence that names the option, exit code 2", async () => {
  for (const [argv, message] of WRONG) {
    const result = await runCli(["simulate", ...argv.split(" ")]);
    assert.equal(result.code, 2, `${argv}: ${result.stderr}`);
    assert.match(result.stderr, message);
    assert.doesNotMatch(result.stderr, /\n {4}at /);
  }
});

test("a port in use: one sentence, exit code 3", async () => {
  const owner = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => owner.once("listening", resolve));
  const url = `opc.tcp://127.0.0.1:${(owner.address() as AddressInfo).port}`;
  for (const command of ["client", "rejecting-client", "non-upgraded-peer"]) {
    const result = await runCli(["simulate", command, "--listen", url]);
    assert.equal(result.code, 3, result.stderr);
    assert.match(result.stderr, /in use/);
  }
  owner.close();
});

/** The command as a process of its own. */
function spawned(...argv: string[]): Lines & { process: ChildProcess } {
  const entry = join(__dirname, "../../../../src/cli/entry.ts");
  const child = spawn(process.execPath, ["--require", "ts-node/register", entry, "simulate", ...argv], {
    cwd: join(__dirname, "../../../.."),
  });
  const lines = new Lines();
  child.stdout.pipe(lines.stream, { end: false });
  child.stderr.pipe(lines.stream, { end: false });
  return Object.assign(lines, { process: child });
}

test("two processes: the server is killed and started again, and they find each other again", async () => {
  const client = spawned("client", "--listen", "opc.tcp://127.0.0.1:0", "--interval", "200ms", "--log-format", "json");
  const processes = [client.process];
  try {
    const url = /opc\.tcp:\/\/[^\s,"]+:\d+/.exec(await client.line(/listening on/))?.[0] ?? "";
    const start = () => {
      const one = spawned(
        "server",
        "--host",
        "127.0.0.1",
        "--reverse-connect",
        url,
        "--redial",
        "300ms",
        "--pki",
        join(folder, "server-pki"),
      );
      processes.push(one.process);
      return one.process;
    };
    const first = start();
    await client.line(/"event":"value"/);
    first.kill("SIGKILL");
    await client.line(/session lost/);
    start();
    await client.line(/"state":"(open|recovered)"/, 2);
    const seen = client.all.filter((line) => line.includes('"event":"value"')).length;
    await client.line(/"event":"value"/, seen + 1);
    const exit = new Promise((resolve) => client.process.once("exit", resolve));
    client.process.kill("SIGINT");
    assert.equal(await exit, 0);
  } finally {
    for (const one of processes) one.kill("SIGKILL");
  }
});
