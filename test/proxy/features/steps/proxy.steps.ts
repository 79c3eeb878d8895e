import assert from "node:assert/strict";
import { After, Before, defineParameterType, Given, Then, When } from "@cucumber/cucumber";
import "../../../../steps/notation/parameter-types";
import type { NetworkFault } from "../../../../steps/notation/faults";
import { readToxic, type ProxyWorld, type Sender } from "./world";

/* Sentences that change the proxy. */

Before(async function (this: ProxyWorld) {
  await this.open();
});

After(async function (this: ProxyWorld) {
  await this.close();
});

defineParameterType({
  name: "sender",
  regexp: /server|client/,
  transformer: (text: string) => text as Sender,
  useForSnippets: false,
});

Given("the toxic {string} on what the {sender} sends", async function (this: ProxyWorld, toxic: string, sender: Sender) {
  await this.addToxic(toxic, sender);
});

Given(
  "the toxic {string} on what the {sender} sends, on {int} % of connections",
  async function (this: ProxyWorld, toxic: string, sender: Sender, share: number) {
    await this.addToxic(toxic, sender, share / 100);
  },
);

When("the toxic becomes {string}", async function (this: ProxyWorld, toxic: string) {
  await this.changeToxic(toxic);
});

When("the toxic {word} is removed", async function (this: ProxyWorld, type: string) {
  await this.removeToxic(type);
});

When("the toxic {word} is tried with {string}", async function (this: ProxyWorld, type: string, attributes: string) {
  await this.call("POST", "/proxies/link/toxics", { type, stream: "upstream", attributes: readToxic(`x: ${attributes}`)[1] });
});

When("the network heals", async function (this: ProxyWorld) {
  await this.call("POST", "/reset");
});

When("the network goes down", async function (this: ProxyWorld) {
  await this.enable(false);
});

When("the network comes up again", async function (this: ProxyWorld) {
  await this.enable(true);
});

When("a tool calls {word} {word}", async function (this: ProxyWorld, method: string, path: string) {
  await this.call(method, path);
});

When("a tool calls {word} {word} with", async function (this: ProxyWorld, method: string, path: string, body: string) {
  await this.call(method, path, body.replaceAll("THE CLIENT", this.upstream));
});

When("a tool calls {word} {word} with {}", async function (this: ProxyWorld, method: string, path: string, body: string) {
  await this.call(method, path, body === "no body" ? "" : body);
});

Then("the answer is {int}", function (this: ProxyWorld, status: number) {
  assert.equal(this.reply?.status, status, this.reply?.text);
});

Then("the answer is {int}: {}", function (this: ProxyWorld, status: number, text: string) {
  assert.equal(this.reply?.text.trim(), text);
  assert.equal(this.reply?.status, status);
});

Then("the answer is {int} and has", function (this: ProxyWorld, status: number, json: string) {
  assert.equal(this.reply?.status, status, this.reply?.text);
  assert.partialDeepStrictEqual(this.reply?.json, JSON.parse(json.replaceAll("THE CLIENT", this.upstream)));
});

Then("the metrics have counted {int} bytes from the server: {word}", async function (this: ProxyWorld, bytes: number, yes: string) {
  await this.call("GET", "/metrics");
  const line = new RegExp(`toxiproxy_proxy_received_bytes_total\\{direction="upstream",[^}]*proxy="link"[^}]*\\} ${bytes}$`, "m");
  assert.equal(line.test(this.reply?.text ?? "") ? "yes" : "no", yes);
});

Then("the proxy is {word}", async function (this: ProxyWorld, state: string) {
  const alive = await this.call("GET", "/version").then(
    () => "alive",
    () => "dead",
  );
  assert.equal(alive, state);
});

Given("{networkFault}", async function (this: ProxyWorld, { type, attributes, sender, duration }: NetworkFault) {
  const all = duration ? { ...attributes, [duration.attribute]: duration.value.in({}) } : attributes;
  for (const from of sender ? [sender] : (["server", "client"] as const)) await this.addAttributes(type, all, from);
});
