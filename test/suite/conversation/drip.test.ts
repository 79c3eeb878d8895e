import assert from "node:assert/strict";
import { test } from "node:test";
import type { RawConnection } from "../../../simulators/raw";
import { Peer } from "../../../src/suite/conversation/peer";
import { TooSlowError } from "../../../src/suite/expect";
import type { Link } from "../../../src/suite/link";
import { HandMade } from "../record";

/** A peer of ours on a machine that takes `ms` for each piece. */
class BusyPeer extends Peer {
  readonly addresses = { serverUri: "urn:server", endpointUrl: "opc.tcp://server.example:4840" };
  sent = 0;

  constructor(
    private readonly record: HandMade,
    private readonly ms: number,
  ) {
    super("A", record.context, {} as Link, record.view);
  }

  raw(): RawConnection {
    const send = async (bytes: Buffer): Promise<void> => {
      this.sent += bytes.length;
      this.record.at(this.record.now + this.ms);
    };
    return { open: true, send } as unknown as RawConnection;
  }
}

const BYTES = Buffer.from("RHEF five");

test("pieces that go in time are sent", async () => {
  const peer = new BusyPeer(new HandMade("client"), 10);
  await peer.drip(BYTES, 3, 0, { within: 100 });
  assert.equal(peer.sent, BYTES.length);
});

test("a machine that is too busy to send pieces in time accuses nobody", async () => {
  const peer = new BusyPeer(new HandMade("client"), 50);
  await assert.rejects(
    peer.drip(BYTES, 3, 0, { within: 100 }),
    (error) =>
      error instanceof TooSlowError &&
      error.message === "not reached: a message in pieces within 100 ms: this busy machine took 150 ms to send it",
  );
});

test("the time counts from the dial, as for the SUT, which may have closed in the meantime", async () => {
  const record = new HandMade("client");
  record.reaches();
  const peer = new BusyPeer(record.at(90), 10);
  peer.current = 1;
  await assert.rejects(peer.drip(BYTES, 3, 0, { within: 100 }), /took 120 ms to send it/);
});
