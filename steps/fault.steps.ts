import { Given, Then, type DataTable } from "@cucumber/cucumber";
import type { ConnectRule } from "../src/proxy";
import type { Duration } from "./support/parameter-types";
import { fieldsOf } from "./support/table";
import type { ReverseHelloWorld } from "./support/world";

/* Sentences for every fault that the proxy knows and no plainer sentence says; `reverse-hello reproduce` writes them. */

Given(
  "a network with the toxic {string} on what the {word} sends",
  async function (this: ReverseHelloWorld, type: string, sender: string, table: DataTable) {
    const { name, toxicity, ...attributes } = typed(table);
    const share = typeof toxicity === "number" ? { toxicity } : {};
    await this.network.addFrom(sender, type, attributes, { ...(name === undefined ? {} : { name: String(name) }), ...share });
  },
);

Given("a network that treats dials so", async function (this: ReverseHelloWorld, table: DataTable) {
  await this.network.treatDials(typed(table) as unknown as ConnectRule);
});

Then(
  "the connection of {ourClient} breaks within {duration}",
  async function (this: ReverseHelloWorld, name: string, duration: Duration) {
    const client = this.server.client(name);
    const { trace, timing, signal } = this.context;
    const what = `the end of connection ${client.current} of client ${name}`;
    await trace.waitFor(what, (event) => client.view.isClosing(event, client.current), {
      within: timing.by(this.ms(duration)),
      signal,
    });
  },
);

/** Attributes that are text for the proxy even where they look like a number. */
const TEXT = new Set(["name", "value", "code", "reason"]);

function typed(table: DataTable): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(fieldsOf(table)).map(([key, value]) => [key, TEXT.has(key) ? value : scalar(value)]));
}

function scalar(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
