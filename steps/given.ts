import { Given, type DataTable } from "@cucumber/cucumber";
import type { NonUpgradedKind } from "../simulators/peers";
import type { ClientStart } from "../src/suite/serving/client-under-test";
import type { ClientState, ServerState } from "./notation/parameter-types";
import { fieldsOf } from "./notation/table";
import { reachClientState, reachServerState } from "./support/states";
import type { ReverseHelloWorld } from "./support/world";

/* States that a scenario begins with. One that is not reached accuses nobody: the scenario could not run. */

Given("{listeners}", async function (this: ReverseHelloWorld, names: string[]) {
  await this.stage.server.listen(names);
});

Given("a peer that was never upgraded: {word}", async function (this: ReverseHelloWorld, kind: NonUpgradedKind) {
  await this.stage.server.listenNonUpgraded(kind);
});

Given("{serverState}", async function (this: ReverseHelloWorld, state: ServerState) {
  await reachServerState(this, state);
});

Given("{clientStart}", async function (this: ReverseHelloWorld, manner: ClientStart) {
  await this.stage.client.start(manner);
});

Given("{clientState}", async function (this: ReverseHelloWorld, state: ClientState) {
  await reachClientState(this, state);
});

Given("the wanted server has", function (this: ReverseHelloWorld, table: DataTable) {
  this.stage.client.wants(this.identityOf(fieldsOf(table)));
});

Given("the wanted server's EndpointUrl leads to a trap", async function (this: ReverseHelloWorld) {
  await this.stage.client.setTrap();
});
