import assert from "node:assert/strict";
import { test } from "node:test";
import { LinkView } from "../../../src/trace";
import { countsFrom } from "../../../src/suite/dialing/counts-from";
import { decodeMessage, encodeError } from "../../../src/protocol";
import { Trace, type ConnectionEvent } from "../../../src/trace";

const error = decodeMessage(encodeError({ code: 0x80820000, reason: "" }));
const here = { link: "A", connection: 1, side: "server" } as const;

/** What happened, and at which ms; the last is the end of the connection. */
type Story = readonly (readonly [what: "hears bytes" | "hears an Error" | "sends an Error" | "closes" | "is closed", t: number])[];

function from(story: Story): number {
  let now = 0;
  const trace = new Trace({ epoch: 0, now: () => now });
  const view = new LinkView(trace, "A", "server");
  trace.add({ kind: "connection", ...here, phase: "opened" });
  for (const [what, t] of story) {
    now = t;
    const phases: Record<string, ConnectionEvent["phase"]> = { closes: "peer-closed", "is closed": "closed" };
    const phase = phases[what];
    if (phase) trace.add({ kind: "connection", ...here, phase, how: "fin" });
    else if (what === "hears bytes")
      trace.add({ kind: "bytes", ...here, direction: "to-server", offset: 0, reason: "malformed", bytes: Buffer.alloc(9) });
    else {
      const direction = what === "sends an Error" ? "to-client" : "to-server";
      trace.add({ kind: "message", ...here, direction, number: 1, offset: 0, message: error });
    }
  }
  const end = trace.events.at(-1);
  assert.ok(end);
  return countsFrom(view, 1, end);
}

const CASES: readonly [what: string, story: Story, from: number][] = [
  [
    "a malformed Error that it answers by a close a second later",
    [
      ["hears bytes", 10],
      ["closes", 1010],
    ],
    10,
  ],
  [
    "an Error that it sends a second before it closes",
    [
      ["sends an Error", 20],
      ["closes", 1020],
    ],
    20,
  ],
  [
    "what it heard, before it answers and closes",
    [
      ["hears bytes", 10],
      ["sends an Error", 900],
      ["closes", 1010],
    ],
    10,
  ],
  ["its close when nothing was said", [["closes", 500]], 500],
  [
    "nonsense that it may have refused just before its client closed",
    [
      ["hears bytes", 497],
      ["is closed", 595],
    ],
    497,
  ],
  [
    "the end that its client makes",
    [
      ["hears bytes", 10],
      ["is closed", 700],
    ],
    700,
  ],
];

for (const [what, story, expected] of CASES) {
  test(`a server may count from ${what}`, () => {
    assert.equal(from(story), expected);
  });
}

test("an Error that it was sent ends its connection at once", () => {
  assert.equal(from([["hears an Error", 30]]), 30);
});
