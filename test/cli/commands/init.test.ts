import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { after, before, test } from "node:test";
import { main } from "../../../src/cli/main";
import { loadSut } from "../../../src/suite/sut";
import { runCli } from "../run-cli";
import { schemaFile } from "../../../src/files";

let cwd: string;
before(async () => (cwd = await mkdtemp(join(tmpdir(), "init-"))));
after(() => rm(cwd, { recursive: true }));

test("flags become a file that loads, with the schema in its first line", async () => {
  const argv = [
    "init",
    "server",
    "--name",
    'my "server"',
    "--sut-version",
    "1.10",
    "--command",
    "srv --port {port} -r {clientUrl} 'a b'",
  ];
  const more = [
    "--ready",
    String.raw`up \d`,
    "--redial",
    "1s",
    "--suspension",
    "5s",
    "--policy",
    "Basic256Sha256",
    "--application-uri",
    "urn:me",
  ];
  const result = await runCli([...argv, ...more, "--option", "security=--pki {pki}", "--option", "accept-any="], { cwd });
  assert.deepEqual([result.code, result.stderr], [0, ""]);
  const sut = await loadSut(join(cwd, "sut.yaml"));
  assert.deepEqual([sut.name, sut.version, sut.identity.applicationUri], ['my "server"', "1.10", "urn:me"]);
  const start = sut.start.server;
  assert.deepEqual(start?.command, ["srv", "--port", "{port}", ["-r", "{clientUrl}"], "a b"]);
  assert.deepEqual(start.options, { security: ["--pki", "{pki}"], "accept-any": [] });
  assert.ok(start.ready?.test("up 5"));
  assert.deepEqual([sut.timing.redial, sut.timing.suspension, sut.security.policies], [1000, 5000, ["Basic256Sha256"]]);
  const [first = ""] = (await readFile(join(cwd, "sut.yaml"), "utf8")).split("\n");
  const schema = /^# yaml-language-server: \$schema=(.+)$/.exec(first)?.[1] ?? "";
  assert.equal(resolve(dirname(join(cwd, "sut.yaml")), schema), schemaFile("sut"));
});

test("a client that already runs", async () => {
  const result = await runCli(["init", "client", "--attach", "opc.tcp://h:1", "--hold-time", "2s", "--out", "new/client.yaml"], {
    cwd,
  });
  assert.equal(result.code, 0);
  const sut = await loadSut(join(cwd, "new", "client.yaml"));
  assert.deepEqual(
    [sut.attach.client?.listenUrls, sut.timing.holdTime, [...sut.statedTiming]],
    [["opc.tcp://h:1"], 2000, ["holdTime", "tolerance"]],
  );
});

const mistakes: readonly (readonly [what: string, argv: readonly string[], message: RegExp])[] = [
  [
    "neither command nor address",
    ["server"],
    /^reverse-hello: say how the server starts with --command .* or where it already runs with --attach/,
  ],
  [
    "both",
    ["server", "--command", "x", "--attach", "opc.tcp://h:1"],
    /^reverse-hello: give either --command or --attach, not both$/,
  ],
  ["an unbalanced quote", ["server", "--command", "x 'y"], /^reverse-hello: --command has an unbalanced quote/],
  ["an unknown placeholder", ["server", "--command", "x {clientURL}"], /unknown placeholder \{clientURL\}; known: /],
  ["a bad duration", ["server", "--command", "x", "--redial", "soon"], /timing\.redial must be a duration/],
  [
    "an argument group without a name",
    ["server", "--command", "x", "--option", "reject"],
    /^reverse-hello: option '--option <name=arguments>' argument 'reject' is invalid\. Expected NAME=ARGUMENTS/,
  ],
];
for (const [what, argv, message] of mistakes) {
  test(`one sentence and no file for ${what}`, async () => {
    const result = await runCli(["init", ...argv, "--out", "bad.yaml"], { cwd });
    assert.equal(result.code, 2);
    assert.match(result.stderr.trim(), message);
    await assert.rejects(readFile(join(cwd, "bad.yaml")), /ENOENT/);
  });
}

test("a file is not overwritten unless told to", async () => {
  const init = (...more: string[]) => runCli(["init", "server", "--command", "x", "--out", "kept.yaml", ...more], { cwd });
  assert.equal((await init()).code, 0);
  const again = await init();
  assert.deepEqual(
    [again.code, again.stderr],
    [2, "reverse-hello: kept.yaml exists; add --force to overwrite it, or name another file by --out\n"],
  );
  assert.equal((await init("--force")).code, 0);
});

test("on a terminal it asks for what was not given", async () => {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const answers = ["thing", "thing -l {listenUrl}", "ready", "", "3s"];
  const asked: string[] = [];
  stdout.on("data", (chunk: Buffer) => {
    const text = chunk.toString();
    if (!/: $/.test(text)) return;
    asked.push(text);
    stdin.write(`${answers.shift() ?? ""}\n`);
  });
  const io = { out: () => undefined, err: assert.fail, stdout, stderr: stdout, stdin, env: {}, cwd, isTerminal: true };
  assert.equal(await main(["init", "client", "--out", "asked.yaml"], { ...io, signal: AbortSignal.timeout(20_000) }), 0);
  assert.equal(asked.length, 5);
  const sut = await loadSut(join(cwd, "asked.yaml"));
  assert.deepEqual([sut.name, sut.start.client?.command, sut.timing.holdTime], ["thing", ["thing", ["-l", "{listenUrl}"]], 3000]);
});
