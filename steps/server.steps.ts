import { Given, Then, When, type DataTable } from "@cucumber/cucumber";
import type { NonUpgradedKind } from "../simulators/peers";
import { buildFrame } from "./support/frames";
import type { ClientAddress, Duration, SecurityChoice, SendableType } from "./support/parameter-types";
import { expectFields, fieldsOf } from "./support/table";
import { longUri } from "./support/values";
import type { ReverseHelloWorld } from "./support/world";

/* Sentences for scenarios whose SUT is a server: "the server" is under test, "our client" is played by us. */

Given("a listening client", async function (this: ReverseHelloWorld) {
  await this.server.listen(["A"]);
});

Given("listening clients {letters}", async function (this: ReverseHelloWorld, names: string[]) {
  await this.server.listen(names);
});

Given("a peer that was never upgraded: {word}", async function (this: ReverseHelloWorld, kind: NonUpgradedKind) {
  await this.server.listenNonUpgraded(kind);
});

Given("a waiting connection", async function (this: ReverseHelloWorld) {
  await this.server.listen(["A"]);
  await this.server.start();
  await this.server.waitForFirstDials();
});

Given("a waiting connection at each of the clients {letters}", async function (this: ReverseHelloWorld, names: string[]) {
  await this.server.listen(names);
  await this.server.start();
  await this.server.waitForFirstDials();
});

Given("a waiting connection of a server limited to one session", async function (this: ReverseHelloWorld) {
  await this.server.listen(["A"]);
  await this.server.start({ options: ["max-session-count"] });
  await this.server.waitForFirstDials();
});

Given("a waiting connection of a server with {security}", async function (this: ReverseHelloWorld, security: SecurityChoice) {
  await this.server.listen(["A"]);
  await this.server.startSecure(security);
  await this.server.waitForFirstDials();
});

When("the server starts", async function (this: ReverseHelloWorld) {
  await this.server.start();
});

When("the server starts and dials {address}", async function (this: ReverseHelloWorld, address: ClientAddress) {
  await this.server.start({}, address);
});

When("the server starts with a ServerUri of {int} bytes", async function (this: ReverseHelloWorld, bytes: number) {
  await this.server.start({ options: ["application-uri"], values: { serverUri: longUri(bytes) } });
});

When("the server starts with the EndpointUrl {word}", async function (this: ReverseHelloWorld, endpointUrl: string) {
  await this.server.start({ options: ["endpoint-url"], values: { endpointUrl } });
});

When("the server is restarted", async function (this: ReverseHelloWorld) {
  await this.server.restart();
});

When("{ourClient} answers {message}", async function (this: ReverseHelloWorld, name: string, type: SendableType) {
  await this.answer(name, buildFrame(type, {}, this.defaultsFor(name), this.names()));
});

When(
  "{ourClient} answers {message} with",
  async function (this: ReverseHelloWorld, name: string, type: SendableType, table: DataTable) {
    await this.answer(name, buildFrame(type, fieldsOf(table), this.defaultsFor(name), this.helloNames(name)));
  },
);

When(
  "{ourClient} answers {message} and {message} in one segment",
  async function (this: ReverseHelloWorld, name: string, first: SendableType, second: SendableType) {
    const frames = [first, second].map((type) => buildFrame(type, {}, this.defaultsFor(name), this.names()));
    await this.answer(name, Buffer.concat(frames));
  },
);

When(
  "{ourClient} answers the first {int} byte(s) of a Hello",
  async function (this: ReverseHelloWorld, name: string, bytes: number) {
    await this.answer(name, buildFrame("HEL", {}, this.defaultsFor(name)).subarray(0, bytes));
  },
);

When("{ourClient} answers Error {code}", async function (this: ReverseHelloWorld, name: string, code: string) {
  await this.answer(name, buildFrame("ERR", { Error: code }, this.defaultsFor(name)));
});

When("{ourClient} refuses with Error {code}", async function (this: ReverseHelloWorld, name: string, code: string) {
  await this.answer(name, buildFrame("ERR", { Error: code }, this.defaultsFor(name)));
  this.server.client(name).raw().end();
});

When("{ourClient} completes Hello and Acknowledge", async function (this: ReverseHelloWorld, name: string) {
  await this.answer(name, buildFrame("HEL", {}, this.defaultsFor(name)));
  await this.server.says(this.server.client(name), "ACK");
});

When("{ourClient} closes the connection", function (this: ReverseHelloWorld, name: string) {
  this.server.client(name).raw().end();
});

When("{ourClient} resets the connection", function (this: ReverseHelloWorld, name: string) {
  this.server.client(name).raw().reset();
});

When("{ourClient} opens a secure channel", async function (this: ReverseHelloWorld, name: string) {
  await this.server.opensChannel(this.server.client(name));
});

When("{ourClient} opens a session", async function (this: ReverseHelloWorld, name: string) {
  await this.server.opensSession(this.server.client(name));
});

When(
  "{ourClient} opens a session with {security}",
  async function (this: ReverseHelloWorld, name: string, security: SecurityChoice) {
    await this.server.opensSecureSession(this.server.client(name), security);
  },
);

When("{ourClient} closes the session/channel", async function (this: ReverseHelloWorld, name: string) {
  await this.server.closesSession(this.server.client(name));
});

When(
  "{ourClient} repeats its last request with the channel id of {ourClient}",
  async function (this: ReverseHelloWorld, name: string, other: string) {
    await this.server.repeatsRequestOn(this.server.client(name), this.server.client(other));
  },
);

When("{ourClient} drops the session's connection", function (this: ReverseHelloWorld, name: string) {
  this.server.dropsSession(this.server.client(name));
});

Then("the server sends {message}", async function (this: ReverseHelloWorld, type: SendableType) {
  await this.server.says(this.server.client(), wireType(type));
});

Then("the server sends {message} with", async function (this: ReverseHelloWorld, type: SendableType, table: DataTable) {
  const { message } = await this.server.says(this.server.client(), wireType(type));
  expectFields(message, fieldsOf(table), this.names());
});

Then("the server dials {ourClient} with a ReverseHello", async function (this: ReverseHelloWorld, name: string) {
  await this.server.client(name).reverseHello(this.context.timing.firstDial);
});

Then("the server dials {ourClient} with a ReverseHello anew", async function (this: ReverseHelloWorld, name: string) {
  await this.server.dialsAnew(this.server.client(name), this.context.timing.firstDial);
});

Then("the server dials {ourClient} anew at once", async function (this: ReverseHelloWorld, name: string) {
  await this.server.dialsAnew(this.server.client(name), this.context.timing.prompt);
});

Then(
  "the server gives up the connection to {ourClient} within {duration}",
  async function (this: ReverseHelloWorld, name: string, duration: Duration) {
    await this.server.closes(this.server.client(name), this.context.timing.by(this.ms(duration)));
  },
);

Then("ServerProfileArray has {string}", async function (this: ReverseHelloWorld, profile: string) {
  await this.server.claimsProfile(this.server.client(), profile);
});

Then("the server refuses with Error {codes}", async function (this: ReverseHelloWorld, codes: string[]) {
  await this.server.refuses(this.server.client(), codes);
});

Then("the server refuses with any Error", async function (this: ReverseHelloWorld) {
  await this.server.refuses(this.server.client(), "with any Error");
});

Then("the server refuses with or without an Error", async function (this: ReverseHelloWorld) {
  await this.server.refuses(this.server.client(), "with or without an Error");
});

Then("the server refuses, or acknowledges at least {int} bytes", async function (this: ReverseHelloWorld, bytes: number) {
  await this.server.refusesOrAcknowledges(this.server.client(), bytes);
});

Then("the server may answer {ourClient}", async function (this: ReverseHelloWorld, name: string) {
  await this.server.mayAnswer(this.server.client(name));
});

Then("the server closes the connection to {ourClient}", async function (this: ReverseHelloWorld, name: string) {
  await this.server.closes(this.server.client(name));
});

Then("the server closes the connection to {ourClient} without an Error", async function (this: ReverseHelloWorld, name: string) {
  await this.server.refuses(this.server.client(name), "without an Error");
});

Then(
  "the server dials {ourClient} again after {duration}",
  async function (this: ReverseHelloWorld, name: string, duration: Duration) {
    await this.server.dialsAgain(this.server.client(name), this.ms(duration), duration.text);
  },
);

Then(
  "the server does not dial {ourClient} for {duration}",
  async function (this: ReverseHelloWorld, name: string, duration: Duration) {
    await this.server.doesNotDial(this.server.client(name), this.context.timing.notBefore(this.ms(duration)));
  },
);

Then("exactly {int} connection(s) wait(s) at {ourClient}", async function (this: ReverseHelloWorld, count: number, name: string) {
  await this.server.waits(this.server.client(name), count);
});

Then("a connection waits at {ourClient}", async function (this: ReverseHelloWorld, name: string) {
  await this.server.waits(this.server.client(name), "some");
});

Then(
  "the server keeps the connection to {ourClient} open for {duration}",
  async function (this: ReverseHelloWorld, name: string, duration: Duration) {
    await this.server.keeps(this.server.client(name), this.ms(duration));
  },
);

Then("{ourClient} gets a session on the next connection", async function (this: ReverseHelloWorld, name: string) {
  await this.server.opensSessionOnNext(this.server.client(name));
});

Then("{ourClient} gets a session on a later connection", async function (this: ReverseHelloWorld, name: string) {
  await this.server.opensSessionEventually(this.server.client(name));
});

Then("the session of {ourClient} still works", async function (this: ReverseHelloWorld, name: string) {
  await this.server.sessionWorks(this.server.client(name));
});

Then("the ReverseHello agrees with GetEndpoints on {word}", async function (this: ReverseHelloWorld, field: string) {
  await this.server.agreesWithEndpoints(this.server.client(), field);
});

function wireType(type: SendableType) {
  if (type === "HTTP" || type === "XYZ") throw new Error(`a server never sends a ${type} message`);
  return type;
}
