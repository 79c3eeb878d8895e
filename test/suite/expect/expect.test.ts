import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NotApplicableError } from "../../../src/suite/attach";
import { Expect, isJudgement, StateNotReachedError, type Facing, type Refusal } from "../../../src/suite/expect";
import type { Role } from "../../../src/trace";
import { Timing } from "../../../src/suite/timing";
import { HandMade, STATED } from "../record";

type Act = (expect: Expect, facing: Facing) => Promise<unknown>;

/** Whether an expectation holds on a record, whose last position at which we spoke is that before `answer`. */
async function holds(sut: Role, before: (record: HandMade) => HandMade, answer: (record: HandMade) => HandMade, act: Act) {
  const record = before(new HandMade(sut).dials());
  const facing = { name: "A", view: record.view, current: 1, spoke: record.trace.position };
  answer(record.at(10));
  try {
    await act(new Expect(record.context), facing);
    return true;
  } catch (error) {
    assert.ok(isJudgement(error), `a judgement, not ${String(error)}`);
    return false;
  }
}

/** The handshake until each role has been sent something that it may refuse. */
const ASKED: Readonly<Record<Role, (record: HandMade) => HandMade>> = {
  server: (record) => record.says("RHE").hears("HEL"),
  client: (record) => record.hears("RHE").says("HEL").hears("ACK"),
};

/** The SUT closes without a word. */
const withoutAWord = (sut: Role, act: Act) => {
  const record = ASKED[sut](new HandMade(sut).dials());
  const facing = { name: "A", view: record.view, current: 1, spoke: record.trace.position };
  record.closes();
  return act(new Expect(record.context), facing);
};

for (const sut of ["server", "client"] as const) {
  const judge = (answer: (record: HandMade) => HandMade, act: Act) => holds(sut, ASKED[sut], answer, act);
  const refuses =
    (how?: Refusal, within?: number): Act =>
    (expect, facing) =>
      expect.refuses(facing, how, within);

  describe(`a ${sut} that refuses`, () => {
    const CASES: readonly [what: string, answer: (record: HandMade) => HandMade, right: readonly Refusal[]][] = [
      [
        "says an Error and closes",
        (it) => it.says("ERR").closes(),
        [["BadTcpInternalError"], "with any Error", "with or without an Error"],
      ],
      ["closes at once", (it) => it.closes(), ["without an Error", "with or without an Error"]],
      ["says an Error and never closes", (it) => it.says("ERR"), []],
      ["answers an OpenSecureChannel by a ServiceFault", (it) => it.says("fault"), ["with any Error", "with or without an Error"]],
      ["goes on", (it) => it.says("MSG").closes(), []],
      ["does nothing", (it) => it, []],
      ["is ended by us", (it) => it.isClosed(), []],
    ];
    const HOWS: readonly Refusal[] = [["BadTcpInternalError"], "with any Error", "without an Error", "with or without an Error"];
    for (const [what, answer, right] of CASES)
      for (const how of HOWS)
        it(`${what}: ${right.includes(how) || right.some((one) => String(one) === String(how)) ? "refused" : "not refused"} ${String(how)}`, async () => {
          const expected = right.some((one) => String(one) === String(how));
          assert.equal(await judge(answer, refuses(how, sut === "client" ? 40 : undefined)), expected);
        });
  });

  describe(`a ${sut} and its connection`, () => {
    it("closes, and is not merely closed", async () => {
      const closes: Act = (expect, facing) => expect.closes(facing, 30);
      assert.equal(await judge((it) => it.closes(), closes), true);
      assert.equal(await judge((it) => it.closes("rst"), closes), true);
      assert.equal(await judge((it) => it.isClosed(), closes), false);
      assert.equal(await judge((it) => it.says("CLO").isClosed(), closes), true, "its last word makes us close first");
      assert.equal(await judge((it) => it, closes), false);
    });
    it("keeps it open, without a word", async () => {
      const keeps: Act = (expect, facing) => expect.keeps(facing, 30);
      assert.equal(await judge((it) => it, keeps), true);
      assert.equal(await judge((it) => it.closes(), keeps), false);
      const comes = async (...[expect, facing]: Parameters<Act>) => void (await expect.says(facing, "MSG"));
      const thenKeeps: Act = (...args) => comes(...args).then(() => keeps(...args));
      assert.equal(await judge((it) => it.says("MSG"), keeps), false, "what came before the step is a word too");
      assert.equal(await judge((it) => it.says("MSG"), thenKeeps), true, "but not what was awaited");
      assert.equal(await judge((it) => it.says("MSG").says("MSG"), thenKeeps), false);
      assert.equal(
        await judge(
          (it) => it.at(5),
          (expect, facing) => expect.keeps(facing, 0),
        ),
        true,
      );
    });
    it("keeps quiet since we closed", async () => {
      const quiet: Act = (expect, facing) => expect.isQuiet(facing, 30);
      assert.equal(await judge((it) => it.isClosed(), quiet), true);
      assert.equal(await judge((it) => it.isClosed().says("MSG"), quiet), false);
    });
    it("gives a request no response, whatever else it does", async () => {
      const none: Act = (expect, facing) => expect.givesNoResponse(facing, 30);
      assert.equal(await judge((it) => it, none), true);
      assert.equal(await judge((it) => it.says("ERR").closes(), none), true);
      assert.equal(await judge((it) => it.says("MSG"), none), false);
    });
    it("says the next message or closes, and one of them it has to do", async () => {
      const act: Act = (expect, facing) => expect.saysOrCloses(facing, "OPN", 30);
      assert.equal(await judge((it) => it.says("OPN"), act), true);
      assert.equal(await judge((it) => it.closes(), act), true);
      assert.equal(await judge((it) => it, act), false);
    });
    it("may answer: an Error is judged on the record, and without one there is nothing to judge", async () => {
      const may: Act = (expect, facing) => expect.mayAnswer(facing);
      assert.equal(await judge((it) => it.says("ERR").closes(), may), true);
      await assert.rejects(() => withoutAWord(sut, may), NotApplicableError);
    });
    it("breaks, whoever ends it", async () => {
      const breaks: Act = (expect, facing) => expect.breaks(facing, 30);
      assert.equal(await judge((it) => it.isClosed(), breaks), true);
      assert.equal(await judge((it) => it, breaks), false);
    });
    it("lets go of a connection that we ended", async () => {
      const letsGo: Act = (expect, facing) => expect.letsGo(facing);
      assert.equal(await judge((it) => it.isClosed().closes(), letsGo), true);
      assert.equal(await judge((it) => it.isClosed(), letsGo), false);
      const refused = (it: HandMade): HandMade => {
        it.trace.add({ kind: "connection", link: "A", connection: 1, side: it.sut, phase: "refused" });
        return it;
      };
      assert.equal(await judge(refused, letsGo), true, "it never had it");
    });
  });
}

it("a server that lets a connection run into its timeout has refused nothing", async () => {
  const act: Act = (expect, facing) => expect.refuses(facing);
  assert.equal(await holds("server", ASKED.server, (it) => it.at(995).says("BadTimeout").closes(), act), false);
  assert.equal(await holds("server", ASKED.server, (it) => it.at(995).closes(), act), false);
});

it("an answer that was due to an earlier message of the same segment is no answer to the last", async () => {
  const record = new HandMade("server").dials().says("RHE");
  const facing = { name: "A", view: record.view, current: 1, spoke: record.trace.position, due: ["ACK"] as const };
  record.hears("HEL").hears("HEL").says("ACK").says("ERR").closes();
  await new Expect(record.context).refuses(facing, "with any Error");
});

it("what crossed our words, and an Acknowledge that nobody asked for, does not go on with them", async () => {
  const refusal = async (cross: (record: HandMade) => HandMade, answer: (record: HandMade) => HandMade) => {
    const record = new HandMade("server").dials().says("RHE");
    const facing = { name: "A", view: record.view, current: 1, spoke: record.trace.position };
    answer(cross(record).hears("MSG"));
    const expect = new Expect(record.context);
    const goesOn = expect.goesOn(facing);
    return [goesOn, await expect.refuses(facing, "with any Error").then(() => "refused", isJudgement)];
  };
  const refuses = (it: HandMade) => it.says("ERR").closes();
  assert.deepEqual(await refusal((it) => it.says("ACK"), refuses), [false, "refused"]);
  assert.deepEqual(
    await refusal(
      (it) => it.hears("HEL").says("ACK"),
      (it) => refuses(it.says("ACK")),
    ),
    [true, "refused"],
  );
  assert.deepEqual(
    await refusal(
      (it) => it,
      (it) => it.says("ACK"),
    ),
    [false, true],
  );
});

it("a connection that the client's system refused says nothing of what the client does, unless the scenario is about that", async () => {
  const acts: readonly Act[] = [
    (expect, facing) => expect.says(facing, "HEL", 20),
    (expect, facing) => expect.refuses(facing, "with any Error", 20),
    (expect, facing) => expect.closes(facing, 20),
    (expect, facing) => expect.keeps(facing, 20),
    (expect, facing) => expect.saysNot(facing, "HEL", 20),
  ];
  // What such a scenario may be about: several connections, or, where the client never took one, that it listens.
  const cases = [
    { taken: true, judged: "NS-22", isLeftOut: true },
    { taken: true, judged: "RC-044", isLeftOut: false },
    { taken: false, judged: "RC-044", isLeftOut: true },
    { taken: false, judged: "RC-053", isLeftOut: false },
  ];
  for (const { taken, judged, isLeftOut } of cases) {
    for (const act of acts) {
      const record = new HandMade("client").dials();
      const opened = { kind: "connection", link: "B", connection: 1, phase: "opened", side: "client" } as const;
      if (taken) record.trace.add(opened);
      record.trace.add({ kind: "connection", link: "A", connection: 1, phase: "refused", side: "client", how: "rst" });
      (record.context.setup as { judges: readonly string[] }).judges = [judged];
      const facing = { name: "A", view: record.view, current: 1, spoke: 0 };
      const error = await act(new Expect(record.context), facing).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.equal(error instanceof StateNotReachedError, isLeftOut, String(error));
    }
  }
});

describe("a client that takes its time before OpenSecureChannel", () => {
  const late = async (stated: readonly string[]) => {
    const record = new HandMade("client");
    const timing = new Timing({ ...STATED, openTimeout: 500 }, 0.01);
    Object.assign(record.context, { timing });
    Object.assign(record.context.setup.sut, { statedTiming: new Map(stated.map((name) => [name, 1])) });
    const facing = { name: "A", view: ASKED.client(record.dials()).view, current: 1, spoke: record.trace.position };
    const said = new Expect(record.context).says(facing, "OPN");
    setTimeout(() => record.says("OPN"), 5 * timing.prompt);
    return said.then(
      () => true,
      (error: unknown) => !isJudgement(error),
    );
  };
  it("may take its open timeout, where it states one", async () => {
    assert.equal(await late(["openTimeout"]), true);
    assert.equal(await late([]), false);
  });
});
