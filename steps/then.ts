import { Then, type DataTable } from "@cucumber/cucumber";
import type { MessageType } from "../src/protocol";
import { wrongNumberOn, wrongOn } from "../src/suite/checkers";
import { byDefault, ConformanceError, judged, reach } from "../src/suite/expect";
import { ANOTHER_SESSION, SESSION } from "../src/suite/states";
import type { Role } from "../src/trace";
import { Duration } from "../src/vocabulary";
import type {
  DialWords,
  Kept,
  Opening,
  PastDeed,
  PeerName,
  RefusalWords,
  Said,
  SendableType,
  SessionWords,
} from "./notation/parameter-types";
import { expectFields, fieldsOf } from "./notation/table";
import { closes, dials, fitsBuffers, gets, delayOf, keptFor, refuses, says } from "./support/judges";
import { deathOf } from "./support/judgement";
import { keepsFewConnections } from "./support/record";
import type { ReverseHelloWorld } from "./support/world";

/** What holds here holds of a side that never gets to the ground, too. */
const OR_NOT = { shows: false };

/* What the side under test has to do. Each sentence judges the requirement of its scenario, on the record. */

Then("{sut} sends {message}", async function (this: ReverseHelloWorld, _sut: Role, type: SendableType) {
  await says(this, wireType(type));
});

Then("{sut} sends {said} with", async function (this: ReverseHelloWorld, _sut: Role, { type, peer }: Said, table: DataTable) {
  expectFields(await says(this, wireType(type), peer), fieldsOf(table), this.names());
});

Then("{sut} refuses {refusal}", async function (this: ReverseHelloWorld, _sut: Role, words: RefusalWords) {
  await refuses(this, words);
});

Then(
  "{sut} {closes} the connection {ending}",
  async function (this: ReverseHelloWorld, _sut: Role, _verb: string, words: RefusalWords) {
    if (words.how !== undefined) await refuses(this, words);
    else await closes(this, words);
  },
);

Then(
  "the connection of {peer} breaks within {duration}",
  async function (this: ReverseHelloWorld, peer: PeerName, within: Duration) {
    await this.stage.expect.breaks(await this.facing(peer), this.deadline(within) ?? 0);
  },
);

Then(
  "{sut} keeps {kept} for {duration}",
  async function (this: ReverseHelloWorld, _sut: Role, { quiet, peer }: Kept, duration: Duration) {
    const { expect } = this.stage;
    const facing = await this.facing(peer);
    const keep = () => (quiet ? expect.isQuiet(facing, this.ms(duration)) : expect.keeps(facing, keptFor(this, duration)));
    const { field } = duration;
    await (field === undefined || this.states(field) ? keep() : byDefault(field, "too early", keep));
  },
);

Then(
  "{sut} sends no {said} for {duration}",
  async function (this: ReverseHelloWorld, _sut: Role, { type, peer }: Said, duration: Duration) {
    await this.stage.expect.saysNot(await this.facing(peer), wireType(type), this.ms(duration));
  },
);

Then("{sut} gives {peer} no response", async function (this: ReverseHelloWorld, _sut: Role, peer: PeerName) {
  await this.stage.expect.givesNoResponse(await this.facing(peer), this.stage.context.timing.prompt);
});

Then("the server renews the secure channel of {peer}", async function (this: ReverseHelloWorld, peer: PeerName) {
  await this.stage.renewal.isAnswered(await this.facing(peer));
});

Then("the client renews its secure channel in time", async function (this: ReverseHelloWorld) {
  await this.stage.renewal.isAskedInTime(this.stage.client.real);
});

Then("the session on the real server outlives the renewal", async function (this: ReverseHelloWorld) {
  await this.stage.renewal.isOutlived(this.stage.client.real);
});

Then(
  "{sut} numbers its chunks to {peer} one after the other",
  async function (this: ReverseHelloWorld, _sut: Role, peer: PeerName) {
    const { view, current } = await this.facing(peer);
    const wrong = wrongNumberOn(view, current);
    if (wrong !== undefined) throw new ConformanceError("each chunk's SequenceNumber one above the last", wrong);
  },
);

Then("the server answers {peer} in chunks that fit its buffers", async function (this: ReverseHelloWorld, { name }: PeerName) {
  await fitsBuffers(this, this.stage.server.client(name));
});

Then("{sut} may answer {peer}", async function (this: ReverseHelloWorld, _sut: Role, peer: PeerName) {
  await this.stage.expect.mayAnswer(await this.facing(peer));
});

Then("{sut} answers {peer} with Hello or refuses it", async function (this: ReverseHelloWorld, _sut: Role, peer: PeerName) {
  const { timing } = this.stage.context;
  // Before its time for a first message and for holding a connection is up.
  const within = timing.by(Math.max(timing.stated.firstMessageTimeout, timing.stated.holdTime));
  const facing = await this.facing(peer);
  await this.stage.judge("saysHello", () => this.stage.expect.saysOrCloses(facing, "HEL", within), OR_NOT);
});

Then(
  "{sut} goes on with {message} to {peer} or closes",
  async function (this: ReverseHelloWorld, _sut: Role, type: SendableType, peer: PeerName) {
    const { timing } = this.stage.context;
    const facing = await this.facing(peer);
    const within = timing.by(timing.stated.openTimeout);
    await this.stage.judge("asksForChannel", () => this.stage.expect.saysOrCloses(facing, wireType(type), within), OR_NOT);
  },
);

Then("{sut} refuses, or acknowledges at least {int} bytes", async function (this: ReverseHelloWorld, _sut: Role, least: number) {
  const peer = await this.peer();
  await this.stage.judge("acknowledges", () => this.stage.expect.saysOrCloses(peer, "ACK"), OR_NOT);
  const ack = peer.view.said(peer.current).find(({ message }) => message.type === "ACK")?.message;
  if (ack === undefined) return refuses(this, { peer: undefined, within: undefined, how: "with or without an Error" });
  expectFields(ack, { ReceiveBufferSize: `at least ${least}`, SendBufferSize: `at least ${least}` }, this.names());
  peer.closes();
});

Then("{sut} lets go of every connection of {peer}", async function (this: ReverseHelloWorld, _sut: Role, peer: PeerName) {
  await this.stage.expect.letsGo(await this.facing(peer));
});

Then("the server dials {peer} {dial}", async function (this: ReverseHelloWorld, { name }: PeerName, words: DialWords) {
  await dials(this, name, words);
});

Then(
  "the server does not dial {peer} for {duration}",
  async function (this: ReverseHelloWorld, { name }: PeerName, duration: Duration) {
    const { server, redial } = this.stage;
    const { delay, ground } = delayOf(this, duration);
    const never = () => redial.never(server.client(name), delay);
    await this.stage.prove("dialsAgain", () => this.stage.judge(ground, never, OR_NOT));
  },
);

Then("the server is one that BadTcpMessageTypeInvalid suspends", async function (this: ReverseHelloWorld) {
  await this.stage.prove("suspends", async () => undefined);
});

Then("the server dials with a ServerUri under {int} bytes, or not at all", async function (this: ReverseHelloWorld, bytes: number) {
  await this.stage.prove("dialsAgain", () => this.stage.server.keepsServerUriUnder(bytes));
});

Then("{waiting} at {peer}", async function (this: ReverseHelloWorld, count: number | "some", { name }: PeerName) {
  const { server, redial } = this.stage;
  const waits = () => redial.waits(server.client(name), count);
  const judged = () => (count === 0 ? waits() : this.stage.judge("keepsOneWaiting", waits));
  await (count === "some" ? judged() : this.stage.prove("keepsOneWaiting", judged));
});

Then("a connection waits at {peer} at all times", async function (this: ReverseHelloWorld, { name }: PeerName) {
  const { server, idle } = this.stage;
  const watch = () => idle.isNeverAway(server.client(name));
  await this.stage.judge("dialsAgain", this.states("redial") ? watch : () => byDefault("redial", "too late", watch));
});

Then("{sut} has not crashed", function (this: ReverseHelloWorld, _sut: Role) {
  const [death] = deathOf(this);
  if (death) throw new ConformanceError(death.expected, death.actual);
});

Then("the connections of {sut} do not pile up", async function (this: ReverseHelloWorld, _sut: Role) {
  await keepsFewConnections(this.stage.context);
});

Then(
  "{peer} gets a session over the same connection, if it is still open",
  async function (this: ReverseHelloWorld, { name }: PeerName) {
    const { server, stack } = this.stage;
    await this.stage.judge(SESSION.server, () => stack.opensSessionIfOpen(server.client(name)));
  },
);

Then("{peer} gets {gain}", async function (this: ReverseHelloWorld, { name }: PeerName, gain: Opening) {
  await gets(this, name, gain);
});

Then("the session of {peer} still works", async function (this: ReverseHelloWorld, { name }: PeerName) {
  await this.stage.stack.sessionWorks(this.stage.server.client(name));
});

Then("ServerProfileArray has {string}", async function (this: ReverseHelloWorld, profile: string) {
  await judged("an answer to a Read", () => this.stage.stack.claimsProfile(this.stage.server.client(), profile));
});

Then("the ReverseHello agrees with GetEndpoints on {word}", async function (this: ReverseHelloWorld, field: string) {
  const { server, stack } = this.stage;
  const client = server.client();
  if (client.current === 0) await server.greets();
  await this.stage.judge(SESSION.server, () => stack.agreesWithEndpoints(client, field));
});

Then("the client opens {opened}", async function (this: ReverseHelloWorld, words: SessionWords) {
  const { sessions, client } = this.stage;
  if (words instanceof Duration) return this.stage.prove("opensSecured", () => sessions.opensNone(this.ms(words)));
  const within = this.deadline(words.within);
  await this.stage.judge(client.sessionGround, () => (words.again ? sessions.opensAgain(within) : sessions.opens(within)));
  this.stage.lab.recovered(within ?? sessions.deadline);
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

Then(
  "the session's connection outlives the next answer by {duration}",
  async function (this: ReverseHelloWorld, duration: Duration) {
    await this.stage.sessions.outlivesAnswer(this.ms(duration));
  },
);

Then("the session on the real server goes on for {duration}", async function (this: ReverseHelloWorld, duration: Duration) {
  await this.stage.sessions.goesOn(this.ms(duration));
});

Then("the client ends by itself", async function (this: ReverseHelloWorld) {
  await this.stage.sessions.ends();
});

Then("it {past}", async function (this: ReverseHelloWorld, deed: PastDeed) {
  const { sessions } = this.stage;
  if (deed === "said CloseSecureChannel before it closed") await sessions.saidGoodbye();
  else if (deed === "said CloseSecureChannel on the connection on which it fetched the certificate")
    await sessions.saidGoodbyeAfterDiscovery();
  else if (deed === "fetched no certificate again") sessions.fetchedCertificateOnce();
  else sessions.fetchedCertificate();
});

Then("the client has repeated the EndpointUrl of {peer} in every Hello", async function (this: ReverseHelloWorld, peer: PeerName) {
  const { view } = await this.facing(peer);
  for (const connection of view.connections()) {
    const wrong = wrongOn(view, connection, "RC-011");
    if (wrong !== undefined) throw new ConformanceError("the EndpointUrl of the ReverseHello", wrong).on(view, connection);
  }
});

Then("nobody walks into the trap until the client has its session( again)", async function (this: ReverseHelloWorld) {
  const { client, sessions } = this.stage;
  await client.nobodyInTrapWhile(() => reach("an open session", () => sessions.opensAgain()));
});

Then("nobody walks into the trap for {duration}", async function (this: ReverseHelloWorld, duration: Duration) {
  await this.stage.client.nobodyInTrap(this.ms(duration));
});

function wireType(type: SendableType): MessageType {
  if (type === "HTTP" || type === "XYZ") throw new Error(`no peer ever sends a ${type} message`);
  return type;
}
