import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ReverseConnectManager } from "../../../../simulators/client";
import { live } from "../../live";
import { runCli } from "../../run-cli";

const folder = mkdtempSync(join(tmpdir(), "simulate-fleet-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const env = { REVERSE_HELLO_PKI: join(folder, "pki") };
const NOBODY = "opc.tcp://127.0.0.1:1";

test("the reference client reads from every server of a secured fleet; both end at their signal", async () => {
  const client = live(
    [
      "simulate",
      "client",
      "--listen",
      "opc.tcp://127.0.0.1:0",
      "--security",
      "Basic256Sha256",
      "--auto-accept",
      "--interval",
      "200ms",
    ],
    { cwd: folder },
  );
  const { urls } = JSON.parse(await client.lines.line(/"event":"ready"/)) as { urls: string[] };
  const fleet = live(
    [
      "simulate",
      "fleet",
      "--servers",
      "5",
      "--reverse-connect",
      urls[0] ?? "",
      "--redial",
      "200ms",
      "--security",
      "Basic256Sha256",
    ],
    { cwd: folder, env },
  );
  for (let n = 1; n <= 5; n += 1) await client.lines.line(new RegExp(`"event":"value".*urn:reverse-hello:fleet:${n}"`));
  const { good } = JSON.parse(await fleet.lines.line(/"event":"all-wait"/)) as { good: number };
  assert.equal(good, 5);
  assert.deepEqual([await fleet.stop(), await client.stop()], [0, 0]);
  const end = JSON.parse(await fleet.lines.line(/"event":"end"/)) as { sessions: number };
  assert.ok(end.sessions >= 5);
});

test("many clients, and servers that dial all of them: each client gets its sessions", async () => {
  const clients = live(
    [
      ...["simulate", "clients", "--count", "4", "--listen", "opc.tcp://127.0.0.1:0"],
      ...["--interval", "50ms", "--read", "ns=1;s=Counter"],
    ],
    { cwd: folder },
  );
  const { urls } = JSON.parse(await clients.lines.line(/"event":"ready"/)) as { urls: string[] };
  assert.equal(new Set(urls).size, 4);
  const fleet = live(
    ["simulate", "fleet", "--servers", "2", "--redial", "100ms", ...urls.flatMap((url) => ["--reverse-connect", url])],
    { cwd: folder },
  );
  const said = JSON.parse(await clients.lines.line(/"event":"clients".*"served":4/)) as { open: number; values: number };
  assert.ok(said.open > 0);
  assert.equal(await clients.stop(), 0);
  const end = JSON.parse(await clients.lines.line(/"event":"end"/)) as { values: number };
  assert.ok(end.values > 0);
  assert.equal(await fleet.stop(), 0);
});

test("clients that nobody dials: --duration ends with exit code 3; ports that are not there are told", async () => {
  const none = await runCli(["simulate", "clients", "--count", "2", "--listen", "opc.tcp://127.0.0.1:0", "--duration", "100ms"], {
    cwd: folder,
  });
  assert.deepEqual([none.code, none.stderr], [3, "reverse-hello: --duration: 2 of 2 clients have had no session in 0.1 s\n"]);
  const high = await runCli(["simulate", "clients", "--count", "9", "--listen", "opc.tcp://127.0.0.1:65530"], { cwd: folder });
  assert.equal(high.code, 2);
  assert.match(high.stderr, /expected 9 ports from 65530 on; the last port is 65535/);
});

test("--processes: every server of the part dials, from one of the processes; wrong names are told once", async () => {
  await using manager = await new ReverseConnectManager({ listen: "opc.tcp://127.0.0.1:0", holdTime: 60_000 }).start();
  const words = ["simulate", "fleet", "--servers", "12", "--processes", "2", "--shard", "2/3", "--reverse-connect", manager.url];
  const fleet = live(words, { cwd: folder });
  const ready = [await fleet.lines.line(/"event":"ready"/, 1), await fleet.lines.line(/"event":"ready"/, 2)].map(
    (line) => (JSON.parse(line) as { msg: string }).msg.split(",")[0],
  );
  assert.deepEqual(ready.sort(), ["part 2 of 6: 2 servers", "part 5 of 6: 2 servers"]);
  for (const n of [2, 5, 8, 11]) await manager.waitForConnection({ serverUri: `urn:reverse-hello:fleet:${n}` });
  assert.equal(await fleet.stop(), 0);
  const wrong = await runCli([...words.slice(0, -1), "client"], { cwd: folder });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^reverse-hello: --reverse-connect: expected opc\.tcp:[^\n]*\n$/);
});

test("--duration with nobody there: exit code 3 and one sentence", async () => {
  const { code, stderr } = await runCli(
    ["simulate", "fleet", "--servers", "3", "--reverse-connect", NOBODY, "--redial", "50ms", "--duration", "300ms"],
    { cwd: folder },
  );
  assert.equal(code, 3);
  assert.equal(stderr, "reverse-hello: --duration: 3 of 3 good servers have never waited in 0.3 s\n");
});

for (const [name, yaml, expected] of [
  [
    "kind",
    "servers:\n  - { kind: good, count: 1 }\n  - { kind: bad, count: 1 }\n",
    /^reverse-hello: kind.yaml:3: servers.kind must be one of good/,
  ],
  [
    "code",
    "servers:\n  - { kind: rejecting, count: 1, code: BadLuck }\n",
    /^reverse-hello: code.yaml:2: code: expected a status code/,
  ],
  [
    "security",
    "servers: [{ kind: good, count: 1 }]\nsecurity: [Best]\n",
    /^reverse-hello: security.yaml:2: security: Expected None or/,
  ],
  ["duration", "servers: [{ kind: good, count: 1 }]\nredial: soon\n", /^reverse-hello: duration.yaml:2: redial must be a duration/],
] as const)
  test(`a profile with a wrong ${name} is told with file and line, exit code 2`, async () => {
    writeFileSync(join(folder, `${name}.yaml`), yaml);
    const { code, stderr } = await runCli(["simulate", "fleet", "--profile", `${name}.yaml`, "--reverse-connect", NOBODY], {
      cwd: folder,
    });
    assert.equal(code, 2);
    assert.match(stderr, expected);
  });

test("wrong flags are told: exit code 2", async () => {
  const { code, stderr } = await runCli(["simulate", "fleet", "--reverse-connect", NOBODY], { cwd: folder });
  assert.deepEqual([code, stderr], [2, "reverse-hello: simulate fleet: expected --servers or --profile, got neither of them\n"]);
  const url = await runCli(["simulate", "fleet", "--servers", "1", "--reverse-connect", "client"], { cwd: folder });
  assert.equal(url.code, 2);
  assert.match(url.stderr, /^reverse-hello: --reverse-connect: expected opc\.tcp:/);
});

test(
  "more servers than open files are refused at once: exit code 3, and what to do",
  { skip: process.platform !== "linux" },
  async () => {
    const { code, stderr } = await runCli(["simulate", "fleet", "--servers", "99999999", "--reverse-connect", NOBODY], {
      cwd: folder,
    });
    assert.equal(code, 3);
    assert.match(stderr, /^reverse-hello: 99999999 servers need 100000063 open files, and this process may have \d+ \(ulimit -n\)/);
  },
);
