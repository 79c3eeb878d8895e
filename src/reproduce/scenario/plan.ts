import type { ConnectRule } from "../../proxy";
import { parseDuration, type Direction } from "../../trace";
import { directionOf, messageType } from "../../vocabulary";
import type { Ending, Fault, FaultDo, FaultOn, Where } from "./types";

/** A toxic as the proxy takes it; `direction` in OPC UA's words. */
export interface PlannedToxic {
  readonly type: string;
  readonly direction: Direction;
  readonly toxicity?: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** What a fault is made of at the proxy: toxics on messages and bytes, or rules for new connections. */
export interface FaultPlan {
  readonly name: string;
  readonly toxics: readonly PlannedToxic[];
  readonly connect: readonly ConnectRule[];
}

/** The three letters of a message, whichever way it is named; "any" stays. */
function letters(message: string): string {
  return messageType(message) ?? message;
}

/** Maps a checked fault of a scenario file on the proxy's toxics and modes. */
export function planFault(fault: Fault, index: number): FaultPlan {
  const { on = {}, do: deed } = fault;
  const name = fault.name ?? `fault-${index + 1}`;
  if (on.dial || deed.refuse || deed.accept) return { name, toxics: [], connect: [connectRule(name, fault)] };
  if (on.message !== undefined) return { name, toxics: [messageToxic(on, deed, fault.chance)], connect: [] };
  const directions: readonly Direction[] = on.direction ? [on.direction] : ["to-client", "to-server"];
  const { both, ...toxic } = streamToxic(on, deed);
  const share = fault.chance === undefined ? {} : { toxicity: fault.chance };
  return {
    name,
    toxics: (both ? directions : directions.slice(0, 1)).map((direction) => ({ ...toxic, direction, ...share })),
    connect: [],
  };
}

function connectRule(name: string, { on = {}, do: deed, chance }: Fault): ConnectRule {
  const chosen = {
    ...(on.nth === undefined && on.connection === undefined ? {} : { nth: on.nth ?? on.connection ?? 1 }),
    ...(on.every === undefined ? {} : { every: on.every }),
    ...(on.times === undefined ? {} : { count: on.times }),
    ...(chance === undefined ? {} : { probability: chance }),
  };
  if (deed.refuse) return { name, mode: "refuse" };
  if (deed.delay !== undefined) return { name, mode: "dial_delay", delay: ms(deed.delay), ...chosen };
  const mode = deed.accept === "silent" ? "accept_hold" : deed.accept === "reset" ? "accept_rst" : "accept_fin";
  return { name, mode, ...chosen };
}

function messageToxic(on: FaultOn, deed: FaultDo, chance: number | undefined): PlannedToxic {
  const message = letters(on.message ?? "any");
  const match = {
    message,
    ...(on.chunk === undefined ? {} : { chunk: on.chunk }),
    ...(on.nth === undefined ? {} : { nth: on.nth }),
    ...(on.every === undefined ? {} : { every: on.every }),
    ...(on.times === undefined ? {} : { count: on.times }),
    // With a connection given, "2nd" means the 2nd on it; without, the 2nd that passes the proxy.
    ...(on.connection === undefined ? { scope: "proxy" } : { scope: "connection", connection: on.connection }),
    ...(chance === undefined ? {} : { probability: chance }),
  };
  return {
    type: "opcua_message",
    direction: on.direction ?? onlyDirection(message) ?? "to-server",
    attributes: { ...match, ...action(deed) },
  };
}

/** Where a message travels that one role sends; undefined for one that both send, and for "any". */
export function onlyDirection(message: string): Direction | undefined {
  const type = messageType(message);
  return type && directionOf(type);
}

function action(deed: FaultDo): Record<string, string | number | boolean> {
  const then = deed.then === undefined || deed.then === "deliver" ? {} : { then: how(deed.then) };
  if (deed.drop) return { action: "drop", ...then };
  if (deed.delay !== undefined) return { action: "delay", delay: ms(deed.delay) };
  if (deed.hold !== undefined) return held(deed);
  if (deed.duplicate) return { action: "duplicate" };
  if (deed.swap) return { action: "swap" };
  if (deed.truncate !== undefined) return { action: "truncate", bytes: deed.truncate, ...then };
  if (deed.close !== undefined) return cut(deed.close, "close");
  if (deed.reset !== undefined) return cut(deed.reset, "reset");
  if (deed.corrupt) {
    const { value, ...where } = deed.corrupt;
    return { action: "corrupt", ...where, ...(value === undefined ? {} : { value: String(value) }), ...then };
  }
  const { error = "", position = "instead", to = "receiver", reason = "" } = deed.inject ?? {};
  return { action: "inject", code: error, position, to, ...(reason ? { reason } : {}) };
}

/** Held and then delivered is a delay; held and then lost is a cut in front of it, later. */
function held(deed: FaultDo): Record<string, string | number> {
  const time = ms(deed.hold ?? 0);
  if (deed.then === "close" || deed.then === "reset")
    return { action: "cut", position: "before", how: how(deed.then), delay: time };
  return { action: "delay", delay: time };
}

function cut(where: Where, ending: Ending): Record<string, string | number> {
  if (typeof where === "object") return { action: "cut", position: "inside", bytes: where["after-bytes"], how: how(ending) };
  return { action: "cut", position: where === "before" ? "before" : "after", how: how(ending) };
}

function streamToxic(on: FaultOn, deed: FaultDo): { type: string; attributes: PlannedToxic["attributes"]; both: boolean } {
  if (on.idle !== undefined) {
    return { type: "idle_drop", attributes: { idle: ms(on.idle), mode: deed.reset ? "rst" : "discard" }, both: true };
  }
  if (on.time !== undefined) {
    return { type: "close_after", attributes: { delay: ms(on.time), how: how(deed.reset ? "reset" : "close") }, both: false };
  }
  if (on.bytes !== undefined && deed.close) return { type: "limit_data", attributes: { bytes: on.bytes }, both: false };
  if (on.bytes !== undefined && deed.corrupt) {
    const { field: _field, value: _value, offset = 0, ...rest } = deed.corrupt;
    return { type: "corrupt", attributes: { offset: on.bytes + Number(offset), ...rest }, both: false };
  }
  if (deed.swallow ?? deed.stall) {
    const attributes = { after_bytes: on.bytes ?? 0, mode: deed.stall ? "stall" : "discard" };
    return { type: "blackhole", attributes, both: on.bytes === undefined };
  }
  if (deed.delay !== undefined)
    return { type: "latency", attributes: { latency: ms(deed.delay), jitter: ms(deed.jitter ?? 0) }, both: true };
  // Pieces that are written without a pause arrive as one.
  if (deed.slice !== undefined) {
    return { type: "slicer", attributes: { average_size: deed.slice, size_variation: 0, delay: 1000 }, both: true };
  }
  return { type: "bandwidth", attributes: { rate: deed.bandwidth ?? 0 }, both: true };
}

function how(ending: Ending): "fin" | "rst" {
  return ending === "reset" ? "rst" : "fin";
}

function ms(duration: string | number): number {
  return Math.round(parseDuration(duration));
}
