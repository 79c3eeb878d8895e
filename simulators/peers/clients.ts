import { encodeAcknowledge, encodeError, STATUS_CODES, statusName } from "../../src/protocol";
import { ListeningPeer, type PeerScript } from "./listening-peer";
import type { PeerOptions } from "./types";

/** Which servers a peer turns on; all without a condition. */
export interface ServerChoice {
  readonly serverUri?: string;
  readonly endpointUrl?: string;
}

export interface RejectingClientOptions extends PeerOptions {
  /** BadTcpMessageTypeInvalid by default. */
  readonly code?: number;
  readonly reason?: string;
  /** Servers that are not chosen are left waiting. */
  readonly servers?: readonly ServerChoice[];
  /** Rejections; later connections are left waiting. Without it, all. */
  readonly times?: number;
}

/** Answers ReverseHello with an Error message and closes. */
export class RejectingClient extends ListeningPeer {
  constructor(options: RejectingClientOptions = {}) {
    const code = options.code ?? STATUS_CODES.BadTcpMessageTypeInvalid;
    const reason = options.reason ?? "rejected on purpose";
    let left = options.times ?? Infinity;
    super(
      {
        name: "rejecting-client",
        firstMessage(connection) {
          const hello = connection.reverseHello;
          if (hello && !isChosen(options.servers, hello.serverUri.value, hello.endpointUrl.value)) return;
          if (left-- <= 0) return;
          connection.send(encodeError({ code, reason }), `ERR ${statusName(code)}`);
          connection.close();
        },
      },
      options,
    );
  }
}

/** Accepts, reads, and says nothing. */
export class SilentClient extends ListeningPeer {
  constructor(options: PeerOptions = {}) {
    super({ name: "silent-client" }, options);
  }
}

/** When a peer acts: as soon as the connection is there, or when the ReverseHello has come. */
export type Moment = "accept" | "reverse-hello";

/** Closes without an Error message. */
export class ClosingClient extends ListeningPeer {
  constructor(options: PeerOptions & { readonly at?: Moment } = {}) {
    super(
      at("closing-client", options.at, (connection) => connection.close()),
      options,
    );
  }
}

/** Resets the connection. */
export class ResettingClient extends ListeningPeer {
  constructor(options: PeerOptions & { readonly at?: Moment } = {}) {
    super(
      at("resetting-client", options.at, (connection) => connection.reset()),
      options,
    );
  }
}

/** Answers ReverseHello with Acknowledge, as if it had been a Hello. */
export class AcknowledgingClient extends ListeningPeer {
  constructor(options: PeerOptions = {}) {
    super(
      at("acknowledging-client", "reverse-hello", (connection) => connection.send(encodeAcknowledge(), "ACK")),
      options,
    );
  }
}

function at(name: string, moment: Moment | undefined, act: NonNullable<PeerScript["accepted"]>): PeerScript {
  return moment === "accept" ? { name, accepted: act } : { name, firstMessage: act };
}

function isChosen(choices: readonly ServerChoice[] | undefined, serverUri: string | null, endpointUrl: string | null): boolean {
  if (!choices) return true;
  return choices.some(
    (choice) =>
      (choice.serverUri === undefined || choice.serverUri === serverUri) &&
      (choice.endpointUrl === undefined || choice.endpointUrl === endpointUrl),
  );
}
