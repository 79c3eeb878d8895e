import { encodeAcknowledge, encodeError, STATUS_CODES, statusName } from "../../src/protocol";
import { ListeningPeer, type PeerScript } from "./listening-peer";
import { startPlainServer } from "./plain-server";
import type { PeerKind, PeerOptions, ServerChoice, StartedPeer } from "./types";

type Act = NonNullable<PeerScript["accepted"]>;

const BAD_REQUEST = Buffer.from("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

const close: Act = (connection) => connection.close();
const reset: Act = (connection) => connection.reset();

const SCRIPTS: Readonly<Record<Exclude<PeerKind, "opcua-server">, (options: PeerOptions) => PeerScript>> = {
  error: (options) => ({ firstMessage: reject(options) }),
  silent: () => ({}),
  close: () => ({ firstMessage: close }),
  "close-at-accept": () => ({ accepted: close }),
  reset: () => ({ firstMessage: reset }),
  "reset-at-accept": () => ({ accepted: reset }),
  // As if the ReverseHello had been a Hello.
  acknowledge: () => ({ firstMessage: (connection) => connection.send(encodeAcknowledge(), "ACK") }),
  "error-at-once": () => ({
    firstMessage(connection, message) {
      const reject = { code: STATUS_CODES.BadTcpMessageTypeInvalid, reason: "The server does not recognize the message type." };
      if (message?.type !== "HEL") connection.sendLast(encodeError(reject), "ERR BadTcpMessageTypeInvalid");
    },
  }),
  "other-protocol": () => ({ firstMessage: (connection) => connection.sendLast(BAD_REQUEST, "HTTP 400") }),
};

/** Starts a peer that listens where a server dials, and is not what the server hopes for. Rejects with the socket's error (EADDRINUSE, …). */
export function startPeer(kind: PeerKind, options: PeerOptions = {}): Promise<StartedPeer> {
  return kind === "opcua-server" ? startPlainServer(options) : new ListeningPeer(SCRIPTS[kind](options), options).start();
}

function reject(options: PeerOptions): Act {
  const { code = STATUS_CODES.BadTcpMessageTypeInvalid, reason = "rejected on purpose", servers, times = Infinity } = options;
  let left = times;
  return (connection) => {
    if (!isChosen(servers, connection) || left-- <= 0) return;
    connection.sendLast(encodeError({ code, reason }), `ERR ${statusName(code)}`);
  };
}

function isChosen(choices: readonly ServerChoice[] | undefined, { reverseHello }: Parameters<Act>[0]): boolean {
  if (!choices || !reverseHello) return true;
  const [uri, url] = [reverseHello.serverUri.value, reverseHello.endpointUrl.value];
  return choices.some(({ serverUri = uri, endpointUrl = url }) => serverUri === uri && endpointUrl === url);
}
