import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import { readConnections, readPackets, Warnings } from "../../src/capture/reader";
import { judgeCapture } from "../../src/judge";
import { encodeAcknowledge, encodeError, encodeHello, encodeReverseHello, encodeSecured } from "../../src/protocol";
import { ethernet, ipv4, pcap, type Said } from "../capture/reader/packets";

const ADDRESSES = { serverUri: "urn:server", endpointUrl: "opc.tcp://server.example:4840" };
const RHE = encodeReverseHello(ADDRESSES);
const HEL = encodeHello(ADDRESSES);
const ACK = encodeAcknowledge();
const ERR = encodeError({ code: 0x80800000, reason: "" });

/** Where the streams of the two sides begin. */
const START = { server: 1000, client: 2000 } as const;
type Who = keyof typeof START;

/** A conversation as TCP has it: each segment confirms all of the other side, unless it says how many bytes of it. */
class Talk {
  readonly packets: Said[] = [];
  private readonly sent = { server: 0, client: 0 };

  constructor(dialer: Who = "server") {
    const other = dialer === "server" ? "client" : "server";
    this.packets.push(
      { from: dialer, seq: START[dialer] - 1, flags: "S" },
      { from: other, seq: START[other] - 1, ack: START[dialer], flags: "SA" },
    );
  }

  say(from: Who, payload: Buffer, { heard, captured = true }: { readonly heard?: number; readonly captured?: boolean } = {}): this {
    const other = from === "server" ? "client" : "server";
    const ack = START[other] + (heard ?? this.sent[other]);
    if (captured) this.packets.push({ from, seq: START[from] + this.sent[from], ack, payload });
    this.sent[from] += payload.length;
    return this;
  }

  end(from: Who, flags = "FA"): this {
    const other = from === "server" ? "client" : "server";
    this.packets.push({ from, seq: START[from] + this.sent[from], ack: START[other] + this.sent[other], flags });
    return this;
  }

  async judge(
    keep: (said: Said) => boolean = () => true,
    options = {},
  ): Promise<{ blamed: string[]; hidden: string[]; kept: string[] }> {
    const file = pcap(this.packets.filter(keep).map((said, index) => ({ frame: ethernet(ipv4(said)), t: index * 10 })));
    const warnings = new Warnings();
    const reading = await readConnections(readPackets(Readable.from([file]), "x", warnings), warnings, {
      everyMessage: true,
      ...options,
    });
    const all = judgeCapture(reading).sides.flatMap(({ role, said }) => said.map((each) => ({ role, ...each })));
    return {
      blamed: all.flatMap(({ role, finding }) => (finding ? [`${role} ${finding.requirement} ${finding.place.packet}`] : [])),
      hidden: all.flatMap(({ role, requirement, hidden }) => (hidden === undefined ? [] : [`${role} ${requirement}: ${hidden}`])),
      kept: all.flatMap(({ role, requirement, finding, hidden }) =>
        finding || hidden !== undefined ? [] : [`${role} ${requirement}`],
      ),
    };
  }
}

const handshake = () => new Talk().say("server", RHE).say("client", HEL).say("server", ACK);

describe("judging a capture", () => {
  it("blames nobody for a handshake, and passes only what had its occasion", async () => {
    const { blamed, hidden, kept } = await handshake().end("client").end("server").judge();
    assert.deepEqual([blamed, hidden], [[], []]);
    assert.ok(kept.includes("client RC-011"));
    assert.ok(!kept.some((each) => /RC-03[0679]|RC-061|RC-034/.test(each)), "no Error and no channel was there");
  });

  it("names the packet that makes a side wrong", async () => {
    const { blamed } = await handshake().say("server", ACK).say("server", ACK).judge();
    assert.deepEqual(blamed, ["server RC-022 6"]);
  });

  it("judges what a side says by what its TCP had confirmed: messages that cross are no answers", async () => {
    const answer = handshake().say("server", ERR).say("client", ERR);
    assert.deepEqual((await answer.judge()).blamed, ["client RC-037 7"]);
    const crossed = handshake()
      .say("server", ERR)
      .say("client", ERR, { heard: RHE.length + ACK.length });
    assert.deepEqual((await crossed.judge()).blamed, []);
    const early = new Talk().say("server", RHE).say("client", HEL, { heard: 0 });
    assert.deepEqual((await early.judge()).blamed, ["client RC-020 4"]);
  });

  it("accuses nobody of what stood in a packet that the capture lost", async () => {
    const open = encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(20) });
    const lost = new Talk().say("server", RHE, { captured: false }).say("client", HEL).say("server", ACK).say("client", open);
    const { blamed, hidden } = await lost.judge();
    assert.deepEqual(blamed, []);
    assert.match(hidden.join("\n"), /client RC-020: bytes are missing from packet 3 on/);
    const last = handshake().say("server", ERR, { captured: false }).end("client");
    assert.match((await last.judge()).hidden.join("\n"), /server RC-036: bytes are missing from packet 6 on/);
  });

  it("judges up to the last message that it keeps", async () => {
    const { blamed, hidden, kept } = await handshake()
      .say("server", ACK)
      .judge(() => true, { mostMessages: 3 });
    assert.deepEqual(blamed, []);
    assert.match(
      hidden.join("\n"),
      /server RC-022: there are more messages than this tool keeps \(cut the capture\) from packet 6 on/,
    );
    assert.ok(kept.includes("client RC-011"));
  });

  it("finds the beginning where only the answer to the dial was captured", async () => {
    const { blamed, kept } = await handshake().judge(({ flags }) => flags !== "S");
    assert.deepEqual(blamed, []);
    assert.ok(kept.includes("server RC-019"));
  });

  it("judges nothing of one direction, and nothing from the middle", async () => {
    const one = await handshake().judge(({ from }) => from === "client");
    assert.deepEqual([one.blamed, one.kept], [[], []]);
    assert.match(one.hidden.join("\n"), /only one direction/);
    const middle = await handshake().judge(({ flags }) => flags === undefined);
    assert.deepEqual([middle.blamed, middle.kept], [[], []]);
    assert.match(middle.hidden.join("\n"), /begins in the middle/);
  });

  it("asks no ReverseHello of a forward connection", async () => {
    const { blamed, kept } = await new Talk("client").say("client", HEL).say("server", ACK).judge();
    assert.deepEqual(blamed, []);
    assert.ok(!kept.some((each) => each.endsWith("RC-019") || each.endsWith("RC-020")));
    const twice = await new Talk("client").say("client", HEL).say("server", ACK).say("client", HEL).judge();
    assert.deepEqual(twice.blamed, ["client RC-022 5"]);
  });

  it("takes resets at both sides at once for a box between them", async () => {
    const reset = handshake().say("server", ERR).end("server", "RA");
    assert.deepEqual((await reset.judge()).blamed, ["server RC-036 7"]);
    assert.deepEqual((await reset.end("client", "RA").judge()).blamed, []);
  });
});
