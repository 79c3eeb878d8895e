import { When, type DataTable } from "@cucumber/cucumber";
import type { FloodKind } from "../src/suite/conversation/flood";
import type { SecurityChoice } from "../src/suite/dialing/client-stack";
import type { ServerStart } from "../src/suite/dialing/server-under-test";
import { reach } from "../src/suite/expect";
import { startRealServer, type RealServerManner } from "./notation/real-servers";
import type { PeerName, Portion, SendableType } from "./notation/parameter-types";
import { fieldsOf } from "./notation/table";
import { completesHello } from "./support/states";
import { sendPortion, speak } from "./support/speech";
import type { ReverseHelloWorld } from "./support/world";

/* What our side does. A peer of ours that does not get to do it accuses nobody: the scenario could not run. */

When("{serverStart}", async function (this: ReverseHelloWorld, manner: ServerStart) {
  await this.stage.server.start(manner);
});

When("the server is restarted", async function (this: ReverseHelloWorld) {
  await this.stage.server.restart();
});

When("{peer} dials", async function (this: ReverseHelloWorld, peer: PeerName) {
  await (await this.stage.client.server(peer.name)).dial();
});

When("{peer} dials the {ordinal} URL", async function (this: ReverseHelloWorld, peer: PeerName, at: number) {
  await (await this.stage.client.server(peer.name, at)).dial();
});

When(
  "{peer} {speaks} {message}",
  async function (this: ReverseHelloWorld, peer: PeerName, manner: { dials: boolean }, type: SendableType) {
    await speak(this, peer, manner, [type]);
  },
);

When(
  "{peer} {speaks} {message} with",
  async function (this: ReverseHelloWorld, peer: PeerName, manner: { dials: boolean }, type: SendableType, table: DataTable) {
    await speak(this, peer, manner, [type], fieldsOf(table));
  },
);

When(
  "{peer} {speaks} {message} and {message} in one segment",
  async function (this: ReverseHelloWorld, peer: PeerName, how: { dials: boolean }, first: SendableType, second: SendableType) {
    await speak(this, peer, how, [first, second]);
  },
);

When(
  "{peer} {speaks} {portion}",
  async function (this: ReverseHelloWorld, peer: PeerName, manner: { dials: boolean }, portion: Portion) {
    await sendPortion(this, peer, manner, portion);
  },
);

When(
  "{peer} dials, sends ReverseHello and closes {int} times",
  async function (this: ReverseHelloWorld, peer: PeerName, times: number) {
    for (let round = 0; round < times; round += 1) {
      await speak(this, peer, { dials: true }, ["RHE"], { ServerUri: "a stranger's URI" });
      (await this.peer(peer)).closes();
    }
  },
);

When(
  "{peer} {speaks} Error {code}",
  async function (this: ReverseHelloWorld, peer: PeerName, manner: { dials: boolean }, code: string) {
    await speak(this, peer, manner, ["ERR"], { Error: code });
  },
);

When("{peer} refuses with Error {code}", async function (this: ReverseHelloWorld, peer: PeerName, code: string) {
  await speak(this, peer, { dials: false }, ["ERR"], { Error: code });
  (await this.peer(peer)).closes();
});

When("{peer} completes Hello and Acknowledge", async function (this: ReverseHelloWorld, { name }: PeerName) {
  await reach("Hello and Acknowledge", () => completesHello(this, this.stage.server.client(name)));
});

When("{peer} {ends} the connection", async function (this: ReverseHelloWorld, peer: PeerName, ends: "closes" | "resets") {
  (await this.peer(peer))[ends]();
});

When("{peer} drops the session's connection", async function (this: ReverseHelloWorld, peer: PeerName) {
  if (peer.kind === "real") this.stage.sessions.drop();
  else (await this.peer(peer)).resets();
});

When("{peer} opens a secure channel", async function (this: ReverseHelloWorld, { name }: PeerName) {
  await reach("an open secure channel", () => this.stage.stack.opensChannel(this.stage.server.client(name)));
});

When("{peer} opens a session", async function (this: ReverseHelloWorld, { name }: PeerName) {
  await reach("an open session", () => this.stage.stack.opensSession(this.stage.server.client(name)));
});

When("{peer} opens a session with {security}", async function (this: ReverseHelloWorld, { name }: PeerName, how: SecurityChoice) {
  await reach(`an open session with ${how.policy} ${how.mode}`, () =>
    this.stage.stack.opensSecureSession(this.stage.server.client(name), how),
  );
});

When("{peer} closes the session/channel", async function (this: ReverseHelloWorld, { name }: PeerName) {
  await this.stage.stack.closesSession(this.stage.server.client(name));
});

When(
  "{peer} repeats its last request with the channel id of {peer}",
  async function (this: ReverseHelloWorld, peer: PeerName, other: PeerName) {
    const { server, stack } = this.stage;
    await stack.repeatsRequestOn(server.client(peer.name), server.client(other.name));
  },
);

When("a real server {realServer}", async function (this: ReverseHelloWorld, manner: RealServerManner) {
  await startRealServer(this.stage, manner);
});

When("the real server restarts with a certificate that is {word}", async function (this: ReverseHelloWorld, kind: string) {
  await startRealServer(this.stage, { kind: "restarts", certificate: kind });
});

When("the real server sends {message} on the open channel", async function (this: ReverseHelloWorld, type: SendableType) {
  await this.stage.sessions.slipIn((channel) => this.slipped(type, channel));
});

When(
  "the real server sends {message} on the open channel with",
  async function (this: ReverseHelloWorld, type: SendableType, table: DataTable) {
    await this.stage.sessions.slipIn((channel) => this.slipped(type, channel, fieldsOf(table)));
  },
);

When("{int} {flood} reach the client", async function (this: ReverseHelloWorld, count: number, kind: FloodKind) {
  await this.stage.client.flood().pour(count, kind);
});
