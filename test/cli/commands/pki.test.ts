import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runCli } from "../run-cli";

let cwd: string;
before(async () => (cwd = await mkdtemp(join(tmpdir(), "pki-cli-"))));
after(() => rm(cwd, { recursive: true }));
const run = (...argv: string[]) => runCli(["pki", ...argv], { cwd, env: { REVERSE_HELLO_PKI: "kept" } });

test("export writes what to trust, the same each time, and a certificate on request", async () => {
  assert.equal((await run("export", "first")).code, 0);
  const result = await run("export", "second", "--issue", "urn:mine", "--host", "plc.example");
  assert.deepEqual([result.code, result.stderr], [0, ""]);
  const read = (...path: string[]) => readFile(join(cwd, ...path));
  assert.deepEqual(await read("first", "authority.der"), await read("second", "trusted", "certs", "authority.der"));
  const authority = new X509Certificate(await read("first", "authority.pem"));
  for (const file of ["test-client.der", "own/certs/certificate.der"]) {
    assert.ok(new X509Certificate(await read("second", file)).verify(authority.publicKey), file);
  }
  assert.equal(
    new X509Certificate(await read("second", "own/certs/certificate.pem")).subjectAltName,
    "URI:urn:mine, DNS:plc.example",
  );
});

test("one sentence for what cannot be", async () => {
  const host = await run("export", "x", "--host", "a");
  assert.deepEqual(
    [host.code, host.stderr],
    [2, "reverse-hello: --host goes with --issue: it names hosts of the issued certificate\n"],
  );
  assert.match(
    (await run("export", "x", "--issue", "no uri")).stderr,
    /^reverse-hello: option '--issue <application-uri>'.* Expected an application URI such as urn:example:server/,
  );
  await writeFile(join(cwd, "file"), "");
  const unwritable = await run("export", "file");
  assert.equal(unwritable.code, 3);
  assert.match(unwritable.stderr, /^reverse-hello: cannot write to .*file: .*; choose a folder that can be written\n$/);
  const broken = await runCli(["pki", "export", "x"], { cwd, env: { REVERSE_HELLO_PKI: "file" } });
  assert.equal(broken.code, 3);
  assert.match(
    broken.stderr,
    /^reverse-hello: cannot keep certificates in .*; set REVERSE_HELLO_PKI to a folder that can be written\n$/,
  );
});
