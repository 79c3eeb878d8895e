import type { Role } from "../../vocabulary";
import { onlyDirection } from "./plan";
import { routerProblem, routerWord } from "./router";
import type { Fault, FaultDo, FaultOn } from "./types";

export interface FaultProblem {
  /** Keys below the fault. */
  readonly path: readonly string[];
  readonly sentence: string;
}

/** Words of `do` that go together with another one; every other word stands alone. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  then: ["hold", "drop", "truncate", "corrupt"],
  jitter: ["delay"],
};
const ON_MESSAGE = ["drop", "hold", "duplicate", "swap", "truncate", "inject"];
const ON_DIAL = ["refuse", "accept"];
const ON_ALL = ["jitter", "slice", "bandwidth", "stall"];

/** What the schema cannot say about a fault: which words go together. `role`: that of the product. */
export function checkFault(fault: Fault, role: Role): FaultProblem | undefined {
  if (routerWord(fault) !== undefined) return routerProblem(fault, role);
  const words = Object.keys(fault.do) as (keyof FaultDo)[];
  const main = words.filter((word) => !(word in COMPANIONS));
  const [first, second] = main;
  if (!first) return { path: ["do"], sentence: `do: "${words[0]}" goes with ${(COMPANIONS[words[0] ?? ""] ?? []).join(", ")}` };
  if (second)
    return { path: ["do", second], sentence: `do: "${first}" and "${second}" are two faults; make them two entries of the list` };
  const alone = words.find((word) => word in COMPANIONS && !COMPANIONS[word]?.includes(first));
  if (alone)
    return {
      path: ["do", alone],
      sentence: `do: "${alone}" goes with ${(COMPANIONS[alone] ?? []).join(", ")}, not with "${first}"`,
    };
  return corruptProblem(fault.do) ?? endProblem(fault) ?? checkEvent(fault, first);
}

/** What waits for one event is over with it; only what goes on can end. */
function endProblem({ on = {}, for: duration }: Fault): FaultProblem | undefined {
  const event = (["message", "time", "bytes", "idle"] as const).find((kind) => on[kind] !== undefined);
  if (duration === undefined || event === undefined) return undefined;
  return { path: ["for"], sentence: `"for" ends a fault of everything or of dials, not one on ${event}; use "times" to limit it` };
}

function timesProblem(on: FaultOn, deed: FaultDo, chance: number | undefined): string | undefined {
  if (on.nth !== undefined) return `on: "nth" is one event; leave out "times"`;
  if (deed.refuse) return `do: "refuse" means that nobody listens, so it cannot choose dials; use "accept: reset"`;
  if (on.message === undefined && on.dial === undefined) return `on: "times" counts messages or dials; add "message" or "dial"`;
  return on.dial && chance !== undefined ? `on: "times" with "dial" excludes "chance"` : undefined;
}

/** A value that is longer than what it goes into. Text fields grow; numbers, types and bytes by offset cannot. */
function corruptProblem({ corrupt = {} }: FaultDo): FaultProblem | undefined {
  const { field, value, length } = corrupt;
  if (value === undefined || (field !== undefined && GROWS.includes(String(field)))) return undefined;
  const room = field === undefined ? Number(length ?? 1) : (ROOM[String(field)] ?? 4);
  const isNumber = /^(-?\d+|0x[0-9a-f]+)$/i.test(String(value));
  const needed = isNumber ? bytesOf(BigInt(value)) : Buffer.byteLength(String(value));
  if (needed <= room || (isNumber && room > 8)) return undefined;
  const what = field === undefined ? `"length" says ${room}` : `${field} has ${room}`;
  return { path: ["do", "corrupt"], sentence: `corrupt: the value ${JSON.stringify(value)} takes ${needed} bytes, and ${what}` };
}

const GROWS = ["serverUri", "endpointUrl", "reason", "securityPolicyUri"];
const ROOM: Readonly<Record<string, number>> = { type: 3, chunk: 1 };

function bytesOf(value: bigint): number {
  const bits = (value < 0n ? -value - 1n : value).toString(2).length + (value < 0n ? 1 : 0);
  return Math.ceil(bits / 8);
}

function checkEvent({ on = {}, do: deed, chance }: Fault, word: keyof FaultDo): FaultProblem | undefined {
  const kinds = (["message", "dial", "time", "bytes", "idle"] as const).filter((kind) => on[kind] !== undefined);
  if (kinds.length > 1)
    return { path: ["on", kinds[1] as string], sentence: `on: "${kinds[0]}" and "${kinds[1]}" are two events; keep one` };
  const [kind] = kinds;
  if (on.nth !== undefined && on.every !== undefined)
    return { path: ["on", "every"], sentence: `on: "nth" and "every" exclude each other` };
  const often = on.times === undefined ? undefined : timesProblem(on, deed, chance);
  if (often) return { path: ["on", "times"], sentence: often };
  const wants = wanted(word, deed);
  if (wants && !wants.includes(kind ?? "everything")) {
    return {
      path: ["do", word],
      sentence: `do: "${word}" works on ${wants.join(" or ")}, not on ${kind ?? "everything"}; change "on"`,
    };
  }
  if ((on.chunk ?? on.connection) !== undefined && kind !== "message" && kind !== "dial") {
    return { path: ["on"], sentence: `on: "chunk" and "connection" choose among messages; add "message"` };
  }
  if (kind === "message" && on.direction === undefined && needsDirection(on.message)) {
    return {
      path: ["on", "message"],
      sentence: `on: ${on.message} travels both ways; add "direction: to-server" or "direction: to-client"`,
    };
  }
  if (kind === "bytes" && on.direction === undefined) {
    return {
      path: ["on", "bytes"],
      sentence: `on: bytes are counted in one direction; add "direction: to-server" or "direction: to-client"`,
    };
  }
  if (deed.refuse && (on.nth ?? on.every ?? on.connection) !== undefined) {
    return {
      path: ["do", "refuse"],
      sentence: `do: "refuse" means that nobody listens, so it cannot choose dials; use "accept: reset"`,
    };
  }
  return undefined;
}

function wanted(word: keyof FaultDo, deed: FaultDo): readonly string[] | undefined {
  if (ON_MESSAGE.includes(word)) return ["message"];
  if (ON_DIAL.includes(word)) return ["dial", "everything"];
  if (ON_ALL.includes(word)) return ["everything"];
  if (word === "close") return deed.close === true ? ["message", "time", "bytes"] : ["message"];
  if (word === "reset") return deed.reset === true ? ["message", "time", "idle"] : ["message"];
  if (word === "swallow") return ["everything", "bytes", "idle"];
  if (word === "corrupt") return ["message", "bytes"];
  return word === "delay" ? ["message", "dial", "everything"] : undefined;
}

/** Messages that only one role sends need no direction. */
function needsDirection(message: string | undefined): boolean {
  return onlyDirection(message ?? "any") === undefined;
}
