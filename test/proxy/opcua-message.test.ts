import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  decodeMessage,
  encodeAcknowledge,
  encodeError,
  encodeHello,
  encodeReverseHello,
  encodeSecured,
  STATUS_CODES,
} from "../../src/protocol";
import type { ToxicSpec } from "../../src/proxy";
import { Bench } from "./support";

const RHE = encodeReverseHello({ serverUri: "urn:server", endpointUrl: "opc.tcp://server:4840" });
const HEL = encodeHello({ endpointUrl: "opc.tcp://server:4840" });
const ACK = encodeAcknowledge();
const msg = (n: number) => encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(20, n) });

function rule(attributes: Record<string, unknown>, stream = "upstream"): ToxicSpec {
  return { name: "rule", type: "opcua_message", stream, attributes };
}

suite("opcua_message", () => {
  test("drops the 2nd message of a type and nothing else", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic(rule({ message: "MSG", action: "drop", nth: 2 }));
    const [dialer, target] = await bench.pair();
    dialer.send(Buffer.concat([RHE, msg(1), msg(2), ACK, msg(3)]));
    const expected = Buffer.concat([RHE, msg(1), ACK, msg(3)]);
    assert.deepEqual(await target.receives(expected.length), expected);
    assert.deepEqual(bench.faults("rule"), ["drop MSG"]);
    const [decision] = bench.server.proxies.decisions.sorted;
    assert.equal(decision?.message, 3);
    assert.equal(decision?.offset, RHE.length + msg(1).length);
    assert.equal(decision?.length, msg(2).length);
  });

  test("drops every 2nd message, whatever the chunking", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic({ name: "bytes", type: "slicer", stream: "upstream", attributes: { average_size: 3 } });
    bench.proxy.addToxic(rule({ message: "MSG", action: "drop", every: 2 }));
    const [dialer, target] = await bench.pair();
    dialer.send(Buffer.concat([1, 2, 3, 4, 5].map(msg)));
    const expected = Buffer.concat([1, 3, 5].map(msg));
    assert.deepEqual(await target.receives(expected.length), expected);
  });

  for (const [how, condition, arrives] of [
    ["at most so often", { message: "MSG", count: 2 }, [3, 4, 5]],
    ["by the chunk type", { message: "MSG", chunk: "C" }, [1, 3, 5]],
    ["of any type", { message: "any", nth: 3 }, [1, 2, 4, 5]],
  ] as const) {
    test(`picks messages ${how}`, async () => {
      await using bench = await Bench.start();
      bench.proxy.addToxic(rule({ action: "drop", ...condition }));
      const [dialer, target] = await bench.pair();
      const chunk = (n: number) => {
        const fields = { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(20, n) };
        return encodeSecured("MSG", fields, { chunk: n % 2 === 1 ? "F" : "C" });
      };
      dialer.send(Buffer.concat([1, 2, 3, 4, 5].map(chunk)));
      const expected = Buffer.concat(arrives.map(chunk));
      assert.deepEqual(await target.receives(expected.length), expected);
    });
  }

  test("delays a message and keeps the order", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic(rule({ message: "Acknowledge", action: "delay", delay: 80 }));
    const [dialer, target] = await bench.pair();
    const start = performance.now();
    dialer.send(Buffer.concat([RHE, ACK, msg(1)]));
    await target.receives(RHE.length + ACK.length + msg(1).length);
    assert.deepEqual(target.bytes, Buffer.concat([RHE, ACK, msg(1)]));
    const last = target.chunks.at(-1);
    assert.ok(last && last.t - start >= 80, `came after ${(last?.t ?? 0) - start} ms`);
    assert.deepEqual(target.chunks[0]?.bytes, RHE);
  });

  test("duplicates, swaps and truncates", async () => {
    for (const [attributes, expected] of [
      [{ message: "ACK", action: "duplicate" }, [RHE, ACK, ACK, msg(1)]],
      [{ message: "ACK", action: "swap" }, [RHE, msg(1), ACK]],
      [{ message: "any", action: "swap" }, [ACK, RHE, msg(1)]],
      [{ message: "ACK", action: "truncate", bytes: 12 }, [RHE, ACK.subarray(0, 12), msg(1)]],
    ] as const) {
      await using bench = await Bench.start();
      bench.proxy.addToxic(rule(attributes));
      const [dialer, target] = await bench.pair();
      dialer.send(Buffer.concat([RHE, ACK, msg(1)]));
      dialer.socket.end();
      assert.equal(await target.ends(), "fin");
      assert.deepEqual(target.bytes, Buffer.concat(expected), JSON.stringify(attributes));
    }
  });

  test("corrupts by offset, from the end, by field with xor and with a value", async () => {
    const cases: [Record<string, unknown>, (bytes: Buffer) => void][] = [
      [{ offset: 8, length: 2, xor: 1 }, (bytes) => bytes.writeUInt16LE(bytes.readUInt16LE(8) ^ 0x0101, 8)],
      [{ offset: -1 }, (bytes) => bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 0xff, bytes.length - 1)],
      [{ field: "receiveBufferSize", value: "8191" }, (bytes) => bytes.writeUInt32LE(8191, 12)],
      [{ field: "size", value: "7" }, (bytes) => bytes.writeUInt32LE(7, 4)],
      [{ field: "endpointUrlLength", value: "-1" }, (bytes) => bytes.writeInt32LE(-1, 28)],
      [{ field: "type", value: "XYZ" }, (bytes) => bytes.write("XYZ", 0)],
      [{ find: "opc.tcp", value: "opc.udp" }, (bytes) => bytes.write("opc.udp", bytes.indexOf("opc.tcp"))],
    ];
    for (const [attributes, change] of cases) {
      await using bench = await Bench.start();
      bench.proxy.addToxic(rule({ message: "HEL", action: "corrupt", ...attributes }, "downstream"));
      const [dialer, target] = await bench.pair();
      target.send(HEL);
      const expected = Buffer.from(HEL);
      change(expected);
      assert.deepEqual(await dialer.receives(HEL.length), expected, JSON.stringify(attributes));
    }
  });

  test("field beside find is refused with a sentence", async () => {
    await using bench = await Bench.start();
    const add = (attributes: Record<string, unknown>) => bench.proxy.addToxic(rule({ action: "corrupt", ...attributes }));
    assert.throws(() => add({ field: "size", find: "x" }), /field and find exclude each other/);
  });

  test("a text field grows with a longer value, and its length and the message's size with it", async () => {
    await using bench = await Bench.start();
    const value = `opc.tcp://${"a".repeat(80)}:4840`;
    bench.proxy.addToxic(rule({ message: "HEL", action: "corrupt", field: "endpointUrl", value }, "downstream"));
    const [dialer, target] = await bench.pair();
    target.send(HEL);
    const message = decodeMessage(await dialer.receives(32 + value.length));
    assert.equal(message.type === "HEL" && message.endpointUrl.value, value);
  });

  test("holds a message until it is released, then goes on in order", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic(rule({ message: "ACK", action: "hold" }));
    const [dialer, target] = await bench.pair();
    dialer.send(RHE);
    await target.receives(RHE.length);
    dialer.send(Buffer.concat([ACK, msg(1)]));
    await bench.trace.waitFor("the hold", (event) => event.kind === "fault" && event.choice === "hold ACK", { within: 5000 });
    assert.equal(target.bytes.length, RHE.length);
    bench.proxy.updateToxic("rule", { attributes: { release: true } });
    assert.deepEqual(await target.receives(RHE.length + ACK.length + msg(1).length), Buffer.concat([RHE, ACK, msg(1)]));
  });

  test("cuts the 2nd ReverseHello of the proxy after 5 bytes, on both sides", async () => {
    await using bench = await Bench.start();
    bench.proxy.addToxic(rule({ message: "ReverseHello", action: "cut", position: "inside", bytes: 5, nth: 2, scope: "proxy" }));
    const [first, firstTarget] = await bench.pair();
    first.send(RHE);
    assert.deepEqual(await firstTarget.receives(RHE.length), RHE);
    const [second, secondTarget] = await bench.pair();
    second.send(RHE);
    assert.equal(await secondTarget.ends(), "fin");
    assert.deepEqual(secondTarget.bytes, RHE.subarray(0, 5));
    assert.equal(await second.ends(), "fin");
    assert.equal(first.ended, undefined);
    assert.deepEqual(bench.faults("rule"), ["cut RHE after 5 bytes by FIN"]);
  });

  test("resets before, inside and after a message; what came before is delivered", async () => {
    for (const [position, expected] of [
      ["before", [RHE]],
      ["inside", [RHE, ACK.subarray(0, 10)]],
      ["after", [RHE, ACK]],
    ] as const) {
      await using bench = await Bench.start();
      bench.proxy.addToxic(rule({ message: "ACK", action: "cut", position, bytes: 10, how: "rst" }));
      const [dialer, target] = await bench.pair();
      dialer.send(RHE);
      await target.receives(RHE.length);
      dialer.send(Buffer.concat([ACK, msg(1)]));
      assert.equal(await target.ends(), "rst", position);
      assert.equal(await dialer.ends(), "rst", position);
      assert.deepEqual(target.bytes, Buffer.concat(expected), position);
    }
  });

  test("injects an ERR to the receiver or back to the sender", async () => {
    const ERR = encodeError({ code: STATUS_CODES.BadTcpServerTooBusy, reason: "full" });
    const inject = { message: "HEL", action: "inject", code: "BadTcpServerTooBusy", reason: "full" };
    await using bench = await Bench.start();
    bench.proxy.addToxic(rule({ ...inject, position: "instead", to: "sender", then: "fin" }, "downstream"));
    const [dialer, target] = await bench.pair();
    target.send(HEL);
    assert.equal(await target.ends(), "fin");
    assert.deepEqual(target.bytes, ERR);
    assert.equal(await dialer.ends(), "fin");
    assert.equal(dialer.bytes.length, 0);
    bench.proxy.updateToxic("rule", { attributes: { position: "after", to: "receiver", then: "" } });
    const [dialer2, target2] = await bench.pair();
    target2.send(HEL);
    assert.deepEqual(await dialer2.receives(HEL.length + ERR.length), Buffer.concat([HEL, ERR]));
  });

  test("passes what is not OPC UA, and half a message at the end, as it is", async () => {
    for (const bytes of [
      Buffer.from("GET / HTTP/1.1\r\n\r\n"),
      Buffer.from("RH"),
      RHE.subarray(0, 20),
      Buffer.from("HELF\x07\0\0\0xx"),
    ]) {
      await using bench = await Bench.start();
      bench.proxy.addToxic(rule({ message: "any", action: "drop" }));
      const [dialer, target] = await bench.pair();
      dialer.send(bytes);
      dialer.socket.end();
      assert.equal(await target.ends(), "fin");
      assert.deepEqual(target.bytes, bytes);
    }
  });

  test("refuses attributes that do not go together, and applies nothing", async () => {
    await using bench = await Bench.start();
    const refused = (attributes: Record<string, unknown>, message: RegExp) =>
      assert.throws(() => bench.proxy.addToxic(rule(attributes)), { code: "BAD_REQUEST_BODY", status: 400, message });
    refused({ message: "RHEE" }, /message of opcua_message: expected one of any, HEL/);
    refused({ nth: 1, every: 2 }, /nth and every exclude each other/);
    refused({ action: "inject", code: "BadNothing" }, /code: expected a name such as/);
    refused({ nht: 1 }, /has no attribute "nht", it has message, chunk, connection, nth/);
    refused({ nth: 1.5 }, /nth of opcua_message: expected a whole number, got 1.5/);
    assert.deepEqual(bench.proxy.toxics, []);
  });
});
