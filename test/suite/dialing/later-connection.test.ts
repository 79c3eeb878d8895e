import assert from "node:assert/strict";
import { test } from "node:test";
import type { ListeningPeer } from "../../../src/suite/conversation/listening-peer";
import { ClientStack } from "../../../src/suite/dialing/client-stack";
import { NotJudgedError } from "../../../src/suite/expect/errors";
import type { ScenarioContext } from "../../../src/suite/scenario";
import { HandMade } from "../record";

/** Our client at a server that dials on and on; the first connections carry no session. Which one carried it. */
async function tries(failing: number, isStruck: boolean): Promise<number> {
  const record = new HandMade("server");
  const client = {
    view: record.view,
    current: 0,
    reverseHello: async (_within: number, _after: number, beyond: number) => {
      client.current = beyond + 1;
    },
    adopt: async () => {
      const { current } = client;
      if (current > failing) return { openSession: () => Promise.resolve(), readTime: () => Promise.resolve(new Date()) };
      if (isStruck) record.trace.add({ kind: "fault", link: record.view.link, connection: current, rule: "r", choice: "reset" });
      throw new Error("Connection Break");
    },
    speaks: () => undefined,
  };
  const setup = { role: "server", pki: { certificate: () => Promise.resolve({}) } };
  const context = { ...record.context, setup } as unknown as ScenarioContext;
  await new ClientStack(context).opensSessionEventually(client as unknown as ListeningPeer);
  return client.current;
}

test("a connection that the scenario's own fault broke is no try of the server's", async () => {
  assert.equal(await tries(60, true), 61);
  assert.equal(await tries(49, false), 50);
  await assert.rejects(tries(60, false), /Connection Break/);
});

test("a fault that breaks every connection leaves nothing to judge", async () => {
  await assert.rejects(
    tries(Infinity, true),
    (error) => error instanceof NotJudgedError && /each of 250 connections/.test(error.message),
  );
});
