import assert from "node:assert/strict";
import { test } from "node:test";
import { ServerUnderTest } from "../../../src/suite/dialing/server-under-test";
import type { ScenarioContext } from "../../../src/suite/scenario";
import { claims, parseSut } from "../../../src/suite/sut";
import { HandMade } from "../record";

const CERTIFICATE = Buffer.from("der");

/** What a server is started with in a scenario that says nothing of security. */
async function started(more: string) {
  const start = "start: { command: s, ready: up, options: { security: [--policy, '{securityPolicy}'] } }";
  const sut = parseSut(`name: it\nrole: server\n${start}\n${more}\n`, "/sut.yaml");
  const made = new HandMade("server");
  const pki = { certificate: () => Promise.resolve({ certificate: CERTIFICATE }), store: () => Promise.resolve("/pki") };
  const requests: { options?: readonly string[]; values?: Record<string, unknown> }[] = [];
  const context = {
    ...made.context,
    setup: { sut, pki, ports: { allocate: () => Promise.resolve(1) } },
    folder: () => Promise.resolve("/folder"),
    startSut: (request: (typeof requests)[number]) => Promise.resolve(void requests.push(request)),
    usualSecurity: undefined,
  } as unknown as ScenarioContext;
  await new ServerUnderTest(context).start();
  return { sut, options: requests[0]?.options, values: requests[0]?.values, usual: context.usualSecurity };
}

test("a server without sessions without security is started with its first policy, and its sessions have it", async () => {
  const more = "lacks: [session-without-security]\nsecurity: { policies: [Aes256_Sha256_RsaPss], modes: [Sign] }";
  const { sut, options, values, usual } = await started(more);
  assert.deepEqual(options, ["security"]);
  assert.deepEqual([values?.["securityPolicy"], values?.["securityMode"]], ["Aes256_Sha256_RsaPss", "Sign"]);
  assert.deepEqual(usual, { policy: "Aes256_Sha256_RsaPss", mode: "Sign", serverCertificate: CERTIFICATE });
  assert.equal(claims(sut, { roles: ["server"] }, "session-without-security"), false);
});

test("any other is started without", async () => {
  const { sut, options, usual } = await started("security: { policies: [Basic256Sha256] }");
  assert.deepEqual([options, usual], [[], undefined]);
  assert.equal(claims(sut, { roles: ["server"] }, "session-without-security"), true);
});
