import { encodeAcknowledge, encodeError, encodeHello, encodeReverseHello, encodeSecured } from "../../../src/protocol";
import { Trace, TraceRecorder, type Direction, type Role, type TraceEvent } from "../../../src/trace";

export const RHE = encodeReverseHello({ serverUri: "urn:factory:plc", endpointUrl: "opc.tcp://plc:4840" });
export const HEL = encodeHello({ endpointUrl: "opc.tcp://plc:4840" });
export const ACK = encodeAcknowledge();
export const ERR = encodeError({ code: 0x807e0000, reason: "no" });
export const MSG = encodeSecured("MSG", { secureChannelId: 7, tokenId: 1, body: Buffer.from("body") });

/** A trace told by hand, on a clock told by hand, through the real recorder. */
export class Story {
  private time = 0;
  readonly trace = new Trace({ now: () => this.time, epoch: 0 });
  readonly recorder = new TraceRecorder(this.trace);

  get events(): readonly TraceEvent[] {
    return this.trace.events;
  }

  at(ms: number): this {
    this.time = ms;
    return this;
  }

  data(side: Role, direction: Direction, bytes: Buffer, connection = 1): this {
    this.recorder.data({ link: "link", connection, direction, side, bytes });
    return this;
  }

  /** Sent and delivered at once. */
  passes(direction: Direction, bytes: Buffer, connection = 1): this {
    return this.data("server", direction, bytes, connection).data("client", direction, bytes, connection);
  }

  phase(side: Role, phase: "opened" | "refused" | "peer-closed" | "closed", how?: "fin" | "rst", connection = 1): this {
    this.recorder.connection({ link: "link", connection, side, phase, ...(how ? { how } : {}) });
    return this;
  }

  opens(connection = 1): this {
    return this.phase("server", "opened", undefined, connection).phase("client", "opened", undefined, connection);
  }
}
