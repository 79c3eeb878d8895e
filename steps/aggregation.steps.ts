import { Given, Then, When, type DataTable } from "@cucumber/cucumber";
import type { Reached } from "../src/suite/scenario";
import type { ReverseHelloWorld } from "./support/world";

/* Sentences for scenarios whose SUT is an aggregation server: the servers below it and the clients above it are played by us. */

Given("an aggregation server above", async function (this: ReverseHelloWorld, table: DataTable) {
  const servers = table.hashes().map(({ server = "", reached }) => ({ name: server, reached: reached as Reached }));
  await this.aggregation.start(servers, [...this.server.clients.values()]);
});

When("a client connects forward", async function (this: ReverseHelloWorld) {
  await this.aggregation.connectForward();
});

When("{ourClient} takes the connection of the aggregation server", async function (this: ReverseHelloWorld, name: string) {
  await this.aggregation.connectReverse(this.server.client(name));
});

When("the network to server {word} goes down", async function (this: ReverseHelloWorld, name: string) {
  await this.aggregation.peer(name).networkDown();
});

When("the network to server {word} swallows everything", async function (this: ReverseHelloWorld, name: string) {
  await this.aggregation.peer(name).networkSilent();
});

When("the network to server {word} comes up again", async function (this: ReverseHelloWorld, name: string) {
  await this.aggregation.peer(name).networkUp();
});

When("server {word} is restarted", async function (this: ReverseHelloWorld, name: string) {
  await this.aggregation.peer(name).restart();
});

When("a client writes {float} to server {word}", async function (this: ReverseHelloWorld, value: number, name: string) {
  await this.aggregation.write(name, value);
});

Then("server {word} has the value {float}", async function (this: ReverseHelloWorld, name: string, value: number) {
  await this.aggregation.has(name, value);
});

Then(
  "calling Add with {float} and {float} on server {word} gives {float}",
  async function (this: ReverseHelloWorld, a: number, b: number, name: string, sum: number) {
    await this.aggregation.adds(name, a, b, sum);
  },
);

Then("the values of every server are Good at every client", async function (this: ReverseHelloWorld) {
  await this.aggregation.everyValueIsGood();
});

Then(
  "the values of server {word} turn {word} at every client",
  async function (this: ReverseHelloWorld, name: string, status: string) {
    await this.aggregation.turns(name, status);
  },
);

Then("the values of server {word} have stayed Good", function (this: ReverseHelloWorld, name: string) {
  this.aggregation.staysGood(name);
});

Then("values of server {word} keep arriving at every client", async function (this: ReverseHelloWorld, name: string) {
  await this.aggregation.keepArriving(name);
});
