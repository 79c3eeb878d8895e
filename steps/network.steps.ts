import { Given, When } from "@cucumber/cucumber";
import { faultValue, PLAIN_FAULTS, VALUED_FAULTS, type FaultValue } from "./support/message-faults";
import type { Duration, SendableType } from "./support/parameter-types";
import type { ReverseHelloWorld } from "./support/world";

/* Sentences about the network between the peers; they hold for every link of the scenario. */

Given("a network that delays everything by {duration}", async function (this: ReverseHelloWorld, duration: Duration) {
  await this.network.addBoth("latency", { latency: this.ms(duration) });
});

Given("a network that cuts everything into pieces of {int} byte(s)", async function (this: ReverseHelloWorld, bytes: number) {
  await this.network.addBoth("slicer", { average_size: bytes, size_variation: 0, delay: 0 });
});

Given("a network that passes {int} kB per second", async function (this: ReverseHelloWorld, rate: number) {
  await this.network.addBoth("bandwidth", { rate });
});

Given(
  "a network that cuts the connection after {int} bytes from the {word}",
  async function (this: ReverseHelloWorld, bytes: number, sender: string) {
    await this.network.addFrom(sender, "limit_data", { bytes });
  },
);

for (const [sentence, action] of PLAIN_FAULTS) {
  const fault = async function (this: ReverseHelloWorld, _network: string, nth: number, type: SendableType) {
    await this.network.onMessage(type, nth, action);
  };
  Given(`{network} ${sentence}`, fault);
}

for (const [sentence, action] of VALUED_FAULTS) {
  const fault = async function (
    this: ReverseHelloWorld,
    _network: string,
    nth: number,
    type: SendableType,
    value: FaultValue | Duration,
  ) {
    await this.network.onMessage(type, nth, action(faultValue(value, (duration) => this.ms(duration))));
  };
  Given(`{network} ${sentence}`, fault);
}

When("the network swallows everything", async function (this: ReverseHelloWorld) {
  await this.network.blackHole();
});

When("the network resets every connection", async function (this: ReverseHelloWorld) {
  await this.network.reset();
});

When("the network goes down", async function (this: ReverseHelloWorld) {
  await this.network.down();
});

When("the network comes up again", async function (this: ReverseHelloWorld) {
  await this.network.up();
});

When("the network goes down and up {int} times", async function (this: ReverseHelloWorld, times: number) {
  await this.network.flap(times);
});

When("the network heals", async function (this: ReverseHelloWorld) {
  await this.network.heal();
});
