import type { Socket } from "node:net";
import {
  InMemoryCertificateStore,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  type ClientReverseConnect,
  type EndpointDescription,
  type IAcceptedReverseConnection,
  type ISocketLike,
} from "node-opcua";
import { decodeMessage, describeMessage, STATUS_CODES } from "../../src/protocol";
import { after, raceAbort } from "../../src/waiting";
import type { ClientBehaviour } from "./behaviour";
import type { ReverseConnection } from "./connection";
import { ReverseConnectError } from "./errors";
import type { Refusal } from "./first-message";
import { guardFrames, type FrameDecision, type HandshakePhase } from "./frame-guard";
import type { ClientIdentity } from "./identity";
import type { SecurityModeName, SecurityPolicyName } from "./session-options";
import { messageOf } from "../../src/text";

export interface ReverseClientOptions {
  readonly behaviour: ClientBehaviour;
  readonly identity: ClientIdentity;
  readonly securityMode: SecurityModeName;
  readonly securityPolicy: SecurityPolicyName;
  /** DER; needed unless the mode is None. */
  readonly serverCertificate?: Buffer;
  /** Known endpoints spare a GetEndpoints. */
  readonly endpoints?: readonly EndpointDescription[];
  /** From Hello to the answer to OpenSecureChannel, in ms. */
  readonly channelTimeout: number;
  /** For the answer to a request, in ms; a connection on which none comes is given up. */
  readonly requestTimeout: number;
  readonly linger: number;
  readonly sessionTimeout?: number;
  readonly listenUrl: string;
  /** A secure channel was opened over a connection: the server has shown that it is one. */
  opened?(): void;
  /** The server's next connection, for a new attempt after the first one. */
  next(signal: AbortSignal): Promise<ReverseConnection>;
  /** Takes a connection that came too late. */
  giveBack(connection: ReverseConnection): void;
}

/** Members of node-opcua's client that are not in its public type; the library is pinned to the version they were read in. */
interface ClientInternals {
  _serverEndpoints: EndpointDescription[];
  serverCertificate: Buffer | undefined;
  connectionStrategy: { maxRetry: number };
}

/** One attempt to open a secure channel over one socket. */
interface Attempt {
  readonly socket: Socket;
  readonly bytesBefore: number;
  phase: HandshakePhase;
  /** Of the secure channel, once the server has given one. */
  channelId: number;
  opened: boolean;
  failure: ReverseConnectError | undefined;
}

/**
 * node-opcua's client on connections that we accepted: it asks us for a connection at the first connect and at every
 * reconnection. What it leaves out is watched here: the time to the secure channel, and messages that must not come.
 */
export class ReverseClient {
  readonly client: OPCUAClient;
  private first: ReverseConnection | undefined;
  private attempt: Attempt | undefined;

  constructor(private readonly options: ReverseClientOptions) {
    this.client = OPCUAClient.create(clientOptions(options));
    if (options.endpoints) this.internals._serverEndpoints = [...options.endpoints];
    this.client.on("secure_channel_created", (layer) => {
      layer.on("security_token_created", () => {
        if (this.attempt) this.attempt.opened = true;
      });
    });
    // TCP asks nobody while bytes of ours wait for their acknowledgement, so a dead connection shows itself by an answer that is missing.
    this.client.on("timed_out_request", () => this.giveUp());
  }

  /** Endpoints that the server told, or that were known. */
  get endpoints(): readonly EndpointDescription[] {
    return this.internals._serverEndpoints;
  }

  /** From now on a lost connection is replaced by the server's next one; while it connects first, each failure is final. */
  reconnectForEver(): void {
    this.internals.connectionStrategy = { ...this.internals.connectionStrategy, maxRetry: -1 };
  }

  /** Certificate for the next secure channel; the present one stays as it is. */
  set serverCertificate(certificate: Buffer) {
    this.internals.serverCertificate = certificate;
  }

  /** The server answered our Hello, but no secure channel came of it: its certificate may be another one by now. */
  get failedAfterAcknowledge(): boolean {
    const { attempt } = this;
    return attempt !== undefined && !attempt.opened && attempt.socket.bytesRead > attempt.bytesBefore;
  }

  /** Opens the secure channel over this connection. Errors: SECURE_CHANNEL_FAILED, PROTOCOL_VIOLATION, or the abort's reason. */
  async connect(connection: ReverseConnection, signal: AbortSignal): Promise<void> {
    this.first = connection;
    const bridge = {
      connectionUrl: this.options.listenUrl,
      waitForConnection: (_: unknown, callback: BridgeCallback) => this.provide(callback),
    };
    try {
      await raceAbort(this.client.connectReverse(bridge as unknown as ClientReverseConnect, {}), signal);
    } catch (error) {
      const failure = this.attempt?.failure;
      await this.disconnect();
      if (signal.aborted) throw signal.reason;
      throw failure ?? channelError(connection, error);
    }
  }

  /** Ends politely where the server lets us, and in any case within `linger`. */
  async disconnect(): Promise<void> {
    const socket = this.attempt?.socket;
    const timeout = AbortSignal.timeout(Math.max(1, this.options.linger / 2));
    await raceAbort(this.client.disconnect(), timeout).catch(() => undefined);
    socket?.destroy();
  }

  private giveUp(): void {
    // The library takes a close without an error for its own doing and would not reconnect.
    this.attempt?.socket.destroy(new Error("ECONNRESET: a request was not answered in time"));
  }

  private get internals(): ClientInternals {
    return this.client as unknown as ClientInternals;
  }

  private provide(callback: BridgeCallback) {
    const abort = new AbortController();
    const { first } = this;
    this.first = undefined;
    const connection = first ? Promise.resolve(first) : this.options.next(abort.signal);
    connection
      .then((taken) => {
        if (abort.signal.aborted) this.options.giveBack(taken);
        else callback(null, this.adopt(taken));
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) callback(error instanceof Error ? error : new Error(String(error)));
      });
    return { cancel: () => abort.abort() };
  }

  private adopt(connection: ReverseConnection): IAcceptedReverseConnection {
    const { behaviour, channelTimeout } = this.options;
    const socket = connection.takeSocket();
    const attempt: Attempt = {
      socket,
      bytesBefore: socket.bytesRead,
      phase: "hello",
      channelId: 0,
      opened: false,
      failure: undefined,
    };
    this.attempt = attempt;
    const deadline = behaviour.deadline("channel", channelTimeout);
    const timer = after(deadline, () => this.onSilence(attempt, deadline));
    socket.once("close", () => clearTimeout(timer));
    guardFrames(socket, {
      frame: (type, bytes) => this.judgeFrame(attempt, type, bytes),
      malformed: (refusal) => this.violation(attempt, refusal),
      threw: (message) => {
        attempt.failure ??= new ReverseConnectError("PROTOCOL_VIOLATION", `the server sent what cannot be processed (${message})`);
      },
    });
    behaviour.beforeHello(socket);
    return { socket: socket as ISocketLike, serverUri: connection.serverUri, endpointUrl: behaviour.helloEndpointUrl(connection) };
  }

  /** Part 2, 6.14: a server that does not answer OpenSecureChannel in time is left (RC-045). */
  private onSilence(attempt: Attempt, deadline: number): void {
    if (attempt.phase === "open") return;
    const what = attempt.socket.bytesRead > attempt.bytesBefore ? "OpenSecureChannel" : "Hello";
    const message = `the server did not answer ${what} in ${deadline / 1000} s`;
    this.fail(attempt, new ReverseConnectError("SECURE_CHANNEL_FAILED", message, { statusCode: STATUS_CODES.BadTimeout }));
  }

  private judgeFrame(attempt: Attempt, type: string, bytes: Buffer): FrameDecision {
    const { behaviour } = this.options;
    const { phase } = attempt;
    if (behaviour.isViolation(type, phase)) {
      const code = STATUS_CODES.BadTcpMessageTypeInvalid;
      return this.violation(attempt, {
        code,
        reason: `the server sent ${type === "ACK" ? "a second ACK" : type}, which may not come ${WHEN[phase]}`,
      });
    }
    if (type === "ERR") {
      // Part 6, 7.1.5: it is reported and the connection closed. The library would wait for its next time limit, and before
      // Acknowledge it answers one with a Reason of 4,096 bytes with an Error message of its own (RC-037).
      this.fail(attempt, errorReceived(bytes));
      return "swallow";
    }
    const problem = type === "ACK" ? behaviour.acknowledgeProblem(bytes) : undefined;
    if (problem !== undefined) return this.violation(attempt, { code: STATUS_CODES.BadTcpInternalError, reason: problem });
    if (type === "ACK" && phase === "hello") attempt.phase = "acknowledged";
    if (type === "OPN" && phase === "acknowledged") {
      [attempt.phase, attempt.channelId] = ["open", channelOf(bytes)];
      this.options.opened?.();
    } else if (phase === "open" && !behaviour.isOwnChannel(channelOf(bytes), attempt.channelId)) {
      const reason = `the server sent ${type} with a channel id that is not the one of this connection`;
      return this.violation(attempt, { code: STATUS_CODES.BadTcpSecureChannelUnknown, reason });
    }
    return "pass";
  }

  private violation(attempt: Attempt, refusal: Refusal): FrameDecision {
    const failure = new ReverseConnectError("PROTOCOL_VIOLATION", refusal.reason, { statusCode: refusal.code });
    // Part 6, 7.1.5: on an open channel a client sends no Error message (RC-038); it closes.
    this.fail(attempt, failure, attempt.phase === "open" ? undefined : refusal);
    return "swallow";
  }

  private fail(attempt: Attempt, failure: ReverseConnectError, refusal?: Refusal): void {
    if (attempt.failure) return;
    attempt.failure = failure;
    const { socket } = attempt;
    // The library takes a close without an error for its own doing and would not reconnect.
    const timer = setTimeout(() => socket.destroy(new Error("ECONNRESET: given up")), this.options.linger);
    socket.once("close", () => clearTimeout(timer));
    this.options.behaviour.close(socket, refusal, 2 * this.options.linger);
  }
}

/** SecureChannelId follows the header in every message of a channel (Part 6, 6.7.2). */
function channelOf(frame: Buffer): number {
  return frame.length < 12 ? 0 : frame.readUInt32LE(8);
}

const WHEN: Readonly<Record<HandshakePhase, string>> = {
  hello: "before Acknowledge",
  acknowledged: "between Acknowledge and the answer to OpenSecureChannel",
  open: "on an open secure channel",
};

type BridgeCallback = (error: Error | null, accepted?: IAcceptedReverseConnection) => void;

function clientOptions(options: ReverseClientOptions) {
  const { identity, serverCertificate, sessionTimeout, requestTimeout } = options;
  return {
    applicationName: identity.applicationName,
    applicationUri: identity.applicationUri,
    certificateKeyPairProvider: identity.provider,
    // Trust is judged by us before the channel is opened; over reverse connect the library would not do it.
    clientCertificateManager: new InMemoryCertificateStore(),
    securityMode: MessageSecurityMode[options.securityMode],
    securityPolicy: SecurityPolicy[options.securityPolicy],
    ...(serverCertificate ? { serverCertificate } : {}),
    ...(sessionTimeout === undefined ? {} : { requestedSessionTimeout: sessionTimeout }),
    endpointMustExist: false,
    defaultTransactionTimeout: requestTimeout,
    keepSessionAlive: true,
    // Each attempt of the library is one connection of ours; when it fails we decide what comes next.
    connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 1000 },
  };
}

function errorReceived(chunk: Buffer): ReverseConnectError {
  try {
    const message = decodeMessage(chunk);
    if (message.type === "ERR") {
      const text = `the server sent ${describeMessage(message)}`;
      return new ReverseConnectError("SECURE_CHANNEL_FAILED", text, { statusCode: message.code });
    }
  } catch {
    // Told below.
  }
  return new ReverseConnectError("PROTOCOL_VIOLATION", "the server sent an Error message that cannot be read");
}

function channelError(connection: ReverseConnection, error: unknown): ReverseConnectError {
  const text = messageOf(error).replace(/\s+/g, " ").trim();
  const code = /\(?0x([0-9a-f]{8})\)?/i.exec(text)?.[1];
  const hint = /BadSecurityChecksFailed|BadCertificateUntrusted/.test(text) ? "; does it trust our certificate?" : "";
  return new ReverseConnectError(
    "SECURE_CHANNEL_FAILED",
    `server ${connection.serverUri}: no secure channel over connection #${connection.id} (${text})${hint}`,
    { cause: error, ...(code === undefined ? {} : { statusCode: Number.parseInt(code, 16) }) },
  );
}
