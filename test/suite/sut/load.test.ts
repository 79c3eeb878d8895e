import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { loadSut, parseSut, sutForRole, SutDescriptionError } from "../../../src/suite/sut";

const parse = (text: string) => parseSut(text, "/folder/sut.yaml", "sut.yaml");

test("durations, paths, defaults and claims are filled in", () => {
  const sut = parse(`
name: mine
version: 1.5
role: server
start:
  command: my-server --port {port} "{clientUrl}"
  cwd: bin
  ready: ^up
  readyTimeout: 1.5s
  env: { LEVEL: 3 }
  options:
    security: [--secure, "{pki}"]
    accept-any: []
timing: { redial: 200ms, suspension: 1m, tolerance: 250 }
security: { policies: [Basic256Sha256], certificate: own.der }
capabilities: [two-clients]
lacks: [reject]
`);
  const start = sut.start.server;
  assert.deepEqual(start?.command, ["my-server", "--port", "{port}", "{clientUrl}"]);
  assert.deepEqual([start.cwd, start.readyTimeout, start.stopTimeout, start.env], ["/folder/bin", 1500, 3000, { LEVEL: "3" }]);
  assert.ok(start.ready?.test("up and running"));
  assert.deepEqual(
    [sut.timing.redial, sut.timing.suspension, sut.timing.tolerance, sut.timing.holdTime],
    [200, 60_000, 250, 15_000],
  );
  assert.deepEqual([...sut.statedTiming], ["redial", "suspension", "tolerance"]);
  assert.deepEqual(sut.security.modes, ["Sign", "SignAndEncrypt"]);
  assert.equal(sut.security.certificate, "/folder/own.der");
  assert.deepEqual([...sut.capabilities].sort(), ["accept-any", "security", "two-clients"]);
  assert.deepEqual([sut.version, sut.dialect, sut.lifetime], ["1.5", "netstandard", "scenario"]);
});

test("role both is given per role and narrowed to one", () => {
  const both = parse(`
name: both
role: both
start: { server: { command: s } }
attach: { client: { listenUrl: opc.tcp://host:4840 } }
`);
  assert.deepEqual(sutForRole(both, "server").start.server?.command, ["s"]);
  const client = sutForRole(both, "client");
  assert.deepEqual([client.role, client.start, client.attach.client?.listenUrls], ["client", {}, ["opc.tcp://host:4840"]]);
  assert.throws(() => sutForRole(client, "server"), RangeError);
});

const mistakes: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ["an unknown role", "name: a\nrole: serv", /^sut\.yaml:2: role must be one of server, client, both, not "serv"$/],
  ["a missing field", "role: server", /^sut\.yaml:1: the file needs the field "name"$/],
  [
    "an unknown field",
    "name: a\nrole: server\ntiming:\n  tolerance: 1s\n  redail: 1s",
    /^sut\.yaml:5: unknown field "redail" in timing; allowed: redial, /,
  ],
  [
    "a bad duration",
    "name: a\nrole: server\ntiming:\n  redial: soon",
    /^sut\.yaml:4: timing\.redial must be a duration such as "200ms".*, not "soon"$/,
  ],
  ["neither start nor attach", "name: a\nrole: server", /^sut\.yaml:1: give start \(a command line\) or attach \(addresses\)$/],
  [
    "start and attach",
    "name: a\nrole: client\nstart: {command: x}\nattach: {listenUrl: opc.tcp://a:1}",
    /^sut\.yaml:4: give either start or attach, not both$/,
  ],
  [
    "the other role's address",
    "name: a\nrole: client\nattach:\n  clientUrl: opc.tcp://a:1",
    /^sut\.yaml:4: attach needs listenUrl/,
  ],
  [
    "a URL of another scheme",
    "name: a\nrole: client\nattach: {listenUrl: http://a}",
    /^sut\.yaml:3: attach\.listenUrl must be a URL that starts with opc\.tcp:/,
  ],
  [
    "an unknown placeholder",
    "name: a\nrole: server\nstart:\n  command:\n    - x\n    - ['{clientURL}']",
    /^sut\.yaml:5: start\.command uses the unknown placeholder \{clientURL\}; known: \{clientUrl\} /,
  ],
  [
    "a placeholder of a server in a client's file",
    "name: a\nrole: client\nstart:\n  command:\n    - x\n    - '{clientUrl}'",
    /^sut\.yaml:5: start\.command uses \{clientUrl\}, which only a server has, and role is client; addresses of a client are \{listenUrl\} and/,
  ],
  [
    "a placeholder of a client in an option of a server",
    "name: a\nrole: server\nstart:\n  command: x\n  options:\n    reject: ['{listenUrl}']",
    /^sut\.yaml:6: start\.options\.reject uses \{listenUrl\}, which only a client has, and role is server/,
  ],
  [
    "an unbalanced quote",
    'name: a\nrole: server\nstart: {command: "x \'y"}',
    /^sut\.yaml:3: start\.command has an unbalanced quote/,
  ],
  [
    "a broken expression",
    "name: a\nrole: server\nstart: {command: x, ready: '('}",
    /^sut\.yaml:3: start\.ready must be a regular expression: /,
  ],
  [
    "a claim that is denied",
    "name: a\nrole: server\nlacks: [security]\nstart: {command: x, options: {security: x}}",
    /^sut\.yaml:3: "security" is claimed .* and lacking at once/,
  ],
  [
    "a pin without a reason",
    "name: a\nrole: server\nstart: {command: x}\nknownFailures:\n  - requirement: RC-031\n    observed: x",
    /^sut\.yaml:5: knownFailures needs the field "reason"$/,
  ],
  [
    "a pin of nothing",
    "name: a\nrole: server\nstart: {command: x}\nknownFailures: [{requirement: RC-1, observed: x, reason: y}]",
    /must be a requirement id such as RC-031 or NS-05, not "RC-1"$/,
  ],
  [
    "an unknown module",
    "name: a\nrole: server\nstart: {command: x, module: 'builtin:x'}",
    /^sut\.yaml:3: start\.module must be builtin:cli or the path/,
  ],
  ["broken YAML", "name: a\n  b: [", /^sut\.yaml:\d: this is not valid YAML: /],
  ["an empty file", "", /^sut\.yaml:1: the file must be a map of fields, not null$/],
];

for (const [what, text, message] of mistakes) {
  test(`one sentence for ${what}`, () => {
    assert.throws(
      () => parse(text),
      (error) =>
        error instanceof SutDescriptionError &&
        error.code === "SUT_DESCRIPTION" &&
        error.exitCode === 2 &&
        message.test(error.message),
    );
  });
}

test("a file that is not there", async () => {
  await assert.rejects(
    loadSut("/nowhere/sut.yaml"),
    /^SutDescriptionError: \/nowhere\/sut\.yaml: cannot read the SUT description: there is no such file$/,
  );
});

test("the shipped descriptions load, and name the schema", async () => {
  const folder = join(__dirname, "../../../fixtures/suts");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".yaml"));
  assert.ok(files.length >= 4);
  for (const file of files) {
    const sut = await loadSut(join(folder, file));
    assert.ok(sut.statedTiming.size > 0, file);
  }
});

test("the built-in pair is the same in a warm host and as processes", async () => {
  for (const role of ["server", "client"] as const) {
    const load = (file: string) => loadSut(join(__dirname, "../../../fixtures/suts", file));
    const [hosted, spawned] = [await load(`reference-${role}.yaml`), await load(`reference-${role}.process.yaml`)];
    const { module, command, ...rest } = hosted.start[role] ?? assert.fail("no start");
    assert.equal(module, "builtin:cli");
    assert.deepEqual(spawned.start[role], { ...rest, command: ["{tool}", ...command.slice(1)] });
    assert.deepEqual(
      [spawned.timing, spawned.capabilities, spawned.security, spawned.variants],
      [hosted.timing, hosted.capabilities, hosted.security, hosted.variants],
    );
  }
});
