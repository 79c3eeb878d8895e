import assert from "node:assert/strict";
import { test } from "node:test";
import type { ListeningPeer } from "../../../src/suite/conversation/listening-peer";
import { ServerUnderTest } from "../../../src/suite/dialing/server-under-test";
import { ConformanceError, StateNotReachedError } from "../../../src/suite/expect/errors";
import type { ScenarioContext } from "../../../src/suite/scenario";
import { HandMade } from "../record";

const NO_GREETING = new ConformanceError("a ReverseHello", "nothing");

/** What is thrown about a server whose ReverseHello does not come to client A, in a scenario that judges one requirement. */
async function thrown(judged: string, dialed: { readonly A?: true; readonly B?: true }): Promise<unknown> {
  const records = { A: new HandMade("server"), B: new HandMade("server") };
  const setup = { role: "server", judges: [judged] };
  const server = new ServerUnderTest({ ...records.A.context, setup } as unknown as ScenarioContext);
  for (const name of ["A", "B"] as const) {
    const { view } = dialed[name] ? records[name].dials() : records[name];
    server.clients.set(name, { view, reverseHello: () => Promise.reject(NO_GREETING) } as unknown as ListeningPeer);
  }
  return server.greets("A").then(
    () => undefined,
    (error: unknown) => error,
  );
}

const isNotReached = (state: RegExp) => (error: unknown) => error instanceof StateNotReachedError && state.test(error.message);

test("a server that dials nobody fails the requirement to dial, and no other one could be judged", async () => {
  assert.equal(await thrown("RC-018", {}), NO_GREETING);
  assert.ok(isNotReached(/a server that dials our client/)(await thrown("RC-019", {})));
});

test("a server that dials and does not begin with a ReverseHello fails that alone", async () => {
  assert.equal(await thrown("RC-019", { A: true }), NO_GREETING);
  assert.ok(isNotReached(/a server whose first message is a ReverseHello/)(await thrown("RC-006", { A: true })));
});

test("a server that dials another client only is judged: it can dial", async () => {
  assert.equal(await thrown("RC-033", { B: true }), NO_GREETING);
});
