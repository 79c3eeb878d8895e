import type { CapturedConnection, CaptureReading } from "../../capture/reader";
import type { Direction } from "../../trace";
import { onlyDirection } from "../scenario/plan";
import type { Ending, Fault, FaultDo } from "../scenario";
import type { Suspect } from "./types";
import { isMessageType } from "../../protocol";
import { senderOf } from "../../vocabulary";

interface Decision {
  readonly connection: CapturedConnection;
  readonly t: number;
  readonly direction: Direction;
  readonly rule: string;
  readonly choice: string;
}

/** Comments of our own recordings: `network: RULE: CHOICE (message N) (detail)`. */
const COMMENT = /^network: ([^:]+): (added .*|.*?(?=(?: \(message \d+\))?(?: \([^()]*\))?$))/;

/** Faults that the recorder wrote into the capture itself, as entries of a scenario file. */
export function recordedFaults(reading: CaptureReading): Suspect[] {
  const decisions = reading.connections.flatMap(decisionsOf);
  const seen = new Set<string>();
  return decisions.flatMap((decision) => {
    const fault = faultOf(decision, reading);
    // The same fault on both sides, in both directions, or once more on the next connection.
    const key = JSON.stringify([decision.rule.replace(/-[12]$/, ""), fault?.on, fault?.do]);
    if (!fault || seen.has(key)) return [];
    seen.add(key);
    const { connection, t, rule, choice } = decision;
    return [{ connection: connection.number, t, what: `the recorder noted the fault "${rule}: ${choice}"`, fault, weight: 100 }];
  });
}

/** What is done to all bytes alike ends nothing: what else was seen stands beside it. */
export function isSetUp({ fault }: Suspect): boolean {
  return fault?.on === undefined && ["delay", "slice", "bandwidth"].some((word) => word in (fault?.do ?? {}));
}

function decisionsOf(connection: CapturedConnection): Decision[] {
  return connection.items.flatMap((item) => {
    const [, rule, choice] = (item.kind === "comment" && COMMENT.exec(item.text)) || [];
    return rule && choice ? [{ connection, t: item.t, direction: (item as { direction: Direction }).direction, rule, choice }] : [];
  });
}

type Reader = (match: RegExpExecArray) => FaultDo | undefined;

const ENDING: Readonly<Record<string, Ending>> = { FIN: "close", RST: "reset" };

/** What opcua_message says that it did; the first group is the message's type. */
const ON_MESSAGE: readonly (readonly [RegExp, Reader])[] = [
  [/^drop (\w{3})$/, () => ({ drop: true })],
  [/^delay (\w{3}) (\d+) ms$/, ([, , ms = "0"]) => ({ delay: `${ms}ms` })],
  [/^duplicate (\w{3})$/, () => ({ duplicate: true })],
  [/^swap (\w{3}) with/, () => ({ swap: true })],
  [/^truncate (\w{3}) to (\d+) of/, ([, , bytes]) => ({ truncate: Number(bytes) })],
  [
    /^cut (\w{3}) after (\d+) bytes by (FIN|RST)$/,
    ([, , bytes, how = ""]) => ({ [ENDING[how] ?? "close"]: { "after-bytes": Number(bytes) } }),
  ],
  [
    /^cut (\w{3}) (before|after) it by (FIN|RST)$/,
    ([, , where, how = ""]) => ({ [ENDING[how] ?? "close"]: where === "after" ? true : "before" }),
  ],
  [
    /^corrupt (\w{3}) at (-?\d+) \((\d+) bytes/,
    ([, , offset, length]) => ({ corrupt: { offset: Number(offset), length: Number(length) } }),
  ],
  [
    /^corrupt (\w{3}) (\w+) \(\d+ bytes, now ([0-9a-f]+)\)/,
    ([, , field = "", now = ""]) => ({ corrupt: { field, value: valueOf(now) } }) as FaultDo,
  ],
  [
    /^inject ERR (\w+) (instead of|before|after) (\w{3}) to the (receiver|sender)/,
    ([, error = "", position = "", , to = ""]) => ({ inject: { error, position: position.split(" ")[0], to } }) as FaultDo,
  ],
];

/** What other toxics and modes say. */
const ELSE: readonly (readonly [RegExp, (match: RegExpExecArray, decision: Decision) => Fault])[] = [
  [/^discard from here$/, () => ({ do: { swallow: true } })],
  [/^forget after (\d+) ms idle$/, ([, ms = "0"]) => ({ on: { idle: `${ms}ms` }, do: { swallow: true } })],
  [/^stall from here$/, () => ({ do: { stall: true } })],
  [
    /^close by (FIN|RST) after (\d+) ms$/,
    ([, how = "", ms = "0"]) => ({ on: { time: `${ms}ms` }, do: { [ENDING[how] ?? "close"]: true } }),
  ],
  [
    /^accept_(fin|rst|hold)$/,
    ([, how = ""], { connection }) => ({
      on: { dial: true, nth: dialNumber(connection) },
      do: { accept: how === "fin" ? "close" : how === "rst" ? "reset" : "silent" },
    }),
  ],
  // What is done to all bytes alike is decided when it is set up.
  [
    /^added \(latency \w+: latency (\d+)(?:, jitter (\d+))?\)$/,
    ([, ms = "0", jitter]) => ({ do: { delay: `${ms}ms`, ...(jitter === undefined ? {} : { jitter: `${jitter}ms` }) } }),
  ],
  [/^added \(slicer \w+: average_size (\d+)/, ([, size]) => ({ do: { slice: Number(size) } })],
  [/^added \(bandwidth \w+: rate (\d+)\)$/, ([, rate]) => ({ do: { bandwidth: Number(rate) } })],
  [/^dial_delay$/, (_match, { connection }) => ({ on: { dial: true, nth: dialNumber(connection) }, do: { delay: "1s" } })],
];

function faultOf(decision: Decision, reading: CaptureReading): Fault | undefined {
  const { rule, choice } = decision;
  for (const [pattern, read] of ON_MESSAGE) {
    const match = pattern.exec(choice);
    const deed = match && read(match);
    if (!match || !deed) continue;
    const type = [...match].slice(1).find(isMessageType) ?? "any";
    const direction = onlyDirection(type) ?? decision.direction;
    return { ...named(rule), on: { message: type, direction, nth: ordinal(decision, type, direction, reading) }, do: deed };
  }
  for (const [pattern, make] of ELSE) {
    const match = pattern.exec(choice);
    if (match) return { ...named(rule), ...make(match, decision) };
  }
  return undefined;
}

/** The how-manieth message of its type it was on this link, counted at the sender's side. */
function ordinal(decision: Decision, type: string, direction: Direction, reading: CaptureReading): number {
  const side = `/${senderOf(direction)}`;
  const link = decision.connection.interfaceName?.replace(/\/(server|client)$/, "");
  const said = reading.connections
    .filter((one) => one.interfaceName === undefined || one.interfaceName === `${link}${side}`)
    .flatMap((one) => one.items)
    .filter(
      (item) => item.kind === "message" && item.direction === direction && item.message.type === type && item.t <= decision.t,
    );
  return Math.max(1, said.length);
}

/** Our recordings number the connections of a link in the port of the dialer. */
function dialNumber({ dialer, server, client }: CapturedConnection): number {
  const { port } = dialer === "client" ? client : server;
  return port > 10_000 && port < 60_000 ? port - 10_000 : 1;
}

function named(rule: string): { name: string } | object {
  return /^[a-z0-9][a-z0-9-]*$/.test(rule) ? { name: rule } : {};
}

/** Numbers are little-endian in the message; text stays text. */
function valueOf(hex: string): string | number {
  const bytes = Buffer.from(hex, "hex");
  return bytes.length === 4 ? bytes.readUInt32LE(0) : bytes.toString("latin1");
}
