import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ListeningPeer } from "../../../src/suite/conversation/listening-peer";
import { Redial } from "../../../src/suite/dialing/redial";
import { isJudgement } from "../../../src/suite/expect";
import type { StatedTiming } from "../../../src/suite/timing";
import { HandMade } from "../record";

/** Whether the dials of a server, as recorded, are those that it owes; `late` moves the clock beyond every window. */
async function judge(
  record: HandMade,
  act: (redial: Redial, client: ListeningPeer) => Promise<void>,
  current = 1,
): Promise<true | string> {
  record.at(Math.max(record.now, 5_000));
  // The redial asks its client for the next ReverseHello, which is not what is judged here.
  const client = { name: "A", view: record.view, current, reverseHello: async () => undefined, greeting: async () => undefined };
  try {
    await act(new Redial(record.context), client as unknown as ListeningPeer);
    return true;
  } catch (error) {
    assert.ok(isJudgement(error), String(error));
    return (error as Error).message;
  }
}

const after = (stated: number) => (redial: Redial, client: ListeningPeer) => redial.again(client, stated, "its delay");
const refused = (stated: Partial<StatedTiming> = {}) => new HandMade("server", stated).dials().says("RHE").at(100).hears("ERR");

describe("a server dials again after its delay (100 ms, 10 ms early, 40 ms of tolerance)", () => {
  it("in time", async () => {
    assert.equal(await judge(refused().closes().at(200).dials(2), after(100)), true);
  });
  it("too early", async () => {
    assert.match(String(await judge(refused().closes().at(150).dials(2), after(100))), /no dial to client A before/);
  });
  it("too late, or never", async () => {
    assert.match(String(await judge(refused().closes().at(300).dials(2), after(100))), /a dial within 140 ms/);
    assert.match(String(await judge(refused().closes(), after(100))), /expected a dial/);
  });
  it("a dial from before the refusal is no answer to it", async () => {
    const record = new HandMade("server").dials().says("RHE").at(50).dials(2).at(100).hears("ERR").closes();
    assert.match(String(await judge(record, after(100))), /expected a dial/);
    const both = new HandMade("server").dials().says("RHE").at(50).dials(2).at(100).hears("ERR").closes().at(200).dials(3);
    assert.equal(await judge(both, after(100)), true);
  });
  it("counts the latest moment from the end of the connection, the earliest from the Error", async () => {
    assert.equal(await judge(refused().at(1000).closes().at(1100).dials(2), after(100)), true);
    assert.equal(await judge(refused().at(200).dials(2).at(1000).closes(), after(100)), true);
  });
  it("on its tick, whatever it was told in between", async () => {
    const ticking = (t: number) => refused({ tick: 120 }).closes().at(t).dials(2);
    assert.equal(await judge(ticking(120), after(100)), true, "one tick after the first dial");
    assert.match(String(await judge(ticking(150), after(100))), /no dial to client A before/, "between two ticks");
  });
});

describe("a suspended server", () => {
  const silent = (redial: Redial, client: ListeningPeer) => redial.never(client, 390);
  it("does not dial", async () => {
    assert.equal(await judge(refused().closes().at(500).dials(2), silent), true);
  });
  it("dials", async () => {
    assert.match(String(await judge(refused().closes().at(300).dials(2), silent)), /no dial to client A/);
  });
});

describe("waiting connections", () => {
  const waits = (count: number | "some") => (redial: Redial, client: ListeningPeer) => redial.waits(client, count);
  it("are those with a ReverseHello and without Hello", async () => {
    const one = new HandMade("server", { redial: 20 }).dials().says("RHE");
    assert.equal(await judge(one, waits("some")), true);
    assert.equal(await judge(one, waits(1)), true);
    assert.notEqual(await judge(one, waits(0)), true);
    const used = new HandMade("server", { redial: 20 }).dials().says("RHE").hears("HEL");
    assert.equal(await judge(used, waits(0)), true);
    assert.notEqual(await judge(used, waits("some")), true);
  });
});
