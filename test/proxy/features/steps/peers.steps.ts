import assert from "node:assert/strict";
import { Then, When } from "@cucumber/cucumber";
import { bytesOf } from "./messages";
import type { Pair, ProxyWorld, Sender } from "./world";

/* Sentences about the two ends; "the server" and "the client" are the ends of the newest connection. */

/** Lower bounds are exact save for the clocks' grain, in ms. */
const GRAIN = 2;
const other = (peer: Sender): Sender => (peer === "server" ? "client" : "server");

When("the server connects", async function (this: ProxyWorld) {
  await this.connect();
});

When("the server dials", async function (this: ProxyWorld) {
  await this.connectAlone();
});

When("the server dials {int} times", async function (this: ProxyWorld, times: number) {
  this.outcomes = [];
  for (let n = 0; n < times; n++) this.outcomes.push(await outcome(this));
});

Then("the dials end so: {}", function (this: ProxyWorld, outcomes: string) {
  assert.equal(this.outcomes.join(", "), outcomes);
});

Then("of {int} dials some are {word} and some are {word}", async function (this: ProxyWorld, n: number, one: string, two: string) {
  const seen = new Set<string>();
  for (let tries = 0; tries < n; tries++) {
    const how = await outcome(this);
    seen.add(two === "closed" && how !== "open" ? two : how);
  }
  assert.deepEqual([...seen].sort(), [one, two].sort());
});

When("the {sender} sends {int} byte(s)", function (this: ProxyWorld, sender: Sender, count: number) {
  this.pair.sendPattern(sender, count);
});

When("the {sender} sends {string}", function (this: ProxyWorld, sender: Sender, messages: string) {
  this.pair.send(sender, bytesOf(messages));
});

When("the {sender} closes", function (this: ProxyWorld, peer: Sender) {
  this.pair.sentAt = performance.now();
  this.pair.peer(peer).socket.end();
});

When("the {sender} resets", function (this: ProxyWorld, peer: Sender) {
  this.pair.peer(peer).socket.resetAndDestroy();
});

When("back on the first connection", function (this: ProxyWorld) {
  this.first();
});

Then("the {sender} receives {int} byte(s)", async function (this: ProxyWorld, peer: Sender, count: number) {
  await receives(this.pair, peer, this.pair.sent[other(peer)].subarray(0, count));
  assert.equal(this.pair.peer(peer).length, count);
});

Then("the {sender} receives {int} byte(s) after {int} ms", async function (this: ProxyWorld, peer: Sender, n: number, ms: number) {
  await receives(this.pair, peer, this.pair.sent[other(peer)].subarray(0, n));
  const elapsed = this.pair.elapsed(peer);
  assert.ok(elapsed >= ms - GRAIN, `came after ${elapsed} ms`);
});

Then("the {sender} receives {int} byte(s) within {int} ms", async function (this: ProxyWorld, peer: Sender, n: number, ms: number) {
  await receives(this.pair, peer, this.pair.sent[other(peer)].subarray(0, n));
  const elapsed = this.pair.elapsed(peer);
  assert.ok(elapsed < ms, `came after ${elapsed} ms`);
});

Then("the {sender} receives {string}", async function (this: ProxyWorld, peer: Sender, messages: string) {
  await receives(this.pair, peer, bytesOf(messages));
});

Then(
  "the {sender} receives {string} after {int} ms",
  async function (this: ProxyWorld, peer: Sender, messages: string, ms: number) {
    await receives(this.pair, peer, bytesOf(messages));
    const elapsed = this.pair.elapsed(peer);
    assert.ok(elapsed >= ms - GRAIN, `came after ${elapsed} ms`);
  },
);

Then("they came in {int} pieces or more", function (this: ProxyWorld, pieces: number) {
  const most = Math.max(this.pair.server.chunks.length, this.pair.client?.chunks.length ?? 0);
  assert.ok(most >= pieces, `${most} pieces`);
});

Then("the {sender} has received nothing", async function (this: ProxyWorld, peer: Sender) {
  await this.settle();
  assert.deepEqual([this.pair.peer(peer).length, this.pair.peer(peer).ended], [0, undefined]);
});

Then("the connection ends for the {sender}", async function (this: ProxyWorld, peer: Sender) {
  await this.pair.peer(peer).ends();
});

Then("the connection ends for the {sender} by {word}", async function (this: ProxyWorld, peer: Sender, how: string) {
  assert.equal((await this.pair.peer(peer).ends()).toUpperCase(), how);
});

Then(
  "the connection ends for the {sender} by {word} after {int} ms",
  async function (this: ProxyWorld, peer: Sender, how: string, ms: number) {
    await endsAfter(this.pair, peer, how, this.pair.sentAt + ms);
  },
);

Then("the connection reaches the client", async function (this: ProxyWorld) {
  await this.heardOf();
  await receives(this.pair, "client", this.pair.sent.server);
});

Then("the server receives {int} bytes in the end", async function (this: ProxyWorld, count: number) {
  this.pair.peer("client").socket.end();
  await this.pair.server.ends();
  assert.equal(this.pair.server.length, count);
});

Then("the connection is open for the {sender}", async function (this: ProxyWorld, peer: Sender) {
  await this.settle();
  assert.equal(this.pair.peer(peer).ended, undefined);
});

/** The received bytes are these, from the start of the connection, and none besides so far. */
async function receives(pair: Pair, name: Sender, expected: Buffer): Promise<void> {
  const peer = pair.peer(name);
  const enough = () => peer.length >= expected.length || peer.ended !== undefined;
  await peer.until(`${expected.length} bytes for the ${name}`, enough, 10_000);
  if (peer.bytes.equals(expected)) return;
  throw new Error(`expected ${show(expected)}; got ${show(peer.bytes)}, end ${peer.ended ?? "none"}`);
}

async function endsAfter(pair: Pair, peer: Sender, how: string, time: number): Promise<void> {
  assert.equal((await pair.peer(peer).ends()).toUpperCase(), how);
  const early = time - performance.now();
  assert.ok(early <= GRAIN, `ended ${early} ms too early`);
}

function show(bytes: Buffer): string {
  return `${bytes.length} bytes (${bytes.subarray(0, 80).toString("hex")}${bytes.length > 80 ? "…" : ""})`;
}

/** How one dial goes: refused, rst, fin, or open (a byte from the client arrives). */
async function outcome(world: ProxyWorld): Promise<string> {
  world.greeting = "y";
  try {
    const dialer = await world.dial();
    await dialer.until("a byte or an end", () => dialer.ended !== undefined || dialer.length > 0);
    return dialer.length > 0 ? "open" : (dialer.ended ?? "silent");
  } catch (error) {
    // An RST may come before the dialer's own connect is reported.
    const codes: Record<string, string> = { ECONNREFUSED: "refused", ECONNRESET: "rst" };
    return codes[(error as NodeJS.ErrnoException).code ?? ""] ?? String(error);
  } finally {
    world.greeting = "";
  }
}
