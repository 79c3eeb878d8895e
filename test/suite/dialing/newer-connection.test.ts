import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { test } from "node:test";
import type { ListeningPeer } from "../../../src/suite/conversation/listening-peer";
import { ClientStack } from "../../../src/suite/dialing/client-stack";
import type { ScenarioContext } from "../../../src/suite/scenario";
import { HandMade } from "../record";

/** Our client's stack, at whose first connection nobody answers: where its session came about, and how many attempts were under way there. */
class Client {
  readonly adopted: number[] = [];
  readonly sockets = [new EventEmitter(), new EventEmitter()];
  current = 0;

  constructor(private readonly record: HandMade) {}

  get view() {
    return this.record.view;
  }

  async reverseHello(_within: number, _after: number, beyond: number) {
    this.current = beyond + 1;
    return { t: this.record.now };
  }

  raw(connection: number) {
    const socket = this.sockets[connection - 1];
    return { socket: { destroy: () => socket?.emit("close") } };
  }

  async adopt() {
    const { current } = this;
    this.adopted.push(current);
    if (current === 1) {
      await once(this.sockets[0] as EventEmitter, "close");
      throw new Error("the connection ended before a secure channel was open");
    }
    return { openSession: () => Promise.resolve(), readTime: () => Promise.resolve(new Date()) };
  }

  speaks(): void {
    // Nothing to be told here.
  }
}

async function opens(record: HandMade): Promise<Client> {
  const setup = { role: "server", pki: { certificate: () => Promise.resolve({}) } };
  const context = { ...record.context, setup } as unknown as ScenarioContext;
  const client = new Client(record);
  await new ClientStack(context).opensSessionWithin(client as unknown as ListeningPeer, 1000);
  return client;
}

test("a connection that seems to wait is dead when the server makes another one instead of an answer", async () => {
  const record = new HandMade("server").dials().says("RHE");
  setImmediate(() => record.dials(2).says("RHE", 2));
  const { adopted, current } = await opens(record);
  assert.deepEqual(adopted, [1, 2]);
  assert.equal(current, 2);
});
