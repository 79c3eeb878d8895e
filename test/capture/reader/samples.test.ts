import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { readCapture, type CapturedConnection } from "../../../src/capture/reader";

const sample = (name: string) => join(__dirname, "samples", name);

const story = (connection: CapturedConnection) =>
  connection.items.map((item) => {
    if (item.kind === "message") return `${item.direction} ${item.message.type}`;
    return item.kind === "dial" || item.kind === "accepted" || item.kind === "close" ? `${item.by} ${item.kind}` : item.kind;
  });

const SESSION = [
  "server dial",
  "client accepted",
  "to-client RHE",
  "to-server HEL",
  "to-client ACK",
  "to-server OPN",
  "to-client OPN",
  "run",
  "to-server CLO",
  "server close",
  "client close",
];
// The first session pauses for more than a second.
const WITH_PAUSE = SESSION.toSpliced(8, 0, "run");

for (const name of ["reverse-connect.pcap", "reverse-connect.pcapng", "linux-cooked.pcap", "snapshot-96.pcap"]) {
  test(`${name}: two sessions of a node-opcua server that dialed, then a refused dial`, async () => {
    const { connections, failedDials, packets, otherConnections } = await readCapture(sample(name));
    assert.equal(packets, 123);
    assert.deepEqual(connections.map(story), [WITH_PAUSE, SESSION]);
    assert.deepEqual(
      connections.map((one) => one.dialer),
      ["server", "server"],
    );
    const cut = name === "snapshot-96.pcap";
    assert.deepEqual(
      connections.map(({ policies, encrypted }) => [policies, encrypted]),
      cut
        ? [
            [["unknown"], 0],
            [["unknown"], 0],
          ]
        : [
            [["None"], 0],
            [["Basic256Sha256"], 19],
          ],
    );
    assert.equal(connections[0]?.client.port, 43013);
    assert.equal(failedDials.length, 1);
    assert.equal(failedDials[0]?.outcome, "refused");
    assert.equal(failedDials[0]?.to.port, 43013);
    assert.equal(otherConnections, 0);
  });
}

test("fields come out as they were sent; a snapshot length is told and marks what it cut", async () => {
  const whole = await readCapture(sample("reverse-connect.pcap"));
  const hello = whole.connections[0]?.items.find((item) => item.kind === "message");
  assert.ok(hello?.message.type === "RHE" && !hello.incomplete);
  assert.equal(hello.message.serverUri.value, "urn:factory:plc");
  assert.deepEqual(whole.warnings, []);
  const cut = await readCapture(sample("snapshot-96.pcap"));
  const first = cut.connections[0]?.items.find((item) => item.kind === "message");
  assert.ok(first?.incomplete);
  assert.match(cut.warnings.join(), /snapshot length of the capture cut packets: capture with -s 0/);
});
