import {
  decodeMessage,
  encodeAcknowledge,
  encodeError,
  encodeFrame,
  encodeHello,
  encodeReverseHello,
  encodeSecured,
} from "../../src/protocol";
import { LinkView } from "../../src/trace";
import type { ScenarioContext } from "../../src/suite/scenario";
import { Timing } from "../../src/suite/timing";
import { Trace, type Role } from "../../src/trace";
import { otherRole, type Timings } from "../../src/vocabulary";

const URL = "opc.tcp://server.example:4840";

const FRAMES = {
  RHE: encodeReverseHello({ serverUri: "urn:server", endpointUrl: URL }),
  HEL: encodeHello({ endpointUrl: URL }),
  ACK: encodeAcknowledge(),
  ERR: encodeError({ code: 0x80820000, reason: "" }),
  BadTimeout: encodeError({ code: 0x800a0000, reason: "" }),
  MSG: encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(24) }),
  CLO: encodeSecured("CLO", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(24) }),
  OPN: encodeFrame("OPN", openBody(446)),
  // An OpenSecureChannel response that is a ServiceFault.
  fault: encodeFrame("OPN", openBody(397)),
} as const;

export type Said = keyof typeof FRAMES;

export const STATED: Timings = {
  redial: 100,
  suspension: 400,
  connectTimeout: 1000,
  holdTime: 100,
  waitTimeout: 100,
  firstMessageTimeout: 100,
  openTimeout: 100,
  reconnect: 0,
  keepAlive: 100,
  tick: 0,
  interval: 0,
  quiet: 100,
  tolerance: 40,
  early: 10,
};

/** A hand-made record of one link, seen from the SUT's side, on a clock that only tests move. Deadlines run on real time, and are short. */
export class HandMade {
  now = 0;
  readonly trace: Trace;
  readonly view: LinkView;
  readonly context: ScenarioContext;
  readonly remarks: string[] = [];

  constructor(
    readonly sut: Role,
    stated: Partial<Timings> = {},
  ) {
    this.trace = new Trace({ epoch: 0, now: () => this.now });
    this.view = new LinkView(this.trace, "A", sut);
    const timing = new Timing({ ...STATED, ...stated });
    // What the judging verbs ask of their scenario, and nothing else.
    const remark = (expected: string, actual: string) => void this.remarks.push(`expected ${expected}; got ${actual}`);
    const waits = (ms: number) => this.trace.until(this.now + ms);
    const context = {
      trace: this.trace,
      timing,
      signal: new AbortController().signal,
      setup: { role: sut, judges: [], links: { lacks: [] }, sut: { start: {}, statedTiming: new Map() } },
      remark,
      waits,
    };
    this.context = context as unknown as ScenarioContext;
  }

  dials(connection = 1): this {
    this.trace.add({ kind: "connection", link: "A", connection, phase: "opened", side: "server" });
    return this;
  }

  /** A connection that our server made has reached the SUT. */
  reaches(connection = 1): this {
    this.dials(connection);
    this.trace.add({ kind: "connection", link: "A", connection, phase: "opened", side: "client" });
    return this;
  }

  /** The SUT says it. */
  says(what: Said, connection = 1): this {
    return this.message(what, connection, this.sut === "server" ? "to-client" : "to-server");
  }

  /** Our side says it, and it reaches the SUT. */
  hears(what: Said, connection = 1): this {
    const direction = this.sut === "server" ? "to-server" : "to-client";
    return this.message(what, connection, direction, otherRole(this.sut)).message(what, connection, direction);
  }

  /** The SUT ends the connection. */
  closes(how: "fin" | "rst" = "fin", connection = 1): this {
    this.trace.add({ kind: "connection", link: "A", connection, phase: "peer-closed", side: this.sut, how });
    return this;
  }

  /** Our side ends it, and the SUT is told. */
  isClosed(connection = 1): this {
    this.trace.add({ kind: "connection", link: "A", connection, phase: "closed", side: this.sut, how: "fin" });
    return this;
  }

  at(t: number): this {
    this.now = t;
    return this;
  }

  private message(what: Said, connection: number, direction: "to-client" | "to-server", side = this.sut): this {
    const message = decodeMessage(FRAMES[what]);
    this.trace.add({ kind: "message", link: "A", connection, side, direction, number: 1, offset: 0, message });
    return this;
  }
}

/** SecureChannelId, policy None, no certificates, sequence header, and the typeId of what follows (Part 6, 6.7.2). */
function openBody(typeId: number): Buffer {
  const policy = Buffer.from("http://opcfoundation.org/UA/SecurityPolicy#None");
  const length = Buffer.alloc(4);
  length.writeInt32LE(policy.length);
  const none = Buffer.from([0xff, 0xff, 0xff, 0xff]);
  return Buffer.concat([
    Buffer.alloc(4),
    length,
    policy,
    none,
    none,
    Buffer.alloc(8),
    Buffer.from([1, 0, typeId & 0xff, typeId >> 8]),
  ]);
}
