import { parseDuration } from "../../trace";
import { messageName, messageType, senderOf } from "../../vocabulary";
import { onlyDirection, planFault, type FaultPlan } from "./plan";
import type { Fault, FaultDo, FaultOn, Sentence } from "./types";

/** A fault in the sentences of the features: a plain one where there is one, else the toxic with its attributes as a table. */
export function faultSentences(fault: Fault, index: number): Sentence[] {
  const plain = fault.chance === undefined ? plainSentence(fault.on ?? {}, fault.do) : undefined;
  return plain === undefined ? tableSentences(planFault(fault, index)) : [{ text: plain }];
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

function tableSentences({ name, toxics, connect }: FaultPlan): Sentence[] {
  return [
    ...toxics.map(({ type, direction, toxicity, attributes }, index) => ({
      text: `a network with the toxic "${type}" on what the ${direction === "to-client" ? "server" : "client"} sends`,
      table: rows({
        name: toxics.length > 1 ? `${name}-${index + 1}` : name,
        ...(toxicity === undefined ? {} : { toxicity }),
        ...attributes,
      }),
    })),
    ...connect.map((rule) => ({ text: "a network that treats dials so", table: rows({ ...rule }) })),
  ];
}

function rows(values: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(values).map(([key, value]) => [key, String(value)]);
}

function ordinal(n: number): string {
  const tail = n % 100 >= 11 && n % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${tail}`;
}

/** "200 ms", "12 s", "5 min": a duration as the features write it. */
function spoken(duration: string | number): string {
  const ms = parseDuration(duration);
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms >= 1000 && ms % 100 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}
