import type { Socket } from "node:net";
import type { HelloMessage } from "../../src/protocol";
import type { ServerBehaviour } from "./behaviour";
import type { HelloContext } from "./check-hello";
import { ChannelSocket } from "./channel-socket";
import type { ChannelListener, OpenChannel } from "./channel";
import { closeWithFin, closeWithReset } from "./close-socket";
import { FirstMessageReader, type FirstMessage } from "./first-message";
import type { ConnectionPhase, ConnectionResult } from "./types";
import type { TcpAddress } from "./url";

export interface ConnectionOptions {
  readonly address: TcpAddress;
  readonly serverUri: string;
  readonly hello: HelloContext;
  readonly behaviour: ServerBehaviour;
  /** Limit of the dial, and from the first byte of Hello to the open channel, in ms. */
  readonly connectTimeout: number;
  /** TCP keep-alive finds a dead peer behind a silent network; first probe after this many ms. */
  readonly keepAlive: number;
  /** Limit of the wait for Hello, in ms; 0 is forever. */
  readonly waitTimeout: number;
  openChannel(socket: ChannelSocket, hello: HelloMessage, rest: Buffer, listener: ChannelListener): OpenChannel;
  onPhase(phase: ConnectionPhase): void;
  /** Once, at the end. */
  onEnd(result: ConnectionResult): void;
}

/** One reverse connection: dials, sends ReverseHello, reads the first answer, and hands the socket to a secure channel. */
export class ReverseConnection {
  phase: ConnectionPhase = "connecting";
  private readonly socket: Socket;
  private readonly reader = new FirstMessageReader();
  private channelSocket: ChannelSocket | undefined;
  private channel: OpenChannel | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failure: Error | undefined;
  private finSeen = false;
  private ended = false;
  private closing = false;

  constructor(private readonly options: ConnectionOptions) {
    const { host, port } = options.address;
    // A name may have several addresses, of both families: each is tried.
    this.socket = options.behaviour.connect({
      host,
      port,
      autoSelectFamily: true,
      lookup: options.behaviour.lookup,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: options.keepAlive,
    });
    this.socket.once("connect", () => this.connected());
    this.socket.on("error", (error) => (this.failure ??= error));
    this.socket.on("end", () => (this.finSeen = true));
    this.socket.on("close", () => this.end(this.closedByClient()));
    this.socket.on("data", this.onData);
    this.limit(options.connectTimeout, () =>
      this.end({ kind: "dial-timeout", detail: `no TCP connection within ${options.connectTimeout} ms` }),
    );
  }

  get sessions(): number {
    return this.channel?.sessions ?? 0;
  }

  /** A behaviour that does not close leaves the socket behind. */
  get leftOpen(): boolean {
    return this.ended && !this.closing && !this.socket.destroyed;
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Closes it from our side, whatever its phase. */
  withdraw(detail: string): void {
    this.end({ kind: "withdrawn", detail });
  }

  private connected(): void {
    const { behaviour, serverUri, hello, waitTimeout } = this.options;
    behaviour.greet(this.socket, behaviour.reverseHello({ serverUri, endpointUrl: hello.endpointUrl }));
    this.limit(waitTimeout, () => this.end({ kind: "wait-expired" }));
    this.enter("waiting");
  }

  private readonly onData = (chunk: Buffer): void => {
    // A Hello has begun: from here on it is the handshake that is limited, not the wait.
    if (!this.reader.started) this.limit(this.options.connectTimeout, () => this.openTimedOut());
    const message = this.reader.push(chunk);
    if (message) this.received(message);
  };

  private received(message: FirstMessage): void {
    const { behaviour, hello } = this.options;
    if (message.kind === "error") return this.errorReceived(message);
    if (message.kind === "bad") return this.refuse(message.refusal);
    const refusal = behaviour.checkHello(message.hello, hello);
    if (refusal) return this.refuse(refusal);
    this.handOver(message.hello, message.rest);
  }

  private handOver(hello: HelloMessage, rest: Buffer): void {
    this.socket.off("data", this.onData);
    this.enter("hello");
    this.channelSocket = new ChannelSocket(this.socket, {
      error: (error) => this.errorReceived(error),
      frame: (type) => this.checkFrame(type),
      threw: (detail) => this.threw(detail),
      lastWords: () => this.lastWords(),
    });
    this.channel = this.options.openChannel(this.channelSocket, hello, rest, {
      opened: () => {
        this.limit(0);
        this.enter("open");
      },
      closed: (reason) => this.channelClosed(reason),
    });
  }

  private checkFrame(type: string): boolean {
    const refusal = this.options.behaviour.checkFrame(type);
    if (refusal) this.refuse(refusal);
    return refusal === undefined;
  }

  /** node-opcua found no open secure channel possible, and says nothing; details are not for a stranger (Part 4, 5.5.2). */
  private lastWords(): Buffer | undefined {
    if (this.ended || this.phase !== "hello" || this.endsByClient()) return undefined;
    return this.options.behaviour.refusal({ status: "BadSecurityChecksFailed", reason: "the secure channel was not opened" });
  }

  private endsByClient(): boolean {
    return this.channelSocket?.closeRequested || this.finSeen || this.failure !== undefined;
  }

  private channelClosed(reason: string): void {
    this.channelSocket?.destroy();
    this.end(this.endsByClient() ? this.closedByClient() : { kind: "channel-failed", phase: this.phase, detail: reason });
  }

  private errorReceived({ code, status, reason }: { code: number; status: string; reason: string }): void {
    const result: ConnectionResult = { kind: "error-received", phase: this.phase, code, status, reason };
    const answer = this.options.behaviour.answerToError(result);
    if (answer) this.socket.write(answer);
    this.end(result);
  }

  private refuse(refusal: Parameters<ServerBehaviour["refusal"]>[0]): void {
    const answer = this.options.behaviour.refusal(refusal);
    if (answer) this.socket.write(answer);
    this.end({ kind: "refused", status: refusal.status, detail: refusal.reason });
  }

  /** What the library says is for our log, not for a stranger. */
  private threw(detail: string): void {
    const words = this.options.behaviour.refusal({ status: "BadTcpInternalError", reason: "the message cannot be processed" });
    if (words) this.socket.write(words);
    this.end({ kind: "refused", status: "BadTcpInternalError", detail: `the message cannot be processed: ${detail}` });
  }

  private openTimedOut(): void {
    const detail = `no open secure channel within ${this.options.connectTimeout} ms after Hello`;
    const words = this.options.behaviour.refusal({ status: "BadTimeout", reason: detail });
    if (words) this.socket.write(words);
    this.end({ kind: "channel-failed", phase: this.phase, detail });
  }

  private closedByClient(): ConnectionResult {
    if (this.phase === "connecting") return { kind: "dial-failed", detail: describeFailure(this.failure) };
    const ending = this.finSeen && !this.failure ? "fin" : "rst";
    return { kind: "closed-by-client", phase: this.phase, how: this.channelSocket?.closeRequested ? "clo" : ending };
  }

  private end(result: ConnectionResult): void {
    if (this.ended) return;
    this.ended = true;
    this.limit(0);
    this.socket.off("data", this.onData);
    const how = this.options.behaviour.closeAs(result);
    this.closing = how !== "leave";
    if (how === "rst") closeWithReset(this.socket);
    if (how === "fin") closeWithFin(this.socket);
    if (how !== "leave") this.channel?.close();
    this.options.onEnd(result);
  }

  private enter(phase: ConnectionPhase): void {
    this.phase = phase;
    this.options.onPhase(phase);
  }

  /** One limit at a time; 0 is none. */
  private limit(ms: number, expired: () => void = () => undefined): void {
    clearTimeout(this.timer);
    this.timer = ms > 0 ? setTimeout(expired, ms) : undefined;
  }
}

/** With several addresses node reports one error for each. */
function describeFailure(error: Error | undefined): string {
  if (error instanceof AggregateError) return error.errors.map((one: unknown) => describeFailure(one as Error)).join("; ");
  return error?.message ?? "closed before it was connected";
}
