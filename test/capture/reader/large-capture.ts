import { Warnings, readConnections } from "../../../src/capture/reader";
import { keepHeapSmall } from "../../../src/cli/small-heap";
import { encodeAcknowledge, encodeHello, encodeReverseHello, encodeSecured } from "../../../src/protocol";
import { captured, type Said } from "./packets";

/** Run by memory.test.ts in a process of its own: reads some 60 MB of packets as a plant makes them, and prints what it took. */
const [DIALS, CONNECTIONS, LARGE] = [100_000, 3000, 400];
const RHE = encodeReverseHello({ serverUri: "urn:s", endpointUrl: "opc.tcp://h:4840" });
const HANDSHAKE: readonly Said[] = [
  { from: "server", seq: 999, flags: "S" },
  { from: "client", seq: 1999, ack: 1000, flags: "SA" },
  { from: "server", seq: 1000, payload: RHE },
  { from: "client", seq: 2000, payload: encodeHello({ endpointUrl: "opc.tcp://h:4840" }) },
  { from: "server", seq: 1000 + RHE.length, payload: encodeAcknowledge() },
];
const CHUNK = encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(100_000, 1) });
const PIECE = 1400;

function* said(): Generator<readonly [Said, number]> {
  for (let n = 0; n < DIALS; n++) {
    yield [{ from: "server", seq: n, flags: "S" }, 1024 + (n % 60_000)];
    yield [{ from: "client", seq: 0, flags: "RA" }, 1024 + (n % 60_000)];
  }
  for (let n = 0; n < CONNECTIONS; n++) {
    for (const one of HANDSHAKE) yield [one, 1024 + n];
    yield [{ from: "client", seq: 5000, flags: "RA" }, 1024 + n];
  }
  for (const one of HANDSHAKE) yield [one, 1024];
  let seq = 1000 + RHE.length + encodeAcknowledge().length;
  for (let n = 0; n < LARGE; n++) {
    for (let at = 0; at < CHUNK.length; at += PIECE)
      yield [{ from: "server", seq: seq + at, payload: CHUNK.subarray(at, at + PIECE) }, 1024];
    seq += CHUNK.length;
  }
}

keepHeapSmall();
const warnings = new Warnings();
void readConnections(captured(said()), warnings, { everyMessage: true }).then(({ connections, failedDials, packets: count }) => {
  const { maxRSS } = process.resourceUsage();
  console.log(
    JSON.stringify({ connections: connections.length, dials: failedDials.length, count, megabytes: Math.round(maxRSS / 1024) }),
  );
});
