import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { RawListener } from "../../simulators/raw";
import { encodeAcknowledge, encodeHello, encodeReverseHello, encodeSecured } from "../../src/protocol";
import { ethernet, ipv4, pcap, type Said } from "../capture/reader/packets";
import { runCli } from "./run-cli";

const URL = "opc.tcp://server.example:4840";
const RHE = encodeReverseHello({ serverUri: "urn:server", endpointUrl: URL });
const HEL = encodeHello({ endpointUrl: URL });
const ACK = encodeAcknowledge();
/** Longer than what judging keeps of a chunk. */
const MSG = encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(500, 7) });

const SAID: readonly Said[] = [
  { from: "server", seq: 999, flags: "S" },
  { from: "client", seq: 1999, ack: 1000, flags: "SA" },
  { from: "server", seq: 1000, ack: 2000, payload: RHE },
  { from: "client", seq: 2000, ack: 1000 + RHE.length, payload: HEL },
  { from: "server", seq: 1000 + RHE.length, ack: 2000 + HEL.length, payload: Buffer.concat([ACK, MSG]) },
];

test("replay plays one side of a connection of a capture, with all of its bytes", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "rh-replay-"));
  try {
    await writeFile(join(cwd, "plant.pcap"), pcap(SAID.map((one, index) => ({ frame: ethernet(ipv4(one)), t: index }))));
    await using client = await new RawListener({
      onConnection: (connection) => void connection.message("RHE", 10_000).then(() => connection.send(HEL)),
    }).start();
    const { code, stdout } = await runCli(["replay", "plant.pcap", "--as", "server", "--to", client.url], { cwd });
    assert.equal(code, 0, stdout);
    assert.match(stdout, /played: 3 of 3 messages sent, 1 received/);
    const [connection] = client.connections;
    assert.deepEqual(
      connection?.received.map(({ bytes }) => bytes),
      [RHE, ACK, MSG],
    );
    const other = await runCli(["replay", "plant.pcap", "--as", "server", "--to", client.url, "--connection", "2"], { cwd });
    assert.deepEqual([other.code, /holds connections 1 to 1/.test(other.stderr)], [2, true]);
    await writeFile(join(cwd, "middle.pcap"), pcap(SAID.slice(2).map((one, index) => ({ frame: ethernet(ipv4(one)), t: index }))));
    const middle = await runCli(["replay", "middle.pcap", "--as", "server", "--to", client.url], { cwd });
    assert.deepEqual([middle.code, /cannot be played: the capture begins in the middle/.test(middle.stderr)], [2, true]);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});
