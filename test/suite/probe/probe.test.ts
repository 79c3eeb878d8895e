import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it, mock } from "node:test";
import { library } from "../../../src/suite/library";
import { HopelessSutError, probeSut } from "../../../src/suite/probe";
import { parseSut, PortAllocator } from "../../../src/suite/sut";
import { TestPki } from "../../../simulators/pki";

/** The built-in peers, described truthfully and not. */
describe("probe", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "reverse-hello-probe-test-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function probe(role: "server" | "client", change: (text: string) => string = (text) => text) {
    const file = resolve(`fixtures/suts/reference-${role}.yaml`);
    const sut = parseSut(change(await readFile(file, "utf8")), file);
    const pki = await TestPki.open({ folder: join(folder, "pki") });
    const ports = new PortAllocator({ worker: 52 });
    const { signal } = new AbortController();
    return probeSut(sut, { role, timeScale: 2, ports, pki, folder: join(folder, "store"), env: process.env, signal });
  }

  it("says nothing of a server that does what its description says", async () => {
    assert.deepEqual(await probe("server"), []);
  });

  it("measures the redial delay", async () => {
    const [finding, ...more] = await probe("server", (text) => text.replace("redial: 200ms", "redial: 2500ms"));
    assert.match(finding ?? "", /^timing\.redial says 2500 ms \(from 2450 to \d+ ms\), measured was \d{3,4} ms$/);
    assert.deepEqual(more, []);
  });

  it("measures no delay of a server that keeps two waiting: either may be followed", async () => {
    const two = (text: string) =>
      text.replace("builtin:cli", resolve("src/mutants/main.ts")).replace("- simulate", "- two-waiting");
    assert.deepEqual(await probe("server", two), []);
  });

  it("compares the policies with GetEndpoints", async () => {
    const open = (text: string) =>
      text.replace(/^ {4}security: .*\n/m, "").replace("- --host", '- --security\n    - "None"\n    - --host');
    const [finding] = await probe("server", open);
    assert.match(finding ?? "", /^security\.policies claims Basic256Sha256, .*, and GetEndpoints offers None$/);
  });

  it("loads its library before it takes a connection that waits for a second only", async () => {
    const { adopted } = library;
    const slow = mock.method(library, "adopted", () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_300); // blocks, as loading does
      return adopted();
    });
    const impatient = (text: string) =>
      text.replace("builtin:cli", resolve("src/mutants/main.ts")).replace("- simulate", "- away-when-idle");
    assert.deepEqual(await probe("server", impatient), []);
    assert.equal(slow.mock.callCount(), 1);
    mock.restoreAll();
  });

  it("says nothing of a client that answers", async () => {
    assert.deepEqual(await probe("client"), []);
  });

  it("tells of a client that does not answer the server that it was told of", async () => {
    const deaf = (text: string) => text.replace('--server-uri, "{serverUri}"', "--server-uri, urn:somebody-else");
    const [finding] = await probe("client", deaf);
    assert.match(finding ?? "", /did not answer the ReverseHello of a server that it was told of/);
  });

  it("gives up a SUT that does not start", async () => {
    const broken = probe("server", (text) => text.replace("- simulate", "- nonsense"));
    await assert.rejects(broken, isHopeless(/ended with exit code 2 before it was ready.*no scenario can run/));
  });

  it("gives up a server that does not dial where it is told to", async () => {
    const elsewhere = (text: string) =>
      text
        .replace('[--reverse-connect, "{clientUrl}"]', "--reverse-connect\n    - opc.tcp://127.0.0.1:9")
        .replace("1300ms", "100ms");
    await assert.rejects(probe("server", elsewhere), isHopeless(/did not dial \{clientUrl\} .* within \d+ ms of its start/));
  });

  it("gives up a client that does not listen where it is told to", async () => {
    const elsewhere = (text: string) => text.replace('"{listenUrl}"', "opc.tcp://127.0.0.1:0");
    await assert.rejects(probe("client", elsewhere), isHopeless(/does not listen on \{listenUrl\}/));
  });
});

function isHopeless(message: RegExp) {
  return (error: unknown) => error instanceof HopelessSutError && message.test(error.message) && !error.message.includes("\n");
}
