import assert from "node:assert/strict";
import { test } from "node:test";
import { LinkView } from "../../../src/trace";
import { judgeRefusal, type Refusal } from "../../../src/suite/expect";
import {
  decodeMessage,
  encodeAcknowledge,
  encodeError,
  encodeReverseHello,
  STATUS_CODES,
  type StatusName,
} from "../../../src/protocol";
import { FIRST_READ } from "../../../src/proxy";
import { Trace } from "../../../src/trace";

/** The server gives a handshake so many ms. */
const PATIENCE = 1000;

interface Closed {
  readonly error?: StatusName;
  readonly how?: "fin" | "rst";
  /** Ms from the dial to the close. */
  readonly after?: number;
  /** What arrived before a reset is not lost on this system. */
  readonly keeps?: boolean;
  /** Bytes of the last message to the server; by default an Acknowledge. */
  readonly sent?: number;
  /** Those of them that did not reach it. */
  readonly stopped?: number;
  readonly disturbed?: boolean;
}

function holds(
  refusal: Refusal,
  { error, how = "fin", after = 10, keeps = false, sent = 0, stopped = 0, disturbed = false }: Closed,
): boolean {
  let time = 0;
  const trace = new Trace({ epoch: 0, now: () => time });
  const here = { link: "A", connection: 1, side: "server" } as const;
  const message = (direction: "to-client" | "to-server", bytes: Buffer) =>
    trace.add({ kind: "message", ...here, direction, number: 1, offset: 0, message: decodeMessage(bytes) });
  trace.add({ kind: "connection", ...here, phase: "opened" });
  message("to-client", encodeReverseHello({ serverUri: "urn:server", endpointUrl: "opc.tcp://server.example:4840" }));
  const told = (side: "server" | "client", bytes: Buffer) =>
    trace.add({ kind: "bytes", ...here, side, direction: "to-server", offset: 0, reason: "raw", bytes });
  if (sent === 0) message("to-server", encodeAcknowledge());
  else told("client", Buffer.alloc(sent));
  if (sent > stopped) told("server", Buffer.alloc(sent - stopped));
  if (disturbed) trace.add({ kind: "fault", link: "A", connection: 1, rule: "slicer", choice: "cut" });
  time = after;
  if (error) message("to-client", encodeError({ code: STATUS_CODES[error], reason: "" }));
  trace.add({ kind: "connection", ...here, phase: "peer-closed", how });
  try {
    judgeRefusal(
      {
        view: new LinkView(trace, "A", "server", keeps ? { writesAtOnce: FIRST_READ } : {}),
        connection: 1,
        after: 2,
        patience: PATIENCE,
      },
      refusal,
    );
    return true;
  } catch {
    return false;
  }
}

const ALL: readonly Refusal[] = ["with any Error", "without an Error", "with or without an Error", ["BadTcpInternalError"]];

const CASES: readonly [what: string, closed: Closed, good: readonly Refusal[]][] = [
  [
    "an Error and a close",
    { error: "BadTcpInternalError" },
    ["with any Error", "with or without an Error", ["BadTcpInternalError"]],
  ],
  ["a close at once", {}, ["without an Error", "with or without an Error"]],
  ["a close when patience is over", { after: PATIENCE }, ["without an Error"]],
  ["BadTimeout", { error: "BadTimeout" }, []],
  ["a reset that may have swallowed an Error", { how: "rst" }, ALL],
  ["a reset when no more than a header was unread", { how: "rst", sent: 8 }, ["without an Error", "with or without an Error"]],
  ["a reset that swallows nothing", { how: "rst", keeps: true }, ["without an Error", "with or without an Error"]],
  ["a reset into which we may still have written", { how: "rst", keeps: true, sent: FIRST_READ + 1 }, ALL],
  ["a reset that stopped bytes of ours", { how: "rst", keeps: true, sent: 5000, stopped: 1 }, ALL],
  ["a reset of a connection that a fault touched", { how: "rst", keeps: true, disturbed: true }, ALL],
];

for (const [what, closed, good] of CASES) {
  test(`${what} is a refusal ${good.map(String).join(", ") || "of no kind"}`, () => {
    assert.deepEqual(
      ALL.filter((refusal) => holds(refusal, closed)),
      ALL.filter((refusal) => good.map(String).includes(String(refusal))),
    );
  });
}
