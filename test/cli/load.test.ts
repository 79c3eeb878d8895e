import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { packageRoot } from "../../src/files";
import { encodeError, STATUS_CODES } from "../../src/protocol";
import { runCli } from "./run-cli";

const folder = mkdtempSync(join(tmpdir(), "load-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const REFERENCE = join(packageRoot(), "fixtures", "suts", "reference-client.yaml");
const env = { ...process.env, REVERSE_HELLO_PKI: join(folder, "pki") } as Record<string, string>;

const run = (...words: string[]) => runCli(["load", ...words], { cwd: folder, env });

function profile(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

/** A client that does one thing with each connection. */
function program(name: string, does: string): string {
  const script = join(folder, `${name}.js`);
  writeFileSync(
    script,
    `const server = require("node:net").createServer((socket) => { socket.on("error", () => {}).resume(); ${does}; });
server.listen(Number(process.argv[2].split(":")[2]), "127.0.0.1", () => console.log("listening on it"));`,
  );
  const sut = join(folder, `${name}.yaml`);
  const command = JSON.stringify([process.execPath, script, "{listenUrl}"]);
  writeFileSync(sut, `name: ${name} client\nrole: client\nstart:\n  command: ${command}\n  ready: listening on\n`);
  return sut;
}

interface Result {
  readonly phases: readonly { readonly name: string; readonly servedAfter: readonly number[] }[];
  readonly checks: readonly { readonly name: string; readonly verdict: string }[];
}

describe("reverse-hello load", () => {
  test("the reference client serves a small fleet, again after an outage, and while strangers dial", async () => {
    const file = profile(
      "good.yaml",
      `servers:
  - { kind: good, count: 6 }
  - { kind: silent, count: 2 }
  - { kind: flapping, count: 1, period: 100ms }
redial: 200ms
security: [Basic256Sha256:Sign]
load: { steady: 0, outage: 300ms, flood: 4s, within: 20s }
limits: { all-waiting: 15s, served-in-flood: 100 }
`,
    );
    const { code, stdout, stderr } = await run(REFERENCE, "--profile", file, "--report", "good");
    assert.equal(code, 0, stdout + stderr);
    const { phases, checks } = JSON.parse(readFileSync(join(folder, "good", "load.json"), "utf8")) as Result;
    assert.deepEqual(
      phases.map(({ name, servedAfter }) => [name, servedAfter.length]),
      [
        ["start", 6],
        ["outage", 6],
        ["flood", 6],
      ],
    );
    assert.ok(checks.every(({ verdict }) => verdict === "pass"));
    assert.match(stdout, /^Report: good\/load\.html$/m);
  });

  test("parts of a fleet are merged; a client that rejects everybody is a finding", async () => {
    const refusal = encodeError({ code: STATUS_CODES.BadTcpMessageTypeInvalid, reason: "nobody" }).toString("hex");
    const sut = program("rejecting", `socket.end(Buffer.from("${refusal}", "hex"))`);
    const file = profile(
      "rejected.yaml",
      "servers: [{ kind: good, count: 3 }]\nredial: 100ms\nload: { within: 300ms, steady: 0, outage: 0, flood: 0 }\nlimits: { sessions-per-second: 1 }\n",
    );
    for (const part of [1, 2]) {
      const { code, stdout } = await run(sut, "--profile", file, "--report", `part-${part}`, "--shard", `${part}/2`);
      assert.equal(code, 1, stdout);
      assert.match(stdout, /FAIL {2}all are served: expected \d good servers, seen 0 of \d/);
    }
    const merged = await runCli(["report", "merge", "part-1", "part-2", "--out", "merged"], { cwd: folder });
    assert.equal(merged.code, 1, merged.stderr);
    assert.match(merged.stdout, /FAIL {2}all are served: expected 3 good servers, seen 0 of 3/);
    assert.match(merged.stdout, /3 BadTcpMessageTypeInvalid/);
    const twice = await runCli(["report", "merge", "part-1", "part-1", "--out", "twice"], { cwd: folder });
    assert.deepEqual(
      [twice.code, twice.stderr],
      [2, "reverse-hello: report merge: expected each part of a fleet once (`load --shard`), got 1/2\n"],
    );
  });

  test("a client that ends is a finding, whatever it served", async () => {
    const sut = program("ending", "setTimeout(() => process.exit(3), 300)");
    const file = profile("two.yaml", "servers: [{ kind: good, count: 2 }]\nload: { goal: waiting, steady: 20s }\n");
    const { code, stdout } = await run(sut, "--profile", file, "--report", "ended");
    assert.equal(code, 1, stdout);
    assert.match(stdout, /FAIL {2}the product runs to the end: expected it lives, seen it ended unasked with exit code 3/);
  });

  test("a fleet of which nobody would be served, or a server to be tested: exit code 2", async () => {
    const none = await run(REFERENCE, "--profile", profile("none.yaml", "servers: [{ kind: silent, count: 3 }]\n"));
    assert.equal(none.code, 2);
    assert.match(none.stderr, /^reverse-hello: none\.yaml: servers: expected some of kind good, got none/);
    const server = join(packageRoot(), "fixtures", "suts", "reference-server.yaml");
    const wrong = await run(server, "--profile", profile("one.yaml", "servers: [{ kind: good, count: 1 }]\n"));
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /load needs a client that it can start or dial; the role is server/);
  });
});
