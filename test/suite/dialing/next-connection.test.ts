import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeError, statusCode, decodeMessage } from "../../../src/protocol";
import type { ListeningPeer } from "../../../src/suite/conversation/listening-peer";
import { ClientStack } from "../../../src/suite/dialing/client-stack";
import type { ScenarioContext } from "../../../src/suite/scenario";
import type { Dialect } from "../../../src/vocabulary";
import { HandMade } from "../record";

/** For how long our client waits for the next dial of a server that it told this Error in a session: redial 100 ms, suspension 400 ms. */
async function patience(code: string, dialect: Dialect = "netstandard", capabilities: readonly string[] = ["suspension"]) {
  const record = new HandMade("server").dials().says("RHE").at(50).hears("HEL").says("ACK").hears("OPN").says("OPN");
  const message = decodeMessage(encodeError({ code: statusCode(code) ?? 0, reason: "" }));
  const error = { kind: "message", link: "A", connection: 1, direction: "to-server", number: 3, offset: 0, message } as const;
  record.trace.add({ ...error, side: "server" });
  const setup = { role: "server", dialect, sut: { capabilities: new Set(capabilities) } };
  let patience = 0;
  const reverseHello = (within: number) => {
    patience = within;
    return Promise.reject(new Error("none came"));
  };
  const client = { name: "A", view: record.view, current: 1, gaveUp: () => false, reverseHello } as unknown as ListeningPeer;
  const stack = new ClientStack({ ...record.context, setup } as unknown as ScenarioContext);
  await assert.rejects(stack.opensSessionOnNext(client), /none came/);
  return patience - record.context.timing.firstDial;
}

test("a server that BadTcpMessageTypeInvalid suspends has its suspension until it dials again", async () => {
  assert.equal(await patience("BadTcpMessageTypeInvalid"), 400);
});

test("no other Error suspends, nor any in the other dialect, nor a server that states no suspension", async () => {
  assert.equal(await patience("BadTcpInternalError"), 0);
  assert.equal(await patience("BadTcpMessageTypeInvalid", "spec"), 0);
  assert.equal(await patience("BadTcpMessageTypeInvalid", "netstandard", []), 0);
});

/** What becomes of a session on the next connection of a server that ends some of those that wait, before or after our Hello reached them. */
async function takes(ending: number, heard: boolean): Promise<number> {
  const record = new HandMade("server").dials().says("RHE");
  const setup = { role: "server", pki: { certificate: () => Promise.resolve({}) } };
  let current = 0;
  const client = {
    name: "A",
    view: record.view,
    get current() {
      return current;
    },
    gaveUp: () => false,
    reverseHello: async () => void (current += 1),
    adopt: async () => {
      if (current > ending) return { openSession: () => Promise.resolve(), readTime: () => Promise.resolve(new Date()) };
      if (heard) record.hears("HEL", current);
      record
        .closes("fin", current)
        .dials(current + 1)
        .says("RHE", current + 1);
      throw new Error("the connection ended before a secure channel was open");
    },
    speaks: () => undefined,
  };
  const stack = new ClientStack({ ...record.context, setup } as unknown as ScenarioContext);
  await stack.opensSessionOnNext(client as unknown as ListeningPeer);
  return current;
}

test("a connection that the server ended before our Hello reached it is followed by the next, but not for ever", async () => {
  assert.equal(await takes(1, false), 2);
  await assert.rejects(takes(3, false), /a session on the server's next connection/);
});

test("one that it ended at our Hello is judged", async () => {
  await assert.rejects(takes(1, true), /a session on the server's next connection/);
});
