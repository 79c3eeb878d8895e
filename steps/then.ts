import { Then, type DataTable } from "@cucumber/cucumber";
import type { MessageType } from "../src/protocol";
import type { SecurityChoice } from "../src/suite/dialing/client-stack";
import { judged } from "../src/suite/expect";
import { ANOTHER_SESSION, SESSION, type GroundName } from "../src/suite/states";
import type { Role } from "../src/trace";
import type { Duration } from "./notation/durations";
import type { PeerName, RefusalWords, SendableType } from "./notation/parameter-types";
import { expectFields, fieldsOf } from "./notation/table";
import { closes, refuses, says, sessionOnNext } from "./support/judges";
import type { ReverseHelloWorld } from "./support/world";

/* What the side under test has to do. Each sentence judges the requirement of its scenario, on the record. */

Then("{sut} sends {message}", async function (this: ReverseHelloWorld, _sut: Role, type: SendableType) {
  await says(this, wireType(type));
});

Then("{sut} sends {message} with", async function (this: ReverseHelloWorld, _sut: Role, type: SendableType, table: DataTable) {
  expectFields(await says(this, wireType(type)), fieldsOf(table), this.names());
});

Then(
  "{sut} sends {message} to {peer} with",
  async function (this: ReverseHelloWorld, _sut: Role, type: SendableType, peer: PeerName, table: DataTable) {
    expectFields(await says(this, wireType(type), peer), fieldsOf(table), this.names());
  },
);

Then("{sut} refuses {refusal}", async function (this: ReverseHelloWorld, _sut: Role, words: RefusalWords) {
  await refuses(this, words);
});

Then("{sut} closes the connection {ending}", async function (this: ReverseHelloWorld, _sut: Role, words: RefusalWords) {
  if (words.how !== undefined) await refuses(this, words);
  else await closes(this, words);
});

Then(
  "{sut} gives up the connection to {peer} within {duration}",
  async function (this: ReverseHelloWorld, _sut: Role, peer: PeerName, within: Duration) {
    await this.stage.expect.closes(await this.facing(peer), this.deadline(within));
  },
);

Then(
  "the connection of {peer} breaks within {duration}",
  async function (this: ReverseHelloWorld, peer: PeerName, within: Duration) {
    await this.stage.expect.breaks(await this.facing(peer), this.deadline(within) ?? 0);
  },
);

Then(
  "{sut} keeps the connection of/to {peer} open for {duration}",
  async function (this: ReverseHelloWorld, _sut: Role, peer: PeerName, duration: Duration) {
    await this.stage.expect.keeps(await this.facing(peer), this.ms(duration));
  },
);

Then(
  "{sut} keeps quiet towards {peer} for {duration}",
  async function (this: ReverseHelloWorld, _sut: Role, peer: PeerName, duration: Duration) {
    await this.stage.expect.isQuiet(await this.facing(peer), this.ms(duration));
  },
);

Then("{sut} gives {peer} no response", async function (this: ReverseHelloWorld, _sut: Role, peer: PeerName) {
  await this.stage.expect.givesNoResponse(await this.facing(peer), this.stage.context.timing.prompt);
});

Then("{sut} may answer {peer}", async function (this: ReverseHelloWorld, _sut: Role, peer: PeerName) {
  await this.stage.expect.mayAnswer(await this.facing(peer));
});

Then("{sut} answers {peer} with Hello or refuses it", async function (this: ReverseHelloWorld, _sut: Role, peer: PeerName) {
  const { timing } = this.stage.context;
  // Before its time for a first message and for holding a connection is up.
  const within = timing.by(Math.max(timing.stated.firstMessageTimeout, timing.stated.holdTime));
  await this.stage.expect.saysOrCloses(await this.facing(peer), "HEL", within);
});

Then(
  "{sut} goes on with {message} to {peer} or closes",
  async function (this: ReverseHelloWorld, _sut: Role, type: SendableType, peer: PeerName) {
    const { timing } = this.stage.context;
    await this.stage.expect.saysOrCloses(await this.facing(peer), wireType(type), timing.by(timing.stated.openTimeout));
  },
);

Then("{sut} refuses, or acknowledges at least {int} bytes", async function (this: ReverseHelloWorld, _sut: Role, least: number) {
  const peer = await this.peer();
  await this.stage.expect.saysOrCloses(peer, "ACK");
  const ack = peer.view.said(peer.current).find(({ message }) => message.type === "ACK")?.message;
  if (ack === undefined) return refuses(this, { peer: undefined, within: undefined, how: "with or without an Error" });
  expectFields(ack, { ReceiveBufferSize: `at least ${least}`, SendBufferSize: `at least ${least}` }, this.names());
  peer.closes();
});

Then("{sut} lets go of every connection of {peer}", async function (this: ReverseHelloWorld, _sut: Role, peer: PeerName) {
  await this.stage.expect.letsGo(await this.facing(peer));
});

Then("the server dials {peer} with a ReverseHello", async function (this: ReverseHelloWorld, { name }: PeerName) {
  await this.stage.server.client(name).reverseHello(this.stage.context.timing.firstDial);
});

Then("the server dials {peer} with a ReverseHello anew", async function (this: ReverseHelloWorld, { name }: PeerName) {
  const { server, redial, context } = this.stage;
  await redial.anew(server.client(name), context.timing.firstDial);
});

Then(
  "the server dials {peer} anew within {duration}",
  async function (this: ReverseHelloWorld, { name }: PeerName, duration: Duration) {
    const { server, redial, context } = this.stage;
    await this.stage.judge("dialsAgain", () => redial.anew(server.client(name), context.timing.by(this.ms(duration))));
  },
);

Then("the server dials {peer} anew at once", async function (this: ReverseHelloWorld, { name }: PeerName) {
  const { server, redial, context } = this.stage;
  await redial.anew(server.client(name), context.timing.prompt);
});

Then(
  "the server dials {peer} again after {duration}",
  async function (this: ReverseHelloWorld, { name }: PeerName, duration: Duration) {
    const { server, redial } = this.stage;
    await this.stage.judge(groundOfDelay(duration), () => redial.again(server.client(name), this.ms(duration), duration.text));
  },
);

Then(
  "the server does not dial {peer} for {duration}",
  async function (this: ReverseHelloWorld, { name }: PeerName, duration: Duration) {
    const { server, redial, context } = this.stage;
    const never = () => redial.never(server.client(name), context.timing.notBefore(this.ms(duration)));
    await this.stage.prove("dialsAgain", () => this.stage.judge(groundOfDelay(duration), never));
  },
);

Then("the server is one that BadTcpMessageTypeInvalid suspends", async function (this: ReverseHelloWorld) {
  await this.stage.prove("suspends", async () => undefined);
});

Then("exactly {int} connection(s) wait(s) at {peer}", async function (this: ReverseHelloWorld, count: number, { name }: PeerName) {
  const { server, redial } = this.stage;
  await this.stage.prove("keepsOneWaiting", () => redial.waits(server.client(name), count));
});

Then("a connection waits at {peer}", async function (this: ReverseHelloWorld, { name }: PeerName) {
  const { server, redial } = this.stage;
  await this.stage.judge("keepsOneWaiting", () => redial.waits(server.client(name), "some"));
});

Then("{peer} gets a session on the next connection", async function (this: ReverseHelloWorld, { name }: PeerName) {
  await sessionOnNext(this, name);
});

Then("{peer} gets a session on a later connection", async function (this: ReverseHelloWorld, { name }: PeerName) {
  const { server, stack } = this.stage;
  await this.stage.judge(SESSION.server, () => stack.opensSessionEventually(server.client(name)));
});

Then("{peer} gets a secure channel over the same connection", async function (this: ReverseHelloWorld, { name }: PeerName) {
  const { server, stack } = this.stage;
  const expected = "a secure channel over the server's connection";
  await this.stage.judge("acknowledges", () => judged(expected, () => stack.opensChannel(server.client(name))));
});

Then("{peer} gets a session over the same connection", async function (this: ReverseHelloWorld, { name }: PeerName) {
  const { server, stack } = this.stage;
  await judged("a session on the open channel", () => stack.opensSessionOnChannel(server.client(name)));
});

Then("{peer} gets a session with {security}", async function (this: ReverseHelloWorld, { name }: PeerName, how: SecurityChoice) {
  const { server, stack } = this.stage;
  const expected = `a session with ${how.policy} ${how.mode}`;
  await this.stage.judge(SESSION.server, () => judged(expected, () => stack.opensSecureSession(server.client(name), how)));
});

Then("the session of {peer} still works", async function (this: ReverseHelloWorld, { name }: PeerName) {
  await this.stage.stack.sessionWorks(this.stage.server.client(name));
});

Then("ServerProfileArray has {string}", async function (this: ReverseHelloWorld, profile: string) {
  await this.stage.stack.claimsProfile(this.stage.server.client(), profile);
});

Then("the ReverseHello agrees with GetEndpoints on {word}", async function (this: ReverseHelloWorld, field: string) {
  const { server, stack, context } = this.stage;
  const client = server.client();
  if (client.current === 0) await client.reverseHello(context.timing.firstDial);
  await this.stage.judge(SESSION.server, () => stack.agreesWithEndpoints(client, field));
});

Then("the client opens a session on the real server", async function (this: ReverseHelloWorld) {
  await this.stage.judge(this.stage.client.sessionGround, () => this.stage.sessions.opens());
});

Then("the client opens a session on the real server again", async function (this: ReverseHelloWorld) {
  await this.stage.judge(this.stage.client.sessionGround, () => this.stage.sessions.opensAgain());
});

Then("the client opens no session( again) for {duration}", async function (this: ReverseHelloWorld, duration: Duration) {
  await this.stage.prove("opensSecured", () => this.stage.sessions.opensNone(this.ms(duration)));
});

Then("the client still serves a real server", async function (this: ReverseHelloWorld) {
  const { client, sessions } = this.stage;
  await this.stage.survives(ANOTHER_SESSION.client, "the client to serve a well-behaved server in the end", async () => {
    for (const server of client.servers.values()) server.stop();
    const last = await client.startRealServer({ name: "last" });
    await last.session(sessions.deadline);
  });
});

Then("the client goes on with the connection that waited", async function (this: ReverseHelloWorld) {
  await this.stage.sessions.takesTheOneThatWaited();
});

Then("the session on the real server goes on for {duration}", async function (this: ReverseHelloWorld, duration: Duration) {
  await this.stage.sessions.goesOn(this.ms(duration));
});

Then("the client ends by itself", async function (this: ReverseHelloWorld) {
  await this.stage.sessions.ends();
});

Then("it said CloseSecureChannel before it closed", async function (this: ReverseHelloWorld) {
  await this.stage.sessions.saidGoodbye();
});

Then("it fetched the certificate on a connection of its own first", function (this: ReverseHelloWorld) {
  this.stage.sessions.fetchedCertificate();
});

Then("it fetched no certificate again", function (this: ReverseHelloWorld) {
  this.stage.sessions.fetchedCertificateOnce();
});

Then("nobody walks into the trap for {duration}", async function (this: ReverseHelloWorld, duration: Duration) {
  await this.stage.client.nobodyInTrap(this.ms(duration));
});

/** Where a suspension is the point, a server that none suspends breaks NS-02 only. */
function groundOfDelay({ text }: Duration): GroundName {
  return text.endsWith("suspension") ? "suspends" : "dialsAgain";
}

function wireType(type: SendableType): MessageType {
  if (type === "HTTP" || type === "XYZ") throw new Error(`no peer ever sends a ${type} message`);
  return type;
}
