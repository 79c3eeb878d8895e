import { after, afterEach, before, test } from "node:test";
import assert from "node:assert/strict";
import { once } from "node:events";
import { Lab } from "../../../src/lab";
import { Dialer, Listener } from "./peers";

let lab: Lab;
let listener: Listener;
const dialers: Dialer[] = [];

before(async () => {
  lab = await Lab.start({ number: 0, env: process.env });
  listener = await Listener.start();
});
afterEach(async () => {
  for (const dialer of dialers.splice(0)) await dialer.stop();
  for (const socket of listener.sockets.splice(0)) socket.destroy();
  await lab.reset();
});
after(() => listener.stop());

function dial(host = lab.name): Dialer {
  const dialer = Dialer.start(lab, host, listener.port);
  dialers.push(dialer);
  return dialer;
}

async function struck(name = "fault"): Promise<number> {
  return (await lab.struck()).get(name) ?? 0;
}

test("without a fault the product reaches us by name, from the router's address", async () => {
  const dialer = dial();
  await dialer.says("connected");
  const socket = await listener.accepted(1);
  assert.match(socket.remoteAddress ?? "", /198\.18\.0\.2$/);
  assert.deepEqual(await lab.sockets(listener.port), ["ESTAB"]);
  dialer.send(100_000);
  const [data] = (await once(socket, "data")) as [Buffer];
  assert.ok(data.length > 0);
});

test("a dropped SYN is sent again until the fault is over", async () => {
  await lab.add("fault", { kind: "drop-syn", from: "sut" });
  const dialer = dial();
  await dialer.silentOn("connected", 500);
  assert.deepEqual(await lab.sockets(listener.port), ["SYN-SENT"]);
  assert.ok((await struck()) >= 1);
  await lab.remove("fault");
  await dialer.says("connected");
  assert.ok((await struck()) >= 1, "the count stays known");
});

test("a SYN-ACK that is lost leaves the product dialing", async () => {
  await lab.add("fault", { kind: "drop-syn-ack" });
  await dial().silentOn("connected", 500);
  assert.ok((await struck()) >= 1);
});

for (const [how, code] of [
  ["rst", "ECONNREFUSED"],
  ["icmp-host", "EHOSTUNREACH"],
  ["icmp-net", "ENETUNREACH"],
  ["icmp-port", "ECONNREFUSED"],
  ["icmp-prohibited", "EHOSTUNREACH"],
] as const) {
  test(`a dial that is rejected with ${how} fails with ${code}`, async () => {
    await lab.add("fault", { kind: "reject", how });
    assert.equal(await dial().says("error"), `error ${code}`);
    assert.equal(await struck(), 1);
  });
}

test("a forgotten flow: the product's words are lost, ours meet RST", async () => {
  const dialer = dial();
  await dialer.says("connected");
  const socket = await listener.accepted(1);
  await lab.add("fault", { kind: "forget-flow" });
  dialer.send(10);
  await dialer.silentOn("closed", 300);
  assert.ok((await struck()) >= 1);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write("x");
  await closed;
  assert.deepEqual(await lab.sockets(listener.port), ["ESTAB"], "the product has not noticed");
});

test("a forgotten flow that is silent on both sides", async () => {
  const dialer = dial();
  await dialer.says("connected");
  const socket = await listener.accepted(1);
  await lab.add("fault", { kind: "forget-flow", outside: "silence" });
  socket.write("x");
  await dialer.silentOn("got", 300);
  assert.equal(socket.destroyed, false);
  assert.ok((await struck()) >= 1);
});

test("a flow that is idle too long is forgotten, one that talks is not; a firewall that resets says so", async () => {
  await lab.add("fault", { kind: "forget-idle", after: 1, inside: "rst" });
  const dialer = dial();
  await dialer.says("connected");
  const socket = await listener.accepted(1);
  for (let round = 0; round < 4; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    dialer.send(1);
    await once(socket, "data");
  }
  assert.equal(await struck(), 0);
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  dialer.send(1);
  assert.equal(await dialer.says("error"), "error ECONNRESET");
  assert.ok((await struck()) >= 1);
});

test("a link that is down tells nobody, and what was sent arrives later", async () => {
  const dialer = dial();
  await dialer.says("connected");
  const socket = await listener.accepted(1);
  await lab.add("fault", { kind: "link-down", side: "sut" });
  dialer.send(10);
  await dialer.silentOn("closed", 300);
  await lab.remove("fault");
  await once(socket, "data");
});

for (const bytes of [1280, 576]) {
  test(`an MTU of ${bytes} is found with ICMP, and is a black hole without`, async () => {
    await lab.add("fault", { kind: "mtu", bytes, icmp: true });
    const first = dial();
    await first.says("connected");
    first.send(4000);
    await once(await listener.accepted(1), "data");
    assert.ok((await struck()) >= 1, "the router said so");
    await lab.remove("fault");
    await lab.add("hole", { kind: "mtu", bytes, icmp: false });
    const second = dial();
    await second.says("connected");
    const socket = await listener.accepted(2);
    second.send(100);
    await once(socket, "data");
    second.send(4000);
    const arrived = await Promise.race([once(socket, "data"), new Promise((resolve) => setTimeout(resolve, 700))]);
    assert.equal(arrived, undefined);
    assert.ok((await struck("hole")) >= 1);
    await lab.remove("hole");
    await once(socket, "data");
  });
}

test("a rate makes 40 kB take 4 s at 64 kbit/s and a tenth of it otherwise", async () => {
  await lab.add("fault", { kind: "rate", kbit: 64, from: "sut" });
  const dialer = dial();
  await dialer.says("connected");
  const socket = await listener.accepted(1);
  const begun = performance.now();
  dialer.send(16_000);
  let bytes = 0;
  while (bytes < 16_000) bytes += ((await once(socket, "data")) as [Buffer])[0].length;
  assert.ok(performance.now() - begun > 1_000, `${performance.now() - begun} ms`);
  assert.ok((await struck()) >= 1);
});

test("lost packets are sent again", async () => {
  await lab.add("fault", { kind: "lose-packets", percent: 40 });
  const dialer = dial();
  await dialer.says("connected", 20_000);
  assert.ok((await lab.struck()).has("fault"));
});

test("we move: the old address is nobody's, the name leads to the new one", async () => {
  const dialer = dial();
  await dialer.says("connected");
  await lab.move();
  dialer.send(1);
  await dial().says("connected");
  assert.equal(listener.sockets.length, 2);
  assert.match(listener.sockets[1]?.localAddress ?? "", /198\.18\.0\.3$/);
});

test("IPv6 only, and both with a dead one", async () => {
  await lab.know("v6");
  await dial().says("connected");
  assert.match((await listener.accepted(1)).localAddress ?? "", /^fd00:18:/);
  await lab.know("both", "v6");
  await dial().says("connected");
});

test("the ports of the NAT are exhausted", async () => {
  await lab.add("fault", { kind: "exhaust-ports", ports: 1 });
  await dial().says("connected");
  await dial().silentOn("connected", 500);
  assert.ok((await struck()) >= 1);
  await lab.remove("fault");
  await dial().says("connected");
});

test("netem where the kernel has it, a clear error where not", async () => {
  try {
    await lab.add("fault", { kind: "delay-packets", ms: 50 });
  } catch (error) {
    assert.match((error as Error).message, /netem, which this kernel has not/);
    return;
  }
  const begun = performance.now();
  await dial().says("connected");
  assert.ok(performance.now() - begun > 100);
});

test("a fault that is not there, and one that is there twice, are named", async () => {
  await assert.rejects(lab.remove("x"), /no fault "x"; there is none/);
  await lab.add("a", { kind: "silence" });
  await assert.rejects(lab.add("a", { kind: "silence" }), /a fault "a" already/);
});
