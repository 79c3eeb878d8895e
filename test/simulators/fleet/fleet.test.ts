import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test, type TestContext } from "node:test";
import {
  AttributeIds,
  ClientSubscription,
  LogLevel,
  MessageSecurityMode,
  SecurityPolicy,
  setLogLevel,
  TimestampsToReturn,
  type ClientSession,
  type DataValue,
} from "node-opcua";
import { ReverseConnectManager, type StartedReverseConnectManager } from "../../../simulators/client";
import { Fleet, fleetIdentity, type FleetOptions } from "../../../simulators/fleet";
import { TestPki } from "../../../simulators/pki";

setLogLevel(LogLevel.Emergency);

const WITHIN = 20_000;
const URI = "urn:reverse-hello:fleet:";
const QUICK = { redial: 100, suspension: 2000, jitter: 0 } as const;

let folder = "";
let pki: TestPki;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "reverse-hello-fleet-"));
  pki = await TestPki.open({ folder });
});
after(() => rm(folder, { recursive: true, force: true }));

async function client(t: TestContext, options: Partial<ConstructorParameters<typeof ReverseConnectManager>[0]> = {}) {
  const manager = await new ReverseConnectManager({ listen: "opc.tcp://127.0.0.1:0", holdTime: 60_000, ...options }).start();
  t.after(() => manager.stop());
  return manager;
}

function fleet(t: TestContext, { url }: StartedReverseConnectManager, options: Partial<FleetOptions>): Fleet {
  const made = new Fleet({ ...QUICK, clients: [url], groups: [{ kind: "good", count: 1 }], ...options });
  t.after(() => made.stop());
  void made.start();
  return made;
}

/** Values of a subscription, until there are so many. */
async function values(session: ClientSession, nodeId: string, count: number): Promise<number[]> {
  const subscription = ClientSubscription.create(session, { requestedPublishingInterval: 100, publishingEnabled: true });
  const item = await subscription.monitor(
    { nodeId, attributeId: AttributeIds.Value },
    { samplingInterval: 50, queueSize: 10 },
    TimestampsToReturn.Both,
  );
  const seen: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  item.on("changed", ({ value }: DataValue) => {
    seen.push(Number(value.value));
    if (seen.length >= count) resolve();
  });
  await promise;
  await subscription.terminate();
  return seen;
}

describe("a fleet of light servers", { timeout: 60_000 }, () => {
  test("all wait, each under its own name", async (t) => {
    const manager = await client(t);
    const many = fleet(t, manager, { groups: [{ kind: "good", count: 50 }] });
    assert.equal(await many.until("arrived", WITHIN), true);
    for (let n = 1; n <= 50; n += 1) await manager.waitForConnection({ serverUri: `${URI}${n}` }, { timeout: WITHIN });
    assert.equal(many.state().connections, 50);
  });

  test("node-opcua's client reads a value, subscribes to one and closes; one more connection waits beside", async (t) => {
    const manager = await client(t);
    const one = fleet(t, manager, {});
    const connection = await manager.waitForConnection({}, { timeout: WITHIN });
    const session = await connection.createSession();
    const { value, statusCode } = await session.session.read({ nodeId: "ns=1;s=Counter" });
    assert.equal(statusCode.name, "Good");
    assert.equal(typeof value.value, "number");
    const [first = NaN, second = NaN, third = NaN] = await values(session.session, "ns=1;s=Counter", 3);
    assert.ok(first < second && second < third, `${first} ${second} ${third}`);
    const objects = await session.session.browse("i=85");
    assert.deepEqual(
      objects.references?.map(({ browseName }) => browseName.name),
      ["Server", "Reference"],
    );
    assert.equal(one.state().inSession, 1);
    assert.equal(one.state().waiting, 1);
    await session.close();
    assert.equal(one.totals().sessions, 1);
    assert.ok(one.totals().notifications >= 3);
  });

  test("the client renews the token of its channel, and goes on", async (t) => {
    const manager = await client(t);
    fleet(t, manager, { tokenLifetime: 1000 });
    const connection = await manager.waitForConnection({}, { timeout: WITHIN });
    const session = await connection.createSession();
    await once(session.client, "security_token_renewed", { signal: AbortSignal.timeout(WITHIN) });
    assert.equal((await session.session.read({ nodeId: "i=2258" })).statusCode.name, "Good");
  });

  for (const [policy, mode] of [
    ["Basic256Sha256", "SignAndEncrypt"],
    ["Aes128_Sha256_RsaOaep", "Sign"],
    ["Aes256_Sha256_RsaPss", "SignAndEncrypt"],
  ] as const)
    test(`${policy} ${mode}: a client that trusts the authority gets a session`, async (t) => {
      const trusting = join(folder, `store-${policy}`);
      await pki.store(trusting, {});
      const manager = await client(t, { identity: { pki: trusting } });
      const security = [
        { policy: SecurityPolicy.None, mode: MessageSecurityMode.None },
        { policy: SecurityPolicy[policy], mode: MessageSecurityMode[mode] },
      ];
      fleet(t, manager, { security, identity: await fleetIdentity(pki) });
      const connection = await manager.waitForConnection({}, { timeout: WITHIN });
      const session = await connection.createSession({ securityPolicy: policy, securityMode: mode });
      assert.equal((await session.session.read({ nodeId: "ns=1;s=Counter" })).statusCode.name, "Good");
      const seen = await values(session.session, "ns=1;s=Wave", 2);
      assert.equal(seen.length, 2);
    });
});
