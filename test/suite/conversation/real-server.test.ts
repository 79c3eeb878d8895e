import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeMessage, encodeSecured } from "../../../src/protocol";
import { channelGiven, refusedSession, userManagerOf } from "../../../src/suite/conversation/real-server";
import { LinkView, Trace } from "../../../src/trace";
import { HandMade } from "../record";

const [CREATE_SESSION, ACTIVATE_SESSION, GET_ENDPOINTS, SERVICE_FAULT] = [461, 467, 428, 397];
const [RESPONSE, BAD_IDENTITY_TOKEN_INVALID, GOOD] = [3, 0x80200000, 0];

/** Each request of a client is answered with a ServiceFault. */
function refuses(...services: number[]): LinkView {
  return answers(BAD_IDENTITY_TOKEN_INVALID, () => SERVICE_FAULT, services);
}

/** Each request of a client is answered with this result, in a message of the type that `answerTo` gives. */
function answers(status: number, answerTo: (service: number) => number, services: readonly number[]): LinkView {
  const trace = new Trace({ epoch: 0, now: () => 0 });
  const add = (direction: "to-client" | "to-server", requestId: number, typeId: number, fields: Buffer) => {
    const front = Buffer.alloc(12);
    front.writeUInt32LE(requestId, 4);
    front.writeUInt16LE(1, 8);
    front.writeUInt16LE(typeId, 10);
    const frame = encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.concat([front, fields]) });
    const message = decodeMessage(frame);
    trace.add({ kind: "message", link: "A", connection: 1, side: "client", direction, number: 1, offset: 0, message });
  };
  const result = Buffer.alloc(24);
  result.writeUInt32LE(status, 12);
  services.forEach((service, index) => {
    add("to-server", index + 1, service, Buffer.alloc(24));
    add("to-client", index + 1, answerTo(service), result);
  });
  return new LinkView(trace, "A", "client");
}

describe("a client that our own server gives no session", () => {
  it("is told by which service, and why", () => {
    assert.equal(refusedSession(refuses(ACTIVATE_SESSION)), "its ActivateSession with BadIdentityTokenInvalid");
    assert.equal(refusedSession(refuses(GET_ENDPOINTS, CREATE_SESSION)), "its CreateSession with BadIdentityTokenInvalid");
  });
  it("is told so too when the refusal is the service's own response", () => {
    const view = (status: number) => answers(status, (service) => service + RESPONSE, [CREATE_SESSION, ACTIVATE_SESSION]);
    assert.equal(refusedSession(view(BAD_IDENTITY_TOKEN_INVALID)), "its ActivateSession with BadIdentityTokenInvalid");
    assert.equal(refusedSession(view(GOOD)), undefined);
  });
  it("is not excused by another answer", () => {
    assert.equal(refusedSession(refuses(GET_ENDPOINTS)), undefined);
    assert.equal(refusedSession(refuses()), undefined);
  });
});

describe("a client that gets no further than its secure channel", () => {
  const asks = () => new HandMade("client").reaches().hears("RHE").says("HEL").hears("ACK").says("OPN");
  it("has one when our server answered OpenSecureChannel with it", () => {
    assert.equal(channelGiven(asks().hears("OPN").view), 1);
  });
  it("has none without an answer, or with a fault", () => {
    assert.equal(channelGiven(asks().view), undefined);
    assert.equal(channelGiven(asks().hears("fault").view), undefined);
  });
});

describe("whom our own server lets in", () => {
  const login = { user: "operator", password: "secret" };
  it("is the user that the client was told to log in as", () => {
    assert.equal(userManagerOf(login).isValidUser("operator", "secret"), true);
  });
  it("is nobody else", () => {
    assert.equal(userManagerOf(login).isValidUser("operator", "Secret"), false);
    assert.equal(userManagerOf(login).isValidUser("guest", "secret"), false);
    assert.equal(userManagerOf(undefined).isValidUser("operator", "secret"), false);
  });
});
