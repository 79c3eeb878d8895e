import type { Socket } from "node:net";
import type { EndpointDescription } from "node-opcua";
import { STATUS_CODES } from "../../src/protocol";
import { checkApplicationUri, checkServerCertificate, type CertificateCheck } from "./check-server";
import { readFirstMessage, type FirstMessage, type Refusal } from "./first-message";
import { acknowledgeProblem, type HandshakePhase } from "./frame-guard";
import { closePolitely } from "./polite-close";
import { sameEndpointUrl } from "./url";
import type { Dialect } from "../../src/vocabulary";
import type { ConnectionFilter, ServerFields } from "./server-fields";

export type { Dialect };

/** Why the client itself ends a connection of which the peer did nothing wrong. */
export type RefusalSituation = "nobody-wants" | "rejected" | "too-busy" | "first-message-timeout" | "callback-failed" | "stopping";

/** Every decision of the client on the wire. A mutant overrides one of them (`behaviour` option of the manager). */
export interface ClientBehaviour {
  /** First look at a socket that was accepted, before anything is read from it. */
  accepted(socket: Socket): void;
  /** Judges the bytes that a server sent so far. */
  readFirstMessage(bytes: Buffer, maxSize: number): FirstMessage;
  /** Error to send in a situation; undefined closes without one. */
  refusal(situation: RefusalSituation, dialect: Dialect): Refusal | undefined;
  /** Whether a server is the one that a filter means. */
  matches(filter: ConnectionFilter, server: ServerFields): boolean;
  /** Deadline in ms for one kind of waiting peer; Infinity for none. */
  deadline(kind: "first-message" | "hold" | "channel", configured: number): number;
  /** Whether one more unwanted connection may be held. */
  mayHold(held: number, maxHeld: number): boolean;
  /** Ends a connection. */
  close(socket: Socket, refusal: Refusal | undefined, linger: number): void;
  /** EndpointUrl of our Hello (Part 6, 7.1.2.6: passed back as it came). */
  helloEndpointUrl(server: ServerFields): string;
  /** Last look at the socket before node-opcua sends the Hello over it. */
  beforeHello(socket: Socket): void;
  /** Whether a server must not send a message of that type now (Part 6, 7.1.3: Hello and Acknowledge only once, and in turn). */
  isViolation(messageType: string, phase: HandshakePhase): boolean;
  /** Whether a message with that channel id may be used on a connection with this one (Part 6, 7.1.3). */
  isOwnChannel(channelId: number, own: number): boolean;
  /** Judges a server's certificate before it is used; rejects with ReverseConnectError. */
  checkCertificate(check: CertificateCheck): Promise<void>;
  /** Judges what a server says of itself in GetEndpoints and CreateSession; throws ReverseConnectError. */
  checkEndpoints(endpoints: readonly EndpointDescription[], server: ServerFields): void;
  /** Whether to ask for the certificate again when a secure channel with the cached one failed. */
  looksForNewCertificate(): boolean;
  /** Why an Acknowledge is not used; undefined: it is. */
  acknowledgeProblem(frame: Buffer): string | undefined;
}

const EXPECTED: Readonly<Record<HandshakePhase, readonly string[]>> = {
  hello: ["ACK", "ERR"],
  acknowledged: ["OPN", "ERR"],
  open: ["OPN", "MSG", "ERR"],
};

/** The right decisions. */
export const referenceClientBehaviour: ClientBehaviour = {
  accepted: () => undefined,
  readFirstMessage,
  refusal(situation, dialect) {
    switch (situation) {
      case "nobody-wants":
      case "rejected":
        return dialect === "spec"
          ? { code: STATUS_CODES.BadTcpEndpointUrlInvalid, reason: `this server is not known here (${situation})` }
          : { code: STATUS_CODES.BadTcpMessageTypeInvalid, reason: `the reverse connection was not accepted (${situation})` };
      case "too-busy":
        return { code: STATUS_CODES.BadServerTooBusy, reason: "too many reverse connections are held" };
      case "first-message-timeout":
        return { code: STATUS_CODES.BadTimeout, reason: "no ReverseHello in time" };
      case "callback-failed":
        return { code: STATUS_CODES.BadInternalError, reason: "the application failed on this connection" };
      case "stopping":
        return undefined;
    }
  },
  matches(filter, server) {
    if (filter.serverUri !== undefined && filter.serverUri !== server.serverUri) return false;
    return filter.endpointUrl === undefined || sameEndpointUrl(filter.endpointUrl, server.endpointUrl);
  },
  deadline: (_kind, configured) => configured,
  mayHold: (held, maxHeld) => held < maxHeld,
  close: closePolitely,
  helloEndpointUrl: (server) => server.endpointUrl,
  beforeHello: () => undefined,
  isViolation: (messageType, phase) => !EXPECTED[phase].includes(messageType),
  isOwnChannel: (channelId, own) => channelId === own,
  acknowledgeProblem,
  checkCertificate: checkServerCertificate,
  checkEndpoints: checkApplicationUri,
  looksForNewCertificate: () => true,
};
