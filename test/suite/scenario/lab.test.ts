import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../../src/lab";
import type { Link } from "../../../src/suite/link";
import { NotJudgedError } from "../../../src/suite/expect/errors";
import { ScenarioContext, type ScenarioSetup } from "../../../src/suite/scenario/context";
import { LabControl } from "../../../src/suite/scenario/lab";
import { Timing } from "../../../src/suite/timing";
import { STATED } from "../record";

/** What a lab was asked for, in order; each fault has met as many packets as `struck` says. */
class Router {
  readonly faults = new Map<string, Fault>();
  readonly asked: string[] = [];
  struckBy: Readonly<Record<string, number>> = {};
  readonly name = "client.lab";
  readonly address = { v4: "10.0.0.2", v6: "fd00::2" };

  add(name: string, fault: Fault): Promise<void> {
    this.faults.set(name, fault);
    return this.did(`lays ${fault.kind}`);
  }

  remove(name: string): Promise<void> {
    const fault = this.faults.get(name);
    this.faults.delete(name);
    return this.did(`lifts ${fault?.kind}`);
  }

  move(): Promise<void> {
    return this.did("moves");
  }

  struck(): Promise<Map<string, number>> {
    return Promise.resolve(new Map(Object.entries(this.struckBy)));
  }

  did(what: string): Promise<void> {
    this.asked.push(what);
    return Promise.resolve();
  }
}

function started(stated: Partial<typeof STATED> = {}) {
  const router = new Router();
  const setup = { lab: router, timing: new Timing({ ...STATED, ...stated }), role: "server" };
  const context = new ScenarioContext(setup as unknown as ScenarioSetup);
  context.links.push({ name: "A", port: 4840, reset: () => router.did("resets our sockets") } as unknown as Link);
  return { router, context, lab: new LabControl(context) };
}

test("a machine that restarts is silent before its sockets go, so that none of them says a last word", async () => {
  const { router, lab } = started();
  await lab.restartUs(1);
  assert.deepEqual(router.asked, ["lays silence", "resets our sockets", "lifts silence"]);
  assert.equal(lab.hidesEnds, true);
});

test("a fault that met no packet is named, and one that did is told with its count", async () => {
  const { router, context, lab } = started();
  await lab.lay({ kind: "drop-syn" }, "the router drops every SYN");
  await lab.lay({ kind: "silence" }, "the router drops everything");
  router.struckBy = { "drop-syn-1": 3 };
  await lab.account();
  assert.deepEqual(lab.neverStruck(), ["the router drops everything"]);
  const struck = context.trace.events.filter((event) => event.kind === "fault" && event.choice === "struck");
  assert.deepEqual(
    struck.map((event) => event.kind === "fault" && [event.rule, event.detail]),
    [["drop-syn-1", "3 packets"]],
  );
});

test("a NAT whose memory is short need not have forgotten anything", async () => {
  const { lab } = started();
  await lab.lay({ kind: "forget-idle", after: 3 }, "the router forgets flows that are idle for 3 s");
  await lab.account();
  assert.deepEqual(lab.neverStruck(), []);
});

test("a fault that was planned and whose moment has not come did not strike", async () => {
  const { context, lab } = started();
  lab.plan({ kind: "silence" }, "the router drops everything", { kind: "message", nth: 9, type: "HEL", sender: "client" });
  await lab.account();
  assert.deepEqual(lab.neverStruck(), ["the router drops everything"]);
  await context.close();
  assert.equal(lab.failure, undefined);
});

test("a session that survives is timed from when the fault ended, and one that was started into it from its ready", async () => {
  const { context, lab } = started();
  const figure = () => lab.recovery;
  lab.recovered(1000);
  assert.equal(figure(), undefined);
  const began = context.trace.now();
  await lab.layFor({ kind: "link-down", side: "us" }, "the router loses its link", 20);
  const ended = context.trace.now();
  assert.ok(ended - began >= 20);
  lab.recovered(1000, began, ended + 30);
  const { valueMs, ...rest } = figure() ?? assert.fail("no figure");
  assert.deepEqual(rest, { fault: "the router loses its link", waitingMs: 0, allowedMs: 1000 });
  assert.ok(valueMs >= 30 && valueMs < 30 + (ended - began), `${valueMs} ms`);

  context.trace.add({ kind: "state", actor: "sut", state: "ready" });
  const ready = context.trace.events.at(-1)?.t ?? assert.fail("no event");
  lab.recovered(1000, undefined, ready + 5);
  assert.deepEqual(figure(), { fault: "the router loses its link", valueMs: 5, allowedMs: 1000 });
});

test("dials that are refused may follow each other at the redial delay, with two more", async () => {
  const { router, lab } = started({ redial: 10_000 });
  await lab.lay({ kind: "reject", how: "rst" }, "the router rejects every dial");
  router.struckBy = { "reject-1": 2 };
  await lab.dialedInTime();
  router.struckBy = { "reject-1": 3 };
  await assert.rejects(lab.dialedInTime(), /at most 2 dials in that time.*3 dials/s);
});

test("where no dial is too early, dials that are refused are not judged", async () => {
  const { lab } = started({ redial: 1000, early: 1000 });
  await lab.lay({ kind: "reject", how: "rst" }, "the router rejects every dial");
  await assert.rejects(lab.dialedInTime(), NotJudgedError);
});

test("healing takes away what is in force and what was to come", async () => {
  const { router, lab } = started();
  await lab.lay({ kind: "silence" }, "the router drops everything");
  lab.plan({ kind: "drop-syn" }, "the router drops every SYN", { kind: "connection", ms: 0 });
  await lab.heal();
  assert.deepEqual(router.asked, ["lays silence", "lifts silence"]);
  assert.equal(router.faults.size, 0);
});

test("our new address is told", async () => {
  const { router, context, lab } = started();
  await lab.moveUs();
  assert.deepEqual(router.asked, ["moves"]);
  const told = context.trace.events.findLast((event) => event.kind === "fault");
  assert.equal(told?.kind === "fault" && told.detail, "our host name client.lab leads to 10.0.0.2 from now on");
});
