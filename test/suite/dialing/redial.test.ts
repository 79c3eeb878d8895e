import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ListeningPeer } from "../../../src/suite/conversation/listening-peer";
import { Redial } from "../../../src/suite/dialing/redial";
import { NotApplicableError } from "../../../src/suite/attach";
import { isJudgement, NotJudgedError } from "../../../src/suite/expect";
import type { Timings } from "../../../src/vocabulary";
import { HandMade } from "../record";

/** Whether the dials of a server, as recorded, are those that it owes; `late` moves the clock beyond every window. */
async function judge(
  record: HandMade,
  act: (redial: Redial, client: ListeningPeer) => Promise<void>,
  current = 1,
): Promise<true | string> {
  record.at(Math.max(record.now, 5_000));
  // The redial asks its client for the next ReverseHello, which is not what is judged here.
  const { view, trace, context } = record;
  const greeting = (within: number, _after: number, beyond: number) =>
    trace.waitFor("a ReverseHello", (event) => view.isSaid(event, undefined, "RHE") && event.connection > beyond, {
      within,
      signal: context.signal,
    });
  const client = { name: "A", view, current, reverseHello: async () => undefined, greeting };
  try {
    await act(new Redial(record.context), client as unknown as ListeningPeer);
    return true;
  } catch (error) {
    assert.ok(isJudgement(error) || error instanceof NotJudgedError || error instanceof NotApplicableError, String(error));
    return (error as Error).message;
  }
}

const after = (stated: number) => (redial: Redial, client: ListeningPeer) =>
  redial.again(client, { ms: stated, what: "its delay" });
const refused = (stated: Partial<Timings> = {}) => new HandMade("server", stated).dials().says("RHE").at(100).hears("ERR");

describe("a server dials again after its delay (100 ms, 10 ms early, 40 ms of tolerance)", () => {
  it("in time", async () => {
    assert.equal(await judge(refused().closes().at(200).dials(2), after(100)), true);
  });
  it("too early", async () => {
    assert.equal(
      await judge(refused().closes().at(150).dials(2), after(100)),
      "expected no dial to client A before its delay of 100 ms ends (less 10 ms, timing.early); got A#2 server side opened after 0.050 s",
    );
  });
  it("counted from its last dial, of a server that says so", async () => {
    const counting = (dials: number, interval = 200) =>
      judge(refused({ interval, redial: interval }).closes().at(dials).dials(2), after(interval));
    assert.equal(await counting(195), true);
    assert.match(
      String(await counting(150)),
      /before its delay of 200 ms ends \(less 10 ms, timing\.early; counted from its last dial, timing\.interval\); got A#2 .* after 0\.15 s$/,
    );
    assert.match(String(await counting(110, 80)), /lasted longer than timing\.interval, 80 ms/);
  });
  it("late, which is a remark", async () => {
    const late = refused().closes().at(300).dials(2);
    assert.equal(await judge(late, after(100)), true);
    assert.deepEqual(late.remarks, [
      "expected a dial within its delay of 100 ms and 40 ms of tolerance after the end of the connection; got a dial after 200 ms",
    ]);
    const inTime = refused().closes().at(240).dials(2);
    assert.equal(await judge(inTime, after(100)), true);
    assert.deepEqual(inTime.remarks, []);
  });
  it("twice as late each time, which is a remark", async () => {
    const backsOff = (factor: number) => {
      const made = refused().closes().at(800).dials(2).says("RHE", 2).hears("ERR", 2).closes("fin", 2);
      return made.at(800 + factor * 700).dials(3);
    };
    const doubling = backsOff(2);
    assert.equal(await judge(doubling, after(100), 2), true);
    assert.match(doubling.remarks.join(), /got a dial after 1400 ms/);
    assert.match(String(await judge(backsOff(4), after(100), 2)), /expected a dial/);
  });
  it("far too late, or never", async () => {
    assert.match(String(await judge(refused().closes().at(1500).dials(2), after(100))), /expected a dial/);
    assert.match(String(await judge(refused().closes(), after(100))), /expected a dial/);
  });
  it("a dial from before the refusal is no answer to it", async () => {
    const record = new HandMade("server").dials().says("RHE").at(50).dials(2).at(100).hears("ERR").closes();
    assert.match(String(await judge(record, after(100))), /expected a dial/);
    const both = new HandMade("server").dials().says("RHE").at(50).dials(2).at(100).hears("ERR").closes().at(200).dials(3);
    assert.equal(await judge(both, after(100)), true);
  });
  it("owes none while another one waits that it made before, or for the Hello", async () => {
    const waits = () => new HandMade("server").dials().says("RHE").at(50).dials(2).says("RHE", 2).at(100).hears("ERR").closes();
    assert.match(String(await judge(waits(), after(100))), /it owes no further dial/);
    const used = (t: number) => new HandMade("server").dials().says("RHE").at(50).hears("HEL").says("ACK").at(t);
    assert.match(String(await judge(used(60).dials(2).says("RHE", 2).hears("ERR").closes(), after(100))), /owes no further dial/);
    const afterError = () => used(60).hears("ERR").closes().at(70).dials(2).says("RHE", 2);
    assert.match(String(await judge(afterError(), after(100))), /owes no further dial/, "made for the Hello, seen after the Error");
    assert.match(String(await judge(afterError().at(80).dials(3), after(100))), /no dial to client A before/, "a second one");
    assert.match(String(await judge(afterError().hears("HEL", 2), after(100))), /expected a dial/, "none waits any more");
    assert.equal(await judge(used(60).hears("ERR").closes().at(180).dials(2), after(100)), true, "one that was due");
    const cycle = waits().at(400).closes("fin", 2).dials(3);
    assert.match(String(await judge(cycle, after(100))), /owes no further dial/, "the end of the one that waited");
    assert.deepEqual(cycle.remarks, []);
  });
  it("counts the latest moment from the end of the connection, the earliest from the Error", async () => {
    assert.equal(await judge(refused().at(1000).closes().at(1100).dials(2), after(100)), true);
    assert.equal(await judge(refused().at(200).dials(2).at(1000).closes(), after(100)), true);
  });
  it("on its tick, whatever it was told in between", async () => {
    const ticking = (t: number) => refused({ tick: 120 }).closes().at(t).dials(2);
    assert.equal(await judge(ticking(120), after(100)), true, "one tick after the first dial");
    assert.equal(await judge(ticking(150), after(100)), true, "the first dial of all need not have been on one");
    const third = (t: number, stated: Partial<Timings> = { tick: 120 }) =>
      new HandMade("server", stated).dials().closes().at(120).dials(2).at(220).hears("ERR", 2).closes("fin", 2).at(t).dials(3);
    assert.match(String(await judge(third(270), after(100), 2)), /no dial to client A before/, "between two ticks");
    assert.equal(await judge(third(240), after(100), 2), true, "two ticks after the first dial");
    assert.equal(await judge(third(346), after(100), 2), true, "a tick that seems early, after dials that were late");
  });
});

describe("another connection within its delay (100 ms, 40 ms of tolerance), and no suspension (400 ms)", () => {
  const inTime = (redial: Redial, client: ListeningPeer) => redial.inTime(client, { ms: 100, what: "its delay" });
  const back = (t: number) => refused().closes().at(t).dials(2).says("RHE", 2);
  it("in time", async () => {
    const record = back(240);
    assert.equal(await judge(record, inTime), true);
    assert.deepEqual(record.remarks, []);
  });
  it("late, which is a remark: no clause says how late", async () => {
    const record = back(300);
    assert.equal(await judge(record, inTime), true);
    assert.match(record.remarks.join(), /got a dial after 200 ms/);
  });
  it("of a server that was started again, counted from then", async () => {
    const anew = (from: number) => async (redial: Redial, client: ListeningPeer) => void (await redial.anew(client, 100, from));
    assert.equal(await judge(back(480), anew(400)), true);
    assert.match(String(await judge(back(480), anew(0))), /a later dial|expected a/);
  });
  it("later than a suspension is stated: no remark, but another suspension", async () => {
    const suspended = (redial: Redial, client: ListeningPeer) => redial.inTime(client, { ms: 400, what: "its suspension" });
    assert.equal(await judge(back(530), suspended), true);
    assert.match(String(await judge(back(900), suspended)), /a later dial|expected a/);
  });
  it("as late as the end of a suspension, or never", async () => {
    assert.match(String(await judge(back(495), inTime)), /a later dial|expected a/);
    assert.match(String(await judge(refused().closes(), inTime)), /expected a ReverseHello/);
  });
});

describe("what cannot be seen is not judged", () => {
  it("a delay that may be early by all of itself", async () => {
    assert.match(String(await judge(refused({ early: 100 }).closes().at(200).dials(2), after(100))), /^not judged: .*timing\.tick/);
    assert.match(
      String(await judge(refused({ early: 100 }).closes(), after(100))),
      /expected a dial/,
      "too late is seen all the same",
    );
    assert.equal(await judge(refused({ redial: 0 }).closes().at(110).dials(2), after(0)), true, "no delay is one that is kept");
  });
  it("a tick that is no longer than it may be early and late", async () => {
    assert.match(String(await judge(refused({ tick: 20 }).closes().at(200).dials(2), after(100))), /^not judged: every dial/);
  });
});

describe("another connection at once, as soon as a channel is open", () => {
  const atOnce = (redial: Redial, client: ListeningPeer) => redial.atOnce(client);
  const opened = (stated: Partial<Timings> = {}) =>
    new HandMade("server", stated).dials().says("RHE").at(100).hears("HEL").says("ACK").hears("OPN").says("OPN");
  it("comes at once, or does not", async () => {
    assert.equal(await judge(opened().at(110).dials(2), atOnce), true);
    assert.match(String(await judge(opened(), atOnce)), /expected another dial/);
  });
  it("one that came before the Hello is not another", async () => {
    const before = new HandMade("server").dials().says("RHE").at(50).dials(2).at(100).hears("HEL").says("ACK").says("OPN");
    assert.match(String(await judge(before, atOnce)), /expected another dial/);
  });
  it("is not told from the next tick, nor from the redial delay", async () => {
    assert.match(String(await judge(opened({ tick: 110 }).at(110).dials(2), atOnce)), /next tick/);
    assert.equal(await judge(opened({ tick: 160 }).at(110).dials(2), atOnce), true, "between two ticks");
    assert.match(String(await judge(opened().at(200).dials(2), atOnce)), /its redial delay/);
  });
});

describe("a suspended server", () => {
  const silent = (redial: Redial, client: ListeningPeer) =>
    redial.never(client, { ms: 400, what: "its suspension", isPause: true });
  it("does not dial", async () => {
    assert.equal(await judge(refused().closes().at(500).dials(2), silent), true);
  });
  it("dials", async () => {
    assert.match(String(await judge(refused().closes().at(300).dials(2), silent)), /no dial to client A/);
  });
  it("dials on its tick", async () => {
    const pause = (redial: Redial, client: ListeningPeer) =>
      redial.again(client, { ms: 400, what: "its suspension", isPause: true });
    assert.match(String(await judge(refused({ tick: 120 }).closes().at(240).dials(2), pause)), /no dial to client A before/);
    assert.equal(await judge(refused({ tick: 120 }).closes().at(600).dials(2), pause), true, "the first tick after it");
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
  it("may end by themselves after the connect timeout, and not before it", async () => {
    // The window is half the connect timeout: the connection was there for a while when it began.
    const endsAt = async (end: number) => {
      const record = new HandMade("server", { redial: 100, connectTimeout: 400 }).dials().says("RHE").at(350);
      const client = { name: "A", view: record.view } as unknown as ListeningPeer;
      const watch = new Redial(record.context).waits(client, "some");
      record.at(end).closes();
      return watch.then(() => true, String);
    };
    assert.equal(await endsAt(395), true);
    assert.match(String(await endsAt(360)), /no change from 1 waiting connection/);
  });
  it("may be on their way when the one before has ended by itself", async () => {
    const ends = async (end: number) => {
      const record = new HandMade("server", { redial: 100, connectTimeout: 400 }).dials().says("RHE").at(350);
      const client = { name: "A", view: record.view } as unknown as ListeningPeer;
      const watch = new Redial(record.context).waits(client, "some");
      record.at(end).closes().dials(2);
      return watch.then(() => true, String);
    };
    assert.equal(await ends(395), true, "dialed, and has not said ReverseHello yet");
    assert.match(String(await ends(360)), /no change from 1 waiting connection/);
  });
});
