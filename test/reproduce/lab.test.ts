import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { examine } from "../../src/lab";
import { ethernet, ipv4, pcap, type Said } from "../capture/reader/packets";
import { runCli } from "../cli/run-cli";
import { HEL, RHE } from "../report/ladder/sample";

const cwd = mkdtempSync(join(tmpdir(), "reverse-hello-router-"));
after(() => rmSync(cwd, { recursive: true, force: true }));
const env = Object.fromEntries(Object.entries(process.env).map(([name, value = ""]) => [name, value]));

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(cwd, name), content);
  return name;
}

const SCENARIO = "name: x\nrole: server\nfaults: [{do: {drop-syn: true}, for: 1s}]\nexpect: [the server sends ReverseHello]\n";
const plain = file("drop.fault.yaml", `${SCENARIO}peer: [a listening client, the server starts]\nlast: []\n`);

test("where there can be no lab, a sentence; nothing starts", async (t) => {
  const { way, obstacles } = await examine({ env, platform: process.platform });
  if (way !== undefined) return t.skip("this machine has a lab");
  const result = await runCli(["reproduce", plain], { cwd, env });
  assert.equal(result.code, 3);
  assert.equal(result.stderr.trim().split("\n").length, 1);
  assert.ok(result.stderr.includes(obstacles[0]?.what ?? "?"), result.stderr);
});

test("what can never be in the lab, or would wait for ever, is refused before it is entered", async () => {
  file("host.yaml", "name: Bound\nrole: server\nnetwork: host\nstart: {command: [./server]}\n");
  file("quiet.yaml", "name: Quiet\nrole: server\nstart: {command: [./server]}\n");
  file("waits.fault.yaml", `${SCENARIO}peer: [a listening client, the server starts]\n`);
  for (const [words, sentence] of [
    [[plain, "--sut", "host.yaml"], /host\.yaml says network: host, so Bound cannot be in the lab; leave out the faults/],
    [
      ["waits.fault.yaml", "--sut", "quiet.yaml"],
      /its last step .* waits as long as the keep-alive of the product.*quiet\.yaml does not/,
    ],
  ] as const) {
    const result = await runCli(["reproduce", ...words], { cwd, env });
    assert.match(result.stderr, sentence);
    assert.equal(result.code, 3);
  }
});

test("a plan and a feature need no lab", async () => {
  const planned = await runCli(["reproduce", plain, "--dry-run"], { cwd, env: { PATH: "/nowhere" } });
  assert.match(planned.stdout, /Given from the start, the router drops every SYN, for 1 s\n/);
  assert.equal(planned.code, 0);
  const feature = await runCli(["reproduce", plain, "--as-feature", "--out", "drop.feature"], { cwd, env: { PATH: "/nowhere" } });
  assert.match(feature.stdout, /--features drop\.feature --role server --network lab/);
});

test("a draft for the lab is verified there", async (t) => {
  const { way, obstacles } = await examine({ env, platform: process.platform });
  if (way === undefined) return t.skip(obstacles.map(({ what }) => what).join("; "));
  const hello = (at: number): Said => ({ from: "client", t: at, seq: 0, ack: 1000 + RHE.length, payload: HEL });
  const said: Said[] = [
    { from: "server", seq: 999, flags: "S", t: 0 },
    { from: "client", seq: -1, ack: 1000, flags: "SA", t: 1 },
    { from: "server", seq: 1000, payload: RHE, t: 2 },
    ...[9000, 9200, 9400, 9800].map(hello),
  ];
  file("nat.pcap", pcap(said.map((one) => ({ t: one.t ?? 0, frame: ethernet(ipv4(one)) }))));
  const result = await runCli(["import", "nat.pcap", "--verify"], { cwd, env });
  assert.match(result.stdout, /a NAT or firewall has forgotten the connection/);
  assert.match(result.stdout, /\nverified: the fault hit the built-in pair/);
  assert.equal(result.code, 0);
});
