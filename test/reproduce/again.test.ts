import assert from "node:assert/strict";
import { test } from "node:test";
import { findDivergence } from "../../src/reproduce/again";
import { encodeReverseHello } from "../../src/protocol";
import { ACK, ERR, HEL, MSG, RHE, Story } from "../report/ladder/sample";

function run(answer: Buffer, afterwards: Buffer, reverseHello = RHE): Story {
  const story = new Story().opens().at(1).passes("to-client", reverseHello).at(2).passes("to-server", HEL);
  story.at(3).passes("to-client", answer);
  story.recorder.fault({ link: "link", connection: 1, direction: "to-client", message: 2, rule: "r", choice: "drop ACK" });
  return story.at(4).passes("to-client", afterwards);
}

test("the same story has no divergence, whatever identifiers are in it", () => {
  const other = encodeReverseHello({ serverUri: "urn:other", endpointUrl: "opc.tcp://elsewhere:1" });
  assert.equal(findDivergence(run(ACK, MSG).events, run(ACK, MSG, other).events), undefined);
});

test("another message before a decision is divergence, and is named", () => {
  assert.deepEqual(findDivergence(run(ACK, MSG).events, run(ERR, MSG).events), {
    link: "link",
    connection: 1,
    direction: "to-client",
    number: 2,
    recorded: "ACK 28 B buffers 65536/65536",
    now: 'ERR 18 B BadTcpMessageTypeInvalid "no"',
  });
});

test("a message that no longer comes is divergence", () => {
  const short = new Story().opens().passes("to-client", RHE);
  assert.equal(findDivergence(run(ACK, MSG).events, short.events)?.now, undefined);
  assert.equal(findDivergence(run(ACK, MSG).events, short.events)?.number, 2);
});

test("what comes after the last decision is the answer to the question, not divergence", () => {
  assert.equal(findDivergence(run(ACK, MSG).events, run(ACK, ERR).events), undefined);
});
