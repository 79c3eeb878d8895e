import assert from "node:assert/strict";
import { test } from "node:test";
import { readTraceNdjson, renderLadderSvg, traceToNdjson } from "../../../src/report/ladder";
import { HEL, MSG, RHE, Story } from "./sample";

function story(): Story {
  const told = new Story().opens().passes("to-client", RHE).at(3).passes("to-server", HEL).at(4).passes("to-client", MSG);
  told.data("server", "to-client", Buffer.from("RHE")).phase("server", "peer-closed", "rst");
  told.trace.add({ kind: "fault", link: "link", rule: "<&\u0001>", choice: "added" });
  told.trace.add({ kind: "step", text: "Then it works" });
  return told;
}

test("a trace survives writing and reading", () => {
  const events = story().events;
  assert.deepEqual(readTraceNdjson(traceToNdjson(events)), events);
});

test("fields stand beside the bytes, in words", () => {
  const line = traceToNdjson(story().events).split("\n")[2] ?? "";
  const { message } = JSON.parse(line) as { message: Record<string, unknown> };
  assert.deepEqual(message, {
    type: "RHE",
    chunk: "F",
    size: RHE.length,
    serverUri: { value: "urn:factory:plc", byteLength: 15 },
    endpointUrl: { value: "opc.tcp://plc:4840", byteLength: 18 },
    bytes: RHE.toString("hex"),
  });
});

test("a broken file is told by its line", () => {
  const good = traceToNdjson(story().events).split("\n");
  const broken = (line: string) => [good[0], good[1], line].join("\n");
  assert.throws(() => readTraceNdjson(broken("{")), /trace, line 3: expected one JSON object, got "\{"/);
  assert.throws(() => readTraceNdjson(broken('{"kind":"tale"}')), /line 3: expected an event kind \(connection.*got "tale"/);
  assert.throws(
    () => readTraceNdjson(broken((good[2] ?? "").replace(/"bytes":"52/, '"bytes":"zz'))),
    /line 3: expected bytes as hex/,
  );
  assert.throws(
    () => readTraceNdjson(broken((good[2] ?? "").replace(/"bytes":"52/, '"bytes":"53'))),
    /line 3: the bytes are not a message/,
  );
});

test("the SVG holds the same rows, escaped", () => {
  const svg = renderLadderSvg(story().events, { title: "a < b" });
  assert.match(svg, /^<svg [^>]*>\n<title>a &lt; b<\/title>/);
  assert.match(svg, /RHE \d+ B &quot;urn:factory:plc&quot;/);
  assert.match(svg, /&lt;&amp;\\x01&gt;: added/);
  assert.ok(!svg.includes("\u0001"));
  assert.equal(svg.match(/<g>/g)?.length, svg.match(/<\/g>/g)?.length);
});
