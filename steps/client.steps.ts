import { Given, Then, When, type DataTable } from "@cucumber/cucumber";
import type { ClientStart } from "../src/suite/scenario";
import { buildFrame } from "./support/frames";
import type { Duration, SecurityChoice, SendableType } from "./support/parameter-types";
import { expectFields, fieldsOf } from "./support/table";
import type { ReverseHelloWorld } from "./support/world";

/* Sentences for scenarios whose SUT is a client: "the client" is under test, "our server" is played by us. */

Given("the client listens{manner}", async function (this: ReverseHelloWorld, manner: ClientStart) {
  await this.client.start(manner);
});

Given("the client listens with {security}", async function (this: ReverseHelloWorld, security: SecurityChoice) {
  await this.client.startSecure(security);
});

Given("the wanted server has", function (this: ReverseHelloWorld, table: DataTable) {
  this.client.wants(this.identityOf(fieldsOf(table)));
});

When("{ourServer} dials", async function (this: ReverseHelloWorld, name: string) {
  await this.client.dial(await this.client.server(name));
});

When("{ourServer} dials and sends {message}", async function (this: ReverseHelloWorld, name: string, type: SendableType) {
  await this.dialAndSend(name, buildFrame(type, {}, this.client.wanted, this.names()));
});

When(
  "{ourServer} dials and sends {message} with",
  async function (this: ReverseHelloWorld, name: string, type: SendableType, table: DataTable) {
    await this.dialAndSend(name, buildFrame(type, fieldsOf(table), this.client.wanted, this.names()));
  },
);

When(
  "{ourServer} dials and sends the first {int} bytes of a ReverseHello",
  async function (this: ReverseHelloWorld, name: string, bytes: number) {
    await this.dialAndSend(name, buildFrame("RHE", {}, this.client.wanted).subarray(0, bytes));
  },
);

When(
  "{ourServer} dials and sends a ReverseHello evenly over {duration}",
  async function (this: ReverseHelloWorld, name: string, duration: Duration) {
    const bytes = buildFrame("RHE", {}, this.client.wanted);
    await this.dialAndDrip(name, bytes, 1, this.ms(duration) / bytes.length);
  },
);

When(
  "{ourServer} dials and sends ReverseHello and {message} at once",
  async function (this: ReverseHelloWorld, name: string, type: SendableType) {
    const frames = (["RHE", type] as const).map((one) => buildFrame(one, {}, this.client.wanted, this.names()));
    await this.dialAndSend(name, Buffer.concat(frames));
  },
);

When(
  "{ourServer} dials, sends ReverseHello and closes {int} times",
  async function (this: ReverseHelloWorld, name: string, times: number) {
    for (let round = 0; round < times; round += 1) {
      await this.dialAndSend(name, buildFrame("RHE", { ServerUri: "a stranger's URI" }, this.client.wanted, this.names()));
      this.client.raw(await this.client.server(name)).end();
    }
  },
);

When("{ourServer} dials the 2nd URL", async function (this: ReverseHelloWorld, name: string) {
  await this.client.dial(await this.client.server(name, 2));
});

When(
  "{ourServer} dials and sends a ReverseHello in pieces of {int} byte(s)",
  async function (this: ReverseHelloWorld, name: string, bytes: number) {
    await this.dialAndDrip(name, buildFrame("RHE", {}, this.client.wanted), bytes, 1);
  },
);

When("{ourServer} sends {message}", async function (this: ReverseHelloWorld, name: string, type: SendableType) {
  await this.client.send(await this.client.server(name), buildFrame(type, {}, this.client.wanted, this.names()));
});

When(
  "{ourServer} sends {message} with",
  async function (this: ReverseHelloWorld, name: string, type: SendableType, table: DataTable) {
    await this.client.send(await this.client.server(name), buildFrame(type, fieldsOf(table), this.client.wanted, this.names()));
  },
);

When("{ourServer} closes the connection", async function (this: ReverseHelloWorld, name: string) {
  this.client.raw(await this.client.server(name)).end();
});

When("{ourServer} resets the connection", async function (this: ReverseHelloWorld, name: string) {
  this.client.raw(await this.client.server(name)).reset();
});

Then("the client sends {message}", async function (this: ReverseHelloWorld, type: SendableType) {
  await this.client.says(await this.client.server("A"), wireType(type));
});

Then(
  "the client sends {message} to {ourServer} with",
  async function (this: ReverseHelloWorld, type: SendableType, name: string, table: DataTable) {
    const { message } = await this.client.says(await this.client.server(name), wireType(type));
    expectFields(message, fieldsOf(table), this.names());
  },
);

Then(
  "the client refuses {ourServer}{deadline}{errors}",
  async function (this: ReverseHelloWorld, name: string, deadline?: Duration, codes?: string[]) {
    await this.client.answers.refuses(await this.client.server(name), codes, this.deadline(deadline));
  },
);

Then(
  "the client closes the connection of {ourServer}{deadline}",
  async function (this: ReverseHelloWorld, name: string, deadline?: Duration) {
    await this.client.answers.closes(await this.client.server(name), this.deadline(deadline));
  },
);

Then(
  "the client keeps the connection of {ourServer} open for {duration}",
  async function (this: ReverseHelloWorld, name: string, duration: Duration) {
    await this.client.answers.keeps(await this.client.server(name), this.ms(duration));
  },
);

Then("the client answers {ourServer} with Hello or refuses it", async function (this: ReverseHelloWorld, name: string) {
  await this.client.answers.helloOrRefusal(await this.client.server(name));
});

Then("the client may answer {ourServer}", async function (this: ReverseHelloWorld, name: string) {
  await this.client.answers.mayAnswer(await this.client.server(name));
});

Then(
  "the client goes on with {message} to {ourServer} or closes",
  async function (this: ReverseHelloWorld, type: SendableType, name: string) {
    await this.client.answers.goesOnOrCloses(await this.client.server(name), wireType(type));
  },
);

Then("the client lets go of every connection of {ourServer}", async function (this: ReverseHelloWorld, name: string) {
  await this.client.answers.letsGo(await this.client.server(name));
});

Given("the wanted server's EndpointUrl leads to a trap", async function (this: ReverseHelloWorld) {
  await this.client.setTrap();
});

Then("nobody walks into the trap for {duration}", async function (this: ReverseHelloWorld, duration: Duration) {
  await this.client.nobodyInTrap(this.ms(duration));
});

Then(
  "the client keeps quiet towards {ourServer} for {duration}",
  async function (this: ReverseHelloWorld, name: string, duration: Duration) {
    await this.client.answers.quiet(await this.client.server(name), this.ms(duration));
  },
);

function wireType(type: SendableType) {
  if (type === "HTTP" || type === "XYZ") throw new Error(`a client never sends a ${type} message`);
  return type;
}
