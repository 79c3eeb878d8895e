import { Given, When, type DataTable } from "@cucumber/cucumber";
import type { ConnectRule } from "../src/proxy";
import type { Role } from "../src/trace";
import { readDuration, ROLES } from "../src/vocabulary";
import type { NetworkFault } from "./notation/faults";
import type { NetworkChange } from "./notation/parameter-types";
import { scalarsOf } from "./notation/table";
import type { ReverseHelloWorld } from "./support/world";

/* What the network between the peers does; it holds for every link of the scenario. */

Given("{networkFault}", async function (this: ReverseHelloWorld, { sender, type, attributes, duration }: NetworkFault) {
  const all = duration ? { ...attributes, [duration.attribute]: this.ms(duration.value) } : attributes;
  for (const from of sender ? [sender] : ROLES) await this.stage.network.addFrom(from, type, all);
});

Given(
  "a network with the toxic {string} on what the {word} sends",
  async function (this: ReverseHelloWorld, type: string, sender: string, table: DataTable) {
    const { name, toxicity, for: duration, ...attributes } = scalarsOf(table);
    const share = typeof toxicity === "number" ? { toxicity } : {};
    const named = name === undefined ? {} : { name: String(name) };
    const end = duration === undefined ? {} : { ms: this.ms(readDuration(String(duration))) };
    await this.stage.network.addFrom(sender as Role, type, attributes, { ...named, ...share, ...end });
  },
);

Given("a network that treats dials so", async function (this: ReverseHelloWorld, table: DataTable) {
  const { for: duration, ...rule } = scalarsOf(table);
  const ms = duration === undefined ? undefined : this.ms(readDuration(String(duration)));
  await this.stage.network.treatDials(rule as unknown as ConnectRule, ms);
});

When("the network {networkChange}", async function (this: ReverseHelloWorld, change: NetworkChange) {
  const { network } = this.stage;
  const changes: Record<NetworkChange, () => Promise<void>> = {
    "swallows everything": () => network.blackHole(),
    "resets every connection": () => network.reset(),
    "goes down": () => network.down(),
    "comes up again": () => network.up(),
    heals: () => network.heal(),
  };
  await changes[change]();
});

When("the network goes down and up {int} times", async function (this: ReverseHelloWorld, times: number) {
  await this.stage.network.flap(times);
});
