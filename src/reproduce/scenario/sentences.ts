import { messageName, messageType, senderOf, type Role } from "../../vocabulary";
import { onlyDirection, planFault, type FaultPlan } from "./plan";
import { routerSentence, routerWord } from "./router";
import type { Fault, FaultDo, FaultOn, Sentence } from "./types";
import { ordinal, spoken } from "./words";

/** A fault in the sentences of the features: a plain one where there is one, else the toxic with its attributes as a table. */
export function faultSentences(fault: Fault, index: number, role: Role): Sentence[] {
  if (routerWord(fault) !== undefined) return [routerSentence(fault, role)];
  const { on = {}, do: deed, chance, for: duration } = fault;
  const plain = chance === undefined && duration === undefined ? plainSentence(on, deed) : undefined;
  if (plain !== undefined) return [{ text: plain }];
  return tableSentences(planFault(fault, index), duration === undefined ? {} : { for: spoken(duration) });
}

function plainSentence(on: FaultOn, deed: FaultDo): string | undefined {
  if (on.message !== undefined) return plainMessage(on, deed);
  if (on.dial ?? on.time ?? on.idle) return undefined;
  if (on.bytes !== undefined) {
    const sender = on.direction === "to-client" ? "server" : "client";
    return deed.close ? `a network that cuts the connection after ${on.bytes} bytes from the ${sender}` : undefined;
  }
  if (on.direction !== undefined) return undefined;
  if (deed.delay !== undefined && deed.jitter === undefined) return `a network that delays everything by ${spoken(deed.delay)}`;
  if (deed.slice !== undefined)
    return `a network that cuts everything into pieces of ${deed.slice} byte${deed.slice === 1 ? "" : "s"}`;
  return deed.bandwidth ? `a network that passes ${deed.bandwidth} kB per second` : undefined;
}

function plainMessage(on: FaultOn, deed: FaultDo): string | undefined {
  const message = messageType(on.message ?? "any");
  if (message === undefined || on.nth === undefined || (on.connection ?? on.chunk) !== undefined || deed.then) return undefined;
  const direction = onlyDirection(message);
  if (direction !== undefined && on.direction !== undefined && on.direction !== direction) return undefined;
  // Both sides send the others, so the sentence says whose.
  const whose = direction === undefined ? ` of the ${senderOf(on.direction ?? "to-server")}` : "";
  const which = `the ${ordinal(on.nth)} ${messageName(message)}${whose}`;
  if (deed.drop) return `a network that swallows ${which}`;
  if (deed.delay !== undefined) return `a network that delays ${which} by ${spoken(deed.delay)}`;
  if (deed.duplicate) return `a network that duplicates ${which}`;
  if (typeof deed.close === "object") return `a network that cuts ${which} after ${deed.close["after-bytes"]} bytes`;
  return deed.reset === true || deed.reset === "after" ? `a network that resets the connection after ${which}` : undefined;
}

function tableSentences({ name, toxics, connect }: FaultPlan, end: { readonly for?: string }): Sentence[] {
  return [
    ...toxics.map(({ type, direction, toxicity, attributes }, index) => ({
      text: `a network with the toxic "${type}" on what the ${direction === "to-client" ? "server" : "client"} sends`,
      table: rows({
        name: toxics.length > 1 ? `${name}-${index + 1}` : name,
        ...(toxicity === undefined ? {} : { toxicity }),
        ...attributes,
        ...end,
      }),
    })),
    ...connect.map((rule) => ({ text: "a network that treats dials so", table: rows({ ...rule, ...end }) })),
  ];
}

function rows(values: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(values).map(([key, value]) => [key, String(value)]);
}
