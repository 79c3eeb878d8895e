import { Given, Then, When } from "@cucumber/cucumber";
import { ConformanceError, reach } from "../src/suite/expect";
import { placed, readFault, type Fault } from "../src/lab";
import type { Moment } from "../src/suite/scenario";
import type { Duration } from "../src/vocabulary";
import type { MomentWords, NameWords, RecoveryTime, RouterFault } from "./notation/router";
import { recovers } from "./support/recovery";
import type { Role } from "../src/vocabulary";
import type { PeerName } from "./notation/parameter-types";
import type { ReverseHelloWorld } from "./support/world";

/* What only a kernel can do to the network between them: the router of the network lab (docs/lab.md). */

Given("the router {routerFault}", async function (this: ReverseHelloWorld, fault: RouterFault) {
  await this.stage.lab.lay(onItsSide(this, fault), fault.text);
});

When("the router {routerFault}, for {duration}", async function (this: ReverseHelloWorld, fault: RouterFault, duration: Duration) {
  await this.stage.lab.layFor(onItsSide(this, fault), fault.text, this.ms(duration));
});

/* What happens of itself while the scenario goes on: the faults of a *.fault.yaml. */

Given("{moment}, the router {routerFault}", function (this: ReverseHelloWorld, moment: MomentWords, fault: RouterFault) {
  this.stage.lab.plan(onItsSide(this, fault), fault.text, whenOf(this, moment));
});

Given(
  "{moment}, the router {routerFault}, for {duration}",
  function (this: ReverseHelloWorld, moment: MomentWords, fault: RouterFault, duration: Duration) {
    this.stage.lab.plan(onItsSide(this, fault), fault.text, whenOf(this, moment), this.ms(duration));
  },
);

Given("{moment}, our client moves to another address under the same name", function (this: ReverseHelloWorld, moment: MomentWords) {
  this.stage.lab.planMove(whenOf(this, moment));
});

When("the router works again", async function (this: ReverseHelloWorld) {
  await this.stage.lab.heal();
});

When("our machine restarts", async function (this: ReverseHelloWorld) {
  await this.stage.lab.restartUs(this.stage.context.timing.stated.redial);
});

When("our client moves to another address under the same name", async function (this: ReverseHelloWorld) {
  await this.stage.lab.moveUs();
});

Given("our host name is known {families}", async function (this: ReverseHelloWorld, { family, dead, text }: NameWords) {
  await this.stage.lab.know(family, dead, `our host name is known ${text}`);
});

When("{peer} tries in vain to open a session", async function (this: ReverseHelloWorld, { name }: PeerName) {
  await reach("a session that does not come about", () => this.stage.stack.opensNoSession(this.stage.server.client(name)));
});

Then("{sut} has at most {int} socket(s) towards us", async function (this: ReverseHelloWorld, _sut: string, most: number) {
  const sockets = await this.stage.lab.sockets();
  if (sockets.length > most) throw new ConformanceError(`at most ${most} sockets towards us`, `more: ${sockets.join(", ")}`);
});

When(
  "{peer} opens sessions for {duration}, whatever comes of it",
  async function (this: ReverseHelloWorld, { name }: PeerName, duration: Duration) {
    const { server, stack, context } = this.stage;
    const end = context.trace.now() + this.ms(duration);
    await stack.opensSessionsUntil(server.client(name), end);
  },
);

Then("a session is there again within {recovery}", async function (this: ReverseHelloWorld, { keepAlive }: RecoveryTime) {
  await recovers(this, keepAlive);
});

Then("{sut} has dialed no more often than its redial delay allows", async function (this: ReverseHelloWorld, _sut: string) {
  await this.stage.lab.dialedInTime();
});

function onItsSide({ stage }: ReverseHelloWorld, { word, attributes }: RouterFault): Fault {
  return readFault(
    word,
    placed(attributes, (role: Role) => stage.lab.sideOf(role)),
  );
}

function whenOf(world: ReverseHelloWorld, moment: MomentWords): Moment {
  return moment.kind === "connection" ? { kind: "connection", ms: world.ms(moment.after) } : moment;
}
