import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { encodePcapng } from "../../src/capture/writer";
import { runCli } from "../cli/run-cli";
import { HEL, RHE, Story } from "../report/ladder/sample";

const cwd = mkdtempSync(join(tmpdir(), "reverse-hello-bad-"));
after(() => rmSync(cwd, { recursive: true, force: true }));

const story = new Story().opens(1).at(1).passes("to-client", RHE, 1).at(2).passes("to-server", HEL, 1);
const good = Buffer.concat([...encodePcapng(story.events, story.recorder.segments, { epoch: 1_700_000_000_000 })]);

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(cwd, name), content);
  return name;
}

mkdirSync(join(cwd, "folder"));
file("good.pcapng", good);
file("field.fault.yaml", "name: x\nrole: server\nfaults:\n  - on: {massage: HEL}\n    do: {drop: true}\nexpect: [a]\n");
file("event.fault.yaml", "name: x\nrole: server\nfaults:\n  - on: {message: HEY}\n    do: {drop: true}\nexpect: [a]\n");
file("sentence.fault.yaml", "name: x\nrole: server\nfaults: []\nexpect:\n  - the server sings\n");
file("good.fault.yaml", "name: x\nrole: server\nfaults: []\nexpect: [the server sends ReverseHello]\n");
file("bomb.fault.yaml", bomb(7));

/** Aliases of aliases: small as text, huge as a value. */
function bomb(depth: number): string {
  const rows = Array.from({ length: depth }, (_, index) => {
    const item = index === 0 ? "x" : `*a${index - 1}`;
    return `a${index}: &a${index} [${Array.from({ length: 9 }, () => item).join(",")}]`;
  });
  return `${rows.join("\n")}\n`;
}

const CASES: readonly (readonly [line: string, code: number, sentence: RegExp])[] = [
  [`import ${file("empty.pcap", "")}`, 2, /^reverse-hello: empty\.pcap: expected a pcap or pcapng file, got 0 bytes$/],
  [
    `import ${file("text.pcap", "hello world")}`,
    2,
    /text\.pcap: expected a pcap or pcapng file, got one that begins with 68656c6c/,
  ],
  ["import folder", 2, /folder: expected a capture file, got a folder/],
  ["import nowhere.pcap", 2, /nowhere\.pcap: there is no such file/],
  [
    `import ${file("no.gz", Buffer.concat([gzipSync(good).subarray(0, 40), Buffer.alloc(200, 0xff)]))}`,
    2,
    /no\.gz: the compression is damaged/,
  ],
  ["import good.pcapng --out folder", 2, /--out folder: cannot be written: it is a folder/],
  ["import good.pcapng --connection 9", 2, /--connection 9: good\.pcapng holds connections 1 to \d$/],
  ["import good.pcapng --sut nowhere.yaml", 2, /nowhere\.yaml: cannot read the SUT description/],
  [
    "reproduce field.fault.yaml",
    2,
    /^reverse-hello: field\.fault\.yaml:4: unknown field "massage" in faults\.on; allowed: message, /,
  ],
  ["reproduce event.fault.yaml", 2, /event\.fault\.yaml:4: faults\.on\.message must be one of HEL, .*, not "HEY"/],
  ["reproduce sentence.fault.yaml", 2, /sentence\.fault\.yaml:5: no such sentence: "the server sings"/],
  ["reproduce bomb.fault.yaml", 2, /bomb\.fault\.yaml: this YAML cannot be used/],
  ["reproduce folder", 2, /folder: there is no trace\.ndjson in it/],
  ["reproduce nowhere.fault.yaml", 2, /nowhere\.fault\.yaml: cannot read the fault scenario: there is no such file/],
  ["reproduce good.fault.yaml --time-scale 0", 2, /--time-scale <x>. argument '0' is invalid\. Expected a number over 0/],
  ["reproduce good.fault.yaml --report text.pcap/x", 3, /--report text\.pcap\/x: cannot be written/],
  ["reproduce good.fault.yaml --as-feature --out folder", 2, /--out folder: cannot be written: it is a folder/],
  ["replay folder --as server --to 127.0.0.1:1", 2, /folder: expected a file trace\.ndjson, got a folder/],
  ["replay text.pcap --as server --to 127.0.0.1:1", 2, /text\.pcap: expected a pcap or pcapng file, got one that begins with/],
  [
    "replay text.pcap --as server --to 127.0.0.1:1 --timeout soon",
    2,
    /--timeout <duration>. argument 'soon' is invalid\. Expected a duration such as/,
  ],
];

for (const [line, code, sentence] of CASES) {
  test(`one sentence, and nothing is started: ${line}`, async () => {
    const before = readdirSync(cwd);
    const result = await runCli(line.split(" "), { cwd });
    assert.match(result.stderr.trim(), sentence);
    assert.equal(result.code, code, result.stderr);
    assert.equal(result.stderr.trim().replace("\n(add --help for the options)", "").split("\n").length, 1);
    assert.deepEqual(readdirSync(cwd), before);
  });
}

test("a capture whose compression is cut off is read as far as it goes", async () => {
  const packed = gzipSync(good);
  const result = await runCli(["import", file("cut.pcapng.gz", packed.subarray(0, packed.length - 60))], { cwd });
  assert.match(result.stdout, /note: the compressed file is cut off; what comes before it was read/);
  assert.match(result.stdout, /server RHE/);
  assert.equal(result.code, 0);
});
