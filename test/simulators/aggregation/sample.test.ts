import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { test } from "node:test";
import { LogLevel, setLogLevel } from "node-opcua";
import { aggregate } from "../../../docs/samples/aggregation";
import { forwardUrl, Session, underlyingServer, WITHIN } from "./helpers";

setLogLevel(LogLevel.Emergency);

test("the sample of the documentation serves both servers", async () => {
  await using press = await underlyingServer("urn:example:press");
  const lines = new Set<string>();
  const emitter = new EventEmitter();
  const log = (line: string) => {
    lines.add(line);
    emitter.emit("line");
  };
  await using aggregation = await aggregate(forwardUrl(press), "urn:example:oven", log);
  await using _oven = await underlyingServer("urn:example:oven", { dial: aggregation.manager?.url ?? "" });
  const signal = AbortSignal.timeout(WITHIN);
  while (!lines.has("press: up") || !lines.has("oven: up")) await once(emitter, "line", { signal });
  await using client = await Session.forward(`opc.tcp://127.0.0.1:${aggregation.port}`);
  for (const index of [2, 3]) {
    const { statusCode, value } = await client.read(`ns=${index};s=ns=1;s=Wave`);
    assert.ok(statusCode.isGood());
    assert.equal(typeof value.value, "number");
  }
});
