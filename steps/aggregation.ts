import { Given, Then, When, type DataTable } from "@cucumber/cucumber";
import type { Reached } from "../src/suite/aggregation/underlying";
import type { NetworkChange, PeerName } from "./notation/parameter-types";
import type { ReverseHelloWorld } from "./support/world";

/* Sentences for scenarios whose SUT is an aggregation server: the servers below it and the clients above it are played by us. */

Given("an aggregation server above", async function (this: ReverseHelloWorld, table: DataTable) {
  const servers = table.hashes().map(({ server = "", reached }) => ({ name: server, reached: reached as Reached }));
  this.stage.withoutControls();
  await this.stage.aggregation.start(servers, [...this.stage.server.clients.values()]);
});

When("a client connects forward", async function (this: ReverseHelloWorld) {
  await this.stage.aggregation.connectForward();
});

When("{peer} takes the connection of the aggregation server", async function (this: ReverseHelloWorld, { name }: PeerName) {
  await this.stage.aggregation.connectReverse(this.stage.server.client(name));
});

When("the network to server {word} {networkChange}", async function (this: ReverseHelloWorld, name: string, change: NetworkChange) {
  const peer = this.stage.aggregation.peer(name);
  if (change === "goes down") await peer.networkDown();
  else if (change === "swallows everything") await peer.networkSilent();
  else await peer.networkUp();
});

When("server {word} is restarted", async function (this: ReverseHelloWorld, name: string) {
  await this.stage.aggregation.peer(name).restart();
});

When("a client writes {float} to server {word}", async function (this: ReverseHelloWorld, value: number, name: string) {
  await this.stage.aggregation.write(name, value);
});

Then("server {word} has the value {float}", async function (this: ReverseHelloWorld, name: string, value: number) {
  await this.stage.aggregation.has(name, value);
});

Then(
  "calling Add with {float} and {float} on server {word} gives {float}",
  async function (this: ReverseHelloWorld, a: number, b: number, name: string, sum: number) {
    await this.stage.aggregation.adds(name, a, b, sum);
  },
);

Then("the values of every server are Good at every client", async function (this: ReverseHelloWorld) {
  await this.stage.aggregation.everyValueIsGood();
});

Then(
  "the values of server {word} turn {word} at every client",
  async function (this: ReverseHelloWorld, name: string, status: string) {
    await this.stage.aggregation.turns(name, status);
  },
);

Then("the values of server {word} have stayed Good", function (this: ReverseHelloWorld, name: string) {
  this.stage.aggregation.staysGood(name);
});

Then("values of server {word} keep arriving at every client", async function (this: ReverseHelloWorld, name: string) {
  await this.stage.aggregation.keepArriving(name);
});
