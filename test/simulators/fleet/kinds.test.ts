import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { LogLevel, MessageSecurityMode, SecurityPolicy, setLogLevel } from "node-opcua";
import { ReverseConnectManager } from "../../../simulators/client";
import { Fleet, fleetIdentity, type FleetGroup, type FleetOptions } from "../../../simulators/fleet";
import { TestPki } from "../../../simulators/pki";
import { RawListener, type RawConnection } from "../../../simulators/raw";
import { encodeError, encodeHello, STATUS_CODES } from "../../../src/protocol";
import { Bell } from "../../../src/waiting";

setLogLevel(LogLevel.Emergency);

const WITHIN = 10_000;
const REDIAL = 200;
const SUSPENSION = 1_000;
const URL = "opc.tcp://localhost:4840/fleet/1";

interface Port {
  readonly url: string;
  /** The n-th connection that it accepts, from 1. */
  nth(n: number): Promise<RawConnection>;
}

async function listener(t: TestContext): Promise<Port> {
  const bell = new Bell();
  const started = await new RawListener({ onConnection: () => bell.ring() }).start();
  t.after(() => started.stop());
  const nth = async (n: number) => {
    const found = await bell.until(() => started.connections[n - 1], WITHIN);
    return found ?? assert.fail(`connection ${n} did not come`);
  };
  return { url: started.url, nth };
}

function fleet(t: TestContext, url: string, groups: readonly FleetGroup[], options: Partial<FleetOptions> = {}): Fleet {
  const made = new Fleet({ clients: [url], groups, redial: REDIAL, suspension: SUSPENSION, jitter: 0, ...options });
  t.after(() => made.stop());
  void made.start();
  return made;
}

/** Ms from an Error message to the next dial. */
async function redialAfter(t: TestContext, code: number): Promise<number> {
  const raw = await listener(t);
  fleet(t, raw.url, [{ kind: "good", count: 1 }]);
  const first = await raw.nth(1);
  await first.message("RHE", WITHIN);
  await first.send(encodeError({ code, reason: "no" }));
  const told = performance.now();
  await raw.nth(2);
  return performance.now() - told;
}

describe("kinds of fleet servers", { timeout: 60_000 }, () => {
  test("a good one waits for its redial delay, and for its suspension after BadTcpMessageTypeInvalid", async (t) => {
    const redial = await redialAfter(t, STATUS_CODES.BadServerTooBusy);
    assert.ok(redial >= REDIAL - 5 && redial < SUSPENSION, String(redial));
    const suspended = await redialAfter(t, STATUS_CODES.BadTcpMessageTypeInvalid);
    assert.ok(suspended >= SUSPENSION - 5, String(suspended));
  });

  test("a silent one dials and says nothing", async (t) => {
    const raw = await listener(t);
    fleet(t, raw.url, [{ kind: "silent", count: 1 }]);
    await assert.rejects((await raw.nth(1)).message("RHE", 300), /it did not come/);
  });

  test("a slow one says its ReverseHello piece by piece", async (t) => {
    const raw = await listener(t);
    fleet(t, raw.url, [{ kind: "slow", count: 1, delay: 400 }]);
    const connection = await raw.nth(1);
    const began = performance.now();
    await connection.message("RHE", WITHIN);
    assert.ok(performance.now() - began >= 300);
  });

  test("a rejecting one answers Hello with its code", async (t) => {
    const raw = await listener(t);
    fleet(t, raw.url, [{ kind: "rejecting", count: 1, code: "BadServerTooBusy" }]);
    const connection = await raw.nth(1);
    await connection.message("RHE", WITHIN);
    await connection.send(encodeHello({ endpointUrl: URL }));
    assert.equal((await connection.message("ERR", WITHIN)).code, STATUS_CODES.BadServerTooBusy);
    assert.equal(await connection.closed(WITHIN), true);
  });

  test("a flapping one drops its connection and dials again at once", async (t) => {
    const raw = await listener(t);
    const flapping = fleet(t, raw.url, [{ kind: "flapping", count: 1, period: 50 }]);
    await raw.nth(4);
    assert.ok(flapping.totals().dials >= 4);
    assert.equal(await (await raw.nth(1)).closed(WITHIN), true);
  });

  test("a duplicate and an impostor say the names of good ones; only the impostor's certificate is not trusted", async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "reverse-hello-kinds-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const pki = await TestPki.open({ folder });
    await pki.store(join(folder, "store"), {});
    const security = [
      { policy: SecurityPolicy.None, mode: MessageSecurityMode.None },
      { policy: SecurityPolicy.Basic256Sha256, mode: MessageSecurityMode.Sign },
    ];
    const identity = await fleetIdentity(pki);
    const served: number[] = [];
    const outcomes = await Promise.all(
      (["duplicate", "impostor"] as const).map(async (kind) => {
        const manager = await new ReverseConnectManager({
          listen: "opc.tcp://127.0.0.1:0",
          holdTime: 60_000,
          identity: { pki: join(folder, "store") },
        }).start();
        t.after(() => manager.stop());
        const made = new Fleet({
          clients: [manager.url],
          groups: [
            { kind: "good", count: 2 },
            { kind, count: 1 },
          ],
          security,
          identity,
          redial: REDIAL,
        });
        t.after(() => made.stop());
        await made.start((server) => server.number === 3);
        const connection = await manager.waitForConnection({ serverUri: "urn:reverse-hello:fleet:1" }, { timeout: WITHIN });
        const opened = await connection
          .createSession({ securityPolicy: "Basic256Sha256", securityMode: "Sign" })
          .catch((error: { code: string }) => error.code);
        served.push(made.state().served);
        return typeof opened === "string" ? opened : "session";
      }),
    );
    assert.deepEqual(outcomes, ["session", "CERTIFICATE_UNTRUSTED"]);
    // The session of the copy counts for the one that it is a copy of.
    assert.deepEqual(served.sort(), [0, 1]);
  });
});

describe("parts of a fleet", () => {
  test("have the names of the whole, each once", () => {
    const groups: FleetGroup[] = [
      { kind: "good", count: 5 },
      { kind: "silent", count: 2 },
    ];
    const names = (shard?: FleetOptions["shard"]) =>
      new Fleet({ clients: ["opc.tcp://localhost:1"], groups, ...(shard ? { shard } : {}) }).servers.map(
        ({ serverUri }) => serverUri,
      );
    const parts = [1, 2, 3].map((index) => names({ index, of: 3 }));
    assert.deepEqual(
      parts.map((part) => part.length),
      [3, 2, 2],
    );
    assert.deepEqual(parts.flat().sort(), [...names()].sort());
  });

  test("the network can be cut: dials are refused, and all come back", async (t) => {
    const raw = await listener(t);
    const many = fleet(t, raw.url, [{ kind: "good", count: 20 }]);
    assert.equal(await many.until("arrived", WITHIN), true);
    many.cut();
    many.mark();
    assert.equal(await many.until("arrived", 2 * REDIAL), false);
    assert.ok(many.totals().failedDials >= 20);
    assert.equal(many.state().waiting, 0);
    many.restore();
    assert.equal(await many.until("arrived", WITHIN), true);
    assert.equal(many.state().connections, 20);
  });
});
