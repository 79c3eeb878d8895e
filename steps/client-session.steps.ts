import { Then, When, type DataTable } from "@cucumber/cucumber";
import type { CertificateKind } from "../simulators/pki";
import { ConformanceError, type FloodKind } from "../src/suite/scenario";
import { buildFrame } from "./support/frames";
import type { Duration, SendableType } from "./support/parameter-types";
import { fieldsOf } from "./support/table";
import type { ReverseHelloWorld } from "./support/world";

/* Sentences for scenarios whose SUT is a client and whose server is a real one, with sessions; and for floods beside it. */

When("{int} {flood} reach the client", async function (this: ReverseHelloWorld, count: number, kind: FloodKind) {
  await this.client.flood().pour(count, kind);
});

When("a real server starts and dials the client", async function (this: ReverseHelloWorld) {
  await this.client.startRealServer();
});

When(
  "a real server with a certificate that is {word} dials the client",
  async function (this: ReverseHelloWorld, kind: CertificateKind) {
    await this.client.startRealServer({ certificate: kind });
  },
);

When("the real server restarts with a certificate that is {word}", async function (this: ReverseHelloWorld, kind: CertificateKind) {
  await this.client.restartRealServer({ certificate: kind });
});

When("a real server dials the client, whose EndpointUrl is in no GetEndpoints response", async function (this: ReverseHelloWorld) {
  await this.client.sessions.startWithHiddenUrl();
});

When("a real server dials the client that only says that it is the wanted one", async function (this: ReverseHelloWorld) {
  await this.client.sessions.startImpostor();
});

When(
  "a real server is asked for its endpoints, and then one with a certificate that is {word} dials the client",
  async function (this: ReverseHelloWorld, kind: CertificateKind) {
    await this.client.sessions.exchangeAfterDiscovery(kind);
  },
);

When("the real server sends {message} on the open channel", async function (this: ReverseHelloWorld, type: SendableType) {
  await this.client.sessions.slipIn((channel) =>
    buildFrame(type, { SecureChannelId: `${channel}` }, this.client.wanted, this.names()),
  );
});

When(
  "the real server sends {message} on the open channel with",
  async function (this: ReverseHelloWorld, type: SendableType, table: DataTable) {
    const fields = fieldsOf(table);
    await this.client.sessions.slipIn((channel) =>
      buildFrame(type, { SecureChannelId: `${channel}`, ...fields }, this.client.wanted, this.names()),
    );
  },
);

Then("the client closes the connection of the real server", async function (this: ReverseHelloWorld) {
  await this.client.sessions.closes();
});

When("the real server drops the session's connection", function (this: ReverseHelloWorld) {
  this.client.sessions.drop();
});

Then("the session on the real server goes on for {duration}", async function (this: ReverseHelloWorld, duration: Duration) {
  await this.client.sessions.goesOn(this.ms(duration));
});

Then("the client goes on with the connection that waited", async function (this: ReverseHelloWorld) {
  await this.client.sessions.takesTheOneThatWaited();
});

Then("the client ends by itself", async function (this: ReverseHelloWorld) {
  await this.client.sessions.ends();
});

Then("it said CloseSecureChannel before it closed", async function (this: ReverseHelloWorld) {
  await this.client.sessions.saidGoodbye();
});

Then("the client opens a session on the real server again", async function (this: ReverseHelloWorld) {
  await this.client.sessionOnRealServerAgain();
});

Then("the client opens no session( again) for {duration}", async function (this: ReverseHelloWorld, duration: Duration) {
  await this.client.noSessionOnRealServer(this.ms(duration));
});

Then("it fetched the certificate on a connection of its own first", function (this: ReverseHelloWorld) {
  expectCount(this.client.discoveries(), 1);
  this.client.sessions.isSecured();
});

Then("it fetched no certificate again", function (this: ReverseHelloWorld) {
  expectCount(this.client.discoveries(), 1);
});

Then("the client opens a session on the real server", async function (this: ReverseHelloWorld) {
  await this.client.sessionOnRealServer();
});

Then("the client still serves a real server", async function (this: ReverseHelloWorld) {
  await this.client.servesRealServer();
});

function expectCount(discoveries: number, expected: number): void {
  if (discoveries !== expected)
    throw new ConformanceError(`${expected} connection(s) without security, for GetEndpoints`, `${discoveries}`);
}
