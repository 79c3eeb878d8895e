import assert from "node:assert/strict";
import { test } from "node:test";
import { renderLadder } from "../../../src/report/ladder";
import { ACK, ERR, HEL, MSG, RHE, Story } from "./sample";

const lines = (story: Story, options = {}) => renderLadder(story.events, { width: 110, ...options }).split("\n");
const line = (story: Story, pattern: RegExp) => lines(story, { width: 132 }).filter((text) => pattern.test(text));

test("a handshake that the network leaves alone is one arrow per message", () => {
  const story = new Story().at(0).opens().at(1).passes("to-client", RHE).at(2).passes("to-server", HEL);
  story.at(3).passes("to-client", ACK).at(9).phase("client", "peer-closed", "fin").phase("server", "closed", "fin");
  const text = lines(story);
  assert.equal(text.length, 1 + 5 + 1);
  assert.match(text[1] ?? "", /0\.0 #1 │── dials ─+▶│$/);
  assert.match(text[2] ?? "", /1\.0 #1 │── RHE \d+ B "urn:factory:plc" "opc\.tcp:\/\/plc:4840" ─+▶│$/);
  assert.match(text[3] ?? "", /2\.0 #1 │◀── HEL 50 B .*65536\/65536 ─+│$/);
  assert.match(text[4] ?? "", /ACK 28 B buffers 65536\/65536 ─+▶│$/);
  assert.match(text[5] ?? "", /9\.0 #1 │◀── closes \(FIN\) ─+│$/);
});

test("a message that the network swallowed ends in a cross", () => {
  const story = new Story().opens().passes("to-client", RHE).at(5).data("client", "to-server", HEL);
  assert.match(line(story, /HEL/)[0] ?? "", /│ {2}not delivered +│✗── HEL 50 B .*─│$/);
});

test("a message that the network delayed is shown at both sides", () => {
  const story = new Story().opens().at(1).data("server", "to-client", RHE).at(251).data("client", "to-client", RHE);
  const [sent, delivered] = line(story, /RHE/);
  assert.match(sent ?? "", /1\.0 #1 │── RHE .*▶│ +│$/);
  assert.match(delivered ?? "", /251\.0 #1 │ +│── RHE after 250 ms ─+▶│$/);
});

test("a changed, a cut, a repeated and an injected message say so", () => {
  const changed = Buffer.from(ACK);
  changed.writeUInt32LE(1, 12);
  const story = new Story().opens().passes("to-client", RHE);
  story.at(5).data("client", "to-client", RHE);
  story.at(6).data("server", "to-client", ACK).data("client", "to-client", changed).at(7).data("client", "to-client", ERR);
  story.at(8).data("server", "to-client", MSG).data("client", "to-client", MSG.subarray(0, 9)).phase("client", "closed", "rst");
  assert.match(line(story, /once more/)[0] ?? "", /5\.0 .*│ +│── once more: RHE .*▶│$/);
  assert.match(line(story, /changed \(byte 12: 00 -> 01, byte 14: 01 -> 00/)[0] ?? "", /6\.0/);
  assert.match(line(story, /ERR/)[0] ?? "", /7\.0 .*│ +│── by the network: ERR 18 B BadTcpMess/);
  assert.match(line(story, /only 9 of 20 B/)[0] ?? "", /8\.0/);
  assert.match(line(story, /resets \(RST\)/)[0] ?? "", /│ +│── resets \(RST\) ─+▶│/);
});

test("refusal, faults, states, steps and gaps have their own lines", () => {
  const story = new Story().phase("server", "opened").phase("client", "refused").phase("server", "closed", "rst");
  story.trace.add({ kind: "fault", link: "link", connection: 1, rule: "mode refuse", choice: "refused" });
  story.at(2500).trace.add({ kind: "state", actor: "reference server", state: "dialing" });
  story.trace.add({ kind: "step", text: "When the client\nlistens again" });
  story.at(2600).trace.add({ kind: "log", actor: "sut", stream: "stdout", line: "not shown" });
  const text = lines(story).join("\n");
  assert.match(text, /│── dials ─+▶│/);
  assert.match(text, /│── connection refused ─+✗│/);
  assert.match(text, /⚡ mode refuse: refused/);
  assert.match(text, /│ reference server: dialing/);
  assert.match(text, /⋮.* 2\.50 s of silence/);
  assert.match(text, /▸ When the client listens again/);
  assert.doesNotMatch(text, /not shown/);
  assert.match(lines(story, { logs: true }).join("\n"), /sut> not shown/);
});

test("a long run of MSG is one line that counts it, connections apart", () => {
  const story = new Story().opens(1).opens(2);
  for (let i = 0; i < 7; i++) story.at(10 + i * 100).passes(i % 2 ? "to-server" : "to-client", MSG);
  for (let i = 0; i < 4; i++) story.at(800 + i).passes("to-client", MSG, 2);
  const text = lines(story);
  assert.equal(text.filter((row) => /… 7 MSG in 600 ms: 4 from the server, 3 from the client, 140 B/.test(row)).length, 1);
  assert.equal(text.filter((row) => /#2 .*MSG 20 B channel 7/.test(row)).length, 4);
});

test("no line is wider than asked for, and ASCII stays ASCII", () => {
  const story = new Story().opens().passes("to-client", RHE);
  story.trace.add({ kind: "fault", link: "link", rule: "x".repeat(300), choice: "added" });
  story.trace.add({ kind: "step", text: "é".repeat(300) });
  for (const row of lines(story, { width: 100 })) assert.ok(row.length <= 100, row);
  for (const row of lines(story, { ascii: true })) assert.match(row, /^[\x20-\x7e]*$/);
});

test("a link that reports one side only says nothing about delivery", () => {
  const story = new Story().phase("server", "opened").data("server", "to-client", RHE).data("server", "to-server", HEL);
  assert.match(line(story, /RHE/)[0] ?? "", /▶│$/);
  assert.match(line(story, /HEL/)[0] ?? "", /│◀── HEL/);
});

test("an empty trace is a header", () => {
  assert.match(renderLadder([]), /^ +ms +server +network +client\n$/);
});
