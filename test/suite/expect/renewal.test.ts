import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeMessage, encodeOpenChannel } from "../../../src/protocol";
import { ConformanceError, Renewal, StateNotReachedError } from "../../../src/suite/expect";
import { directionFrom, type Role } from "../../../src/vocabulary";
import { HandMade } from "../record";

const RESPONSE = 449;
const FAULT = 397;
const NO_SECURITY = "http://opcfoundation.org/UA/SecurityPolicy#None";

/** Sequence header, typeId, and the fields of the answer to OpenSecureChannel (Part 6, 6.7.4). */
function answer(typeId: number, token = { channel: 7, id: 1, lifetime: 40 }): Buffer {
  const body = Buffer.alloc(8 + 4 + 24 + 4 + 20);
  body.set([1, 0, typeId & 0xff, typeId >> 8], 8);
  body.writeUInt32LE(0x80870000, 8 + 4 + 12);
  body.writeUInt32LE(token.channel, 40);
  body.writeUInt32LE(token.id, 44);
  body.writeUInt32LE(token.lifetime, 56);
  return encodeOpenChannel({ secureChannelId: token.channel, securityPolicyUri: NO_SECURITY, body });
}

/** An answer of which only the header can be read: a chunk that is too short, or encrypted. */
const unreadable = (channel: number, body: Buffer) =>
  encodeOpenChannel({ secureChannelId: channel, securityPolicyUri: NO_SECURITY, body });

const asked = (channel: number) =>
  encodeOpenChannel({ secureChannelId: channel, securityPolicyUri: NO_SECURITY, body: Buffer.alloc(24) });

/** A request whose fields can be read: null token, no audit entry, null additional header, version 0. */
function request(channel: number, requestType: number, auditEntry = ""): Buffer {
  const [audit, entry] = [Buffer.alloc(4), Buffer.from(auditEntry)];
  audit.writeInt32LE(entry.length > 0 ? entry.length : -1);
  const typeId = [1, 0, 446 & 0xff, 446 >> 8];
  const last = Buffer.alloc(4 + 3 + 4 + 4);
  last.writeUInt32LE(requestType, 11);
  const body = Buffer.concat([Buffer.alloc(8), Buffer.from(typeId), Buffer.alloc(2 + 16), audit, entry, last]);
  return encodeOpenChannel({ secureChannelId: channel, securityPolicyUri: NO_SECURITY, body });
}

/** A connection with a channel that our client asked for, or was asked for by the client under test. */
function opened(sut: Role, first = answer(RESPONSE)): { made: HandMade; add: (who: Role, bytes: Buffer) => void } {
  const made = new HandMade(sut, { tolerance: 20 }).dials();
  const add = (who: Role, bytes: Buffer) => {
    const message = decodeMessage(bytes);
    const event = { kind: "message", link: "A", connection: 1, side: sut, number: 1, offset: 0, message } as const;
    made.trace.add({ ...event, direction: directionFrom(who) });
  };
  add("client", asked(0));
  add("server", first);
  return { made, add };
}

const facing = ({ view }: HandMade) => ({ name: "A", view, current: 1, spoke: 0 });
const said = (text: RegExp) => (error: unknown) => error instanceof ConformanceError && text.test(error.message);

describe("a server that is asked to renew a channel", () => {
  const renewed = (bytes: Buffer): Promise<void> => {
    const { made, add } = opened("server");
    add("client", asked(7));
    add("server", bytes);
    return new Renewal(made.context).isAnswered(facing(made));
  };

  it("is spared when it gives the same channel another token", () =>
    renewed(answer(RESPONSE, { channel: 7, id: 2, lifetime: 40 })));

  it("is found when it gives another channel, the old token, or a ServiceFault", async () => {
    await assert.rejects(renewed(answer(RESPONSE, { channel: 8, id: 2, lifetime: 40 })), said(/got channel 8 instead of 7/));
    await assert.rejects(renewed(answer(RESPONSE)), said(/got the old TokenId 1/));
    await assert.rejects(renewed(answer(FAULT)), said(/got a ServiceFault with BadSecureChannelTokenUnknown/));
  });

  it("is judged by the channel alone where its answer cannot be read", async () => {
    for (const body of [Buffer.alloc(4), Buffer.alloc(64, 0xa5)]) {
      await renewed(unreadable(7, body));
      await assert.rejects(renewed(unreadable(8, body)), said(/got channel 8 instead of 7/));
    }
  });

  it("is found when its ServiceFault ends before the status code", async () => {
    const cut = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, FAULT & 0xff, FAULT >> 8]);
    await assert.rejects(renewed(unreadable(7, cut)), said(/got a ServiceFault$/));
  });

  it("is found when it closes instead", async () => {
    const { made, add } = opened("server");
    add("client", asked(7));
    made.closes();
    await assert.rejects(new Renewal(made.context).isAnswered(facing(made)), said(/got OPN, closes by FIN/));
  });

  it("is not judged when our client did not ask", async () => {
    const { made } = opened("server");
    await assert.rejects(new Renewal(made.context).isAsked(facing(made), 10), StateNotReachedError);
  });
});

describe("a client whose token runs out", () => {
  it("is spared when it asks in time, and stays", async () => {
    const { made, add } = opened("client");
    add("client", asked(7));
    add("server", answer(RESPONSE, { channel: 7, id: 2, lifetime: 40 }));
    await new Renewal(made.context).isAskedInTime(facing(made));
    made.at(60);
    await new Renewal(made.context).isOutlived(facing(made));
  });

  it("is spared by a request to renew, and found by one that opens another channel", async () => {
    const asks = (bytes: Buffer): Promise<void> => {
      const { made, add } = opened("client");
      add("client", bytes);
      add("server", answer(RESPONSE, { channel: 7, id: 2, lifetime: 40 }));
      return new Renewal(made.context).isAskedInTime(facing(made));
    };
    await asks(request(7, 1));
    await asks(request(7, 1, "audit"));
    await assert.rejects(asks(request(7, 0)), said(/got OpenSecureChannel with requestType Issue$/));
    await assert.rejects(asks(request(7, 0, "audit")), said(/got OpenSecureChannel with requestType Issue$/));
    await assert.rejects(asks(request(0, 0)), said(/requestType Issue and SecureChannelId 0 where channel 7 is open/));
    await assert.rejects(asks(asked(8)), said(/got OpenSecureChannel with SecureChannelId 8 where channel 7 is open/));
  });

  it("is not judged by an answer of ours whose token cannot be read", async () => {
    const { made } = opened("client", unreadable(7, Buffer.alloc(64, 0xa5)));
    await assert.rejects(new Renewal(made.context).isAskedInTime(facing(made)), StateNotReachedError);
  });

  it("is found when it does not ask", async () => {
    const { made } = opened("client");
    await assert.rejects(
      new Renewal(made.context).isAskedInTime(facing(made)),
      said(/within the 0.04 s that our server's answer gave its token; got none; OPN, stays open/),
    );
  });

  it("is found when it closes over it", async () => {
    const { made } = opened("client");
    made.closes();
    await assert.rejects(new Renewal(made.context).isOutlived(facing(made)), said(/got OPN, closes by FIN/));
  });
});
