import { When, type DataTable } from "@cucumber/cucumber";
import type { FloodKind } from "../src/suite/conversation/flood";
import type { ServerStart } from "../src/suite/dialing/server-under-test";
import { reach } from "../src/suite/expect";
import type { Role } from "../src/trace";
import type { Duration } from "../src/vocabulary";
import { startRealServer, type RealServerManner } from "./notation/real-servers";
import type { Manner, Opening, PeerName, Speech } from "./notation/parameter-types";
import { fieldsOf } from "./notation/table";
import { completesHello } from "./support/states";
import { speak } from "./support/speech";
import type { ReverseHelloWorld } from "./support/world";

/* What our side does. A peer of ours that does not get to do it accuses nobody: the scenario could not run. */

When("{serverStart}", async function (this: ReverseHelloWorld, manner: ServerStart) {
  await this.stage.server.start(manner);
});

When("our side waits {duration}", async function (this: ReverseHelloWorld, duration: Duration) {
  await this.stage.context.waits(this.ms(duration));
});

When("the server is restarted", async function (this: ReverseHelloWorld) {
  await this.stage.server.restart();
});

When("{sut} is told to end", async function (this: ReverseHelloWorld, _sut: Role) {
  await this.stage.context.stopSut();
});

When("{peer} {dials}", async function (this: ReverseHelloWorld, peer: PeerName, url: number) {
  await (await this.stage.client.server(peer.name, url)).dial();
});

When("{peer} {speaks} {speech}", async function (this: ReverseHelloWorld, peer: PeerName, manner: Manner, speech: Speech) {
  await speak(this, peer, manner, speech);
});

When(
  "{peer} {speaks} {speech} with",
  async function (this: ReverseHelloWorld, peer: PeerName, manner: Manner, speech: Speech, table: DataTable) {
    await speak(this, peer, manner, speech, fieldsOf(table));
  },
);

When(
  "{peer} dials, sends ReverseHello and closes {int} times",
  async function (this: ReverseHelloWorld, peer: PeerName, times: number) {
    for (let round = 0; round < times; round += 1) {
      await speak(this, peer, { dials: true, closes: true }, { types: ["RHE"] }, { ServerUri: "a stranger's URI" });
    }
  },
);

When("{peer} completes Hello and Acknowledge", async function (this: ReverseHelloWorld, { name }: PeerName) {
  await reach("Hello and Acknowledge", () => completesHello(this, this.stage.server.client(name)));
});

When("{peer} {ends} the connection", async function (this: ReverseHelloWorld, peer: PeerName, ends: "closes" | "resets") {
  const ours = await this.peer(peer);
  await ours.arrives();
  ours[ends]();
});

When("{peer} drops the session's connection", async function (this: ReverseHelloWorld, peer: PeerName) {
  if (peer.kind === "real") this.stage.sessions.drop();
  else (await this.peer(peer)).resets();
});

When("{peer} opens {opening}", async function (this: ReverseHelloWorld, { name }: PeerName, { what, security, buffers }: Opening) {
  const { server, stack } = this.stage;
  const client = server.client(name);
  if (security) return reach("an open secured session", () => stack.opensSecureSession(client, security));
  await reach(`an open ${what}`, () =>
    what === "channel" ? stack.opensChannel(client) : stack.opensSession(client, buffers === undefined ? {} : { buffers }),
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

When("{peer} gives up a message behind its first chunk", async function (this: ReverseHelloWorld, peer: PeerName) {
  const { server, sessions, stack } = this.stage;
  await (peer.kind === "real" ? sessions.givesUpAnswer() : stack.givesUpRequest(server.client(peer.name)));
});

When("{realServer}", async function (this: ReverseHelloWorld, manner: RealServerManner) {
  await startRealServer(this.stage, manner);
});

When("{int} {flood} reach the client", async function (this: ReverseHelloWorld, count: number, kind: FloodKind) {
  await this.stage.client.flood().pour(count, kind);
});
