import { lookup } from "node:dns";
import { connect, type LookupFunction, type NetConnectOpts, type Socket } from "node:net";
import { encodeError, encodeReverseHello, STATUS_CODES, type HelloMessage } from "../../src/protocol";
import { checkHello, type HelloContext, type Refusal } from "./check-hello";
import type { ConnectionResult, Dialect } from "./types";

/** What is known when the dial loop asks whether one more connection may be dialed. */
export interface DialSituation {
  readonly enabled: boolean;
  /** 0 is unlimited. */
  readonly maxSessionCount: number;
  /** Connections that are being dialed, wait for Hello, or have not opened their channel yet. */
  readonly pending: number;
  readonly channels: number;
  readonly sessions: number;
  /** Open channels, each counted as its sessions or as one: a discovery channel may become a session. */
  readonly slots: number;
}

export interface Delays {
  readonly redial: number;
  readonly suspension: number;
  /** A random part of `jitter`, drawn again for each delay. */
  readonly jitter: number;
  readonly dialect: Dialect;
}

/**
 * Everything about the dial loop that the specification or the readme has a say in, one function for each decision.
 * The reference keeps all rules; a mutant replaces one function and so breaks one rule.
 */
export interface ServerBehaviour {
  /** Addresses of a client's host name, asked for each dial. */
  readonly lookup: LookupFunction;
  /** Dials. */
  connect(options: NetConnectOpts): Socket;
  /** Bytes sent first on a new connection (Part 6, 7.1.2.6; RC-001 to RC-019). */
  reverseHello(fields: { serverUri: string; endpointUrl: string }): Buffer;
  /** Sends them; the socket is connected and not used yet (RC-019). */
  greet(socket: Socket, reverseHello: Buffer): void;
  /** One more connection now? Asked again after each dial until it says no (RC-031, RC-032). */
  mayDial(situation: DialSituation): boolean;
  /** Is this result a rejection, which suspends this client URL? */
  isRejection(result: ConnectionResult, dialect: Dialect): boolean;
  /** From the end of a connection to the next dial, in ms (RC-030). */
  delayAfter(result: ConnectionResult, delays: Delays): number;
  /** Bytes that answer an Error message; undefined for none (RC-030). */
  answerToError(result: ConnectionResult): Buffer | undefined;
  /** Undefined when the Hello is good (RC-040 to RC-042). */
  checkHello(hello: HelloMessage, context: HelloContext): Refusal | undefined;
  /** Undefined when a frame of this type may follow the Hello; Hello itself is sent only once (RC-022). */
  checkFrame(type: string): Refusal | undefined;
  /** Bytes that answer a bad message; undefined for none (RC-036). */
  refusal(refusal: Refusal): Buffer | undefined;
  /** How we end a connection. "leave" keeps it open. */
  closeAs(result: ConnectionResult): "fin" | "rst" | "leave";
}

export const referenceBehaviour: ServerBehaviour = {
  lookup,

  connect: (options) => connect(options),

  reverseHello: (fields) => encodeReverseHello(fields),

  greet: (socket, reverseHello) => void socket.write(reverseHello),

  // Exactly one spare connection, and only while one more session would be allowed.
  mayDial: ({ enabled, pending, slots, maxSessionCount }) =>
    enabled && pending === 0 && (maxSessionCount === 0 || slots < maxSessionCount),

  // UA-.NETStandard's readme; Part 6 knows no suspension.
  isRejection: (result, dialect) =>
    dialect === "netstandard" && result.kind === "error-received" && result.code === STATUS_CODES.BadTcpMessageTypeInvalid,

  delayAfter(result, { redial, suspension, jitter, dialect }) {
    if (referenceBehaviour.isRejection(result, dialect)) return suspension + jitter;
    // The wait was ours to limit and nothing went wrong: a client must find a waiting connection at all times (RC-031).
    if (result.kind === "wait-expired") return 0;
    return redial + jitter;
  },

  answerToError: () => undefined,

  checkHello,

  checkFrame: (type) =>
    FOLLOWING_TYPES.includes(type)
      ? undefined
      : { status: "BadTcpMessageTypeInvalid", reason: `${printable(type)} is not allowed after Hello` },

  refusal: ({ status, reason }) => encodeError({ code: STATUS_CODES[status], reason }),

  closeAs: () => "fin",
};

/** What a client may send after its Hello; an Error message is treated apart. */
const FOLLOWING_TYPES: readonly string[] = ["OPN", "MSG", "CLO"];

function printable(type: string): string {
  return /^[ -~]+$/.test(type) ? type : `type ${Buffer.from(type, "latin1").toString("hex")}`;
}
