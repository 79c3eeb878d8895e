import { encodeError, STATUS_CODES } from "../../src/protocol";
import { ListeningPeer } from "./listening-peer";
import { PlainServer } from "./plain-server";
import type { PeerOptions, StartedPeer } from "./types";

/**
 * What may listen on a client's URL and does not know ReverseHello:
 * - `error-at-once`: a stack that answers BadTcpMessageTypeInvalid and closes, as UA-.NETStandard and open62541 do;
 * - `opcua-server`: a plain node-opcua server, which answers BadCommunicationError after a second;
 * - `other-protocol`: not OPC UA at all (a web server).
 */
export const NON_UPGRADED_KINDS = ["error-at-once", "opcua-server", "other-protocol"] as const;
export type NonUpgradedKind = (typeof NON_UPGRADED_KINDS)[number];

export interface NonUpgradedPeerOptions extends PeerOptions {
  readonly kind: NonUpgradedKind;
  /** Certificate folder of the plain server; made on first use. */
  readonly pki?: string;
}

export class NonUpgradedPeer {
  constructor(private readonly options: NonUpgradedPeerOptions) {}

  start(): Promise<StartedPeer> {
    switch (this.options.kind) {
      case "error-at-once":
        return errorAtOnce(this.options).start();
      case "opcua-server":
        return new PlainServer(this.options).start();
      case "other-protocol":
        return webServer(this.options).start();
    }
  }
}

function errorAtOnce(options: PeerOptions): ListeningPeer {
  const code = STATUS_CODES.BadTcpMessageTypeInvalid;
  const error = encodeError({ code, reason: "The server does not recognize the message type." });
  return new ListeningPeer(
    {
      name: "non-upgraded-peer",
      firstMessage(connection, message) {
        if (message?.type === "HEL") return;
        connection.send(error, "ERR BadTcpMessageTypeInvalid");
        connection.close();
      },
    },
    options,
  );
}

const BAD_REQUEST = Buffer.from("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

function webServer(options: PeerOptions): ListeningPeer {
  return new ListeningPeer(
    {
      name: "non-upgraded-peer",
      firstMessage(connection) {
        connection.send(BAD_REQUEST, "HTTP 400");
        connection.close();
      },
    },
    options,
  );
}
