import { createServer, type Server, type Socket } from "node:net";
import { decodeMessage, FrameSplitter, type Message, type ReverseHelloMessage } from "../../src/protocol";
import type { PeerEvent, PeerOptions, StartedPeer } from "./types";
import { hostPort, listen, resetSocket } from "../../src/sockets";

/** How a peer behaves: what it does when a connection comes, and at the first message on it. */
export interface PeerScript {
  readonly name: string;
  accepted?(connection: PeerConnection): void;
  /** The first whole message; undefined when the first bytes are no OPC UA message. */
  firstMessage?(connection: PeerConnection, message: Message | undefined): void;
}

const MAX_FRAME = 1024 * 1024;

/** One connection of a peer. Every method reports what it did. */
export class PeerConnection {
  reverseHello: ReverseHelloMessage | undefined;

  constructor(
    readonly number: number,
    private readonly socket: Socket,
    private readonly peer: { report(event: PeerEvent): void; sent(connection: number, bytes: Buffer): void },
  ) {}

  send(bytes: Buffer, what: string): void {
    this.peer.report({ type: "answered", connection: this.number, what });
    this.peer.sent(this.number, bytes);
    this.socket.write(bytes);
  }

  /** FIN, after what was sent. */
  close(): void {
    this.peer.report({ type: "answered", connection: this.number, what: "FIN" });
    this.socket.end();
  }

  reset(): void {
    this.peer.report({ type: "answered", connection: this.number, what: "RST" });
    resetSocket(this.socket);
  }
}

/** Listens where a server dials, and does what its script says, whatever the peer sends. */
export class ListeningPeer {
  constructor(
    private readonly script: PeerScript,
    private readonly options: PeerOptions = {},
  ) {}

  /** Rejects with the socket's error (EADDRINUSE, …). */
  async start(): Promise<StartedPeer> {
    const started = new StartedListeningPeer(this.script, this.options);
    await started.listen();
    return started;
  }
}

class StartedListeningPeer implements StartedPeer {
  accepted = 0;
  port = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private readonly link: string;

  constructor(
    private readonly script: PeerScript,
    private readonly options: PeerOptions,
  ) {
    this.link = options.link ?? script.name;
    this.server = createServer({ noDelay: true }, (socket) => this.accept(socket));
    // For example no file descriptor left: the connection is lost, the peer goes on.
    this.server.on("error", () => undefined);
  }

  get url(): string {
    return `opc.tcp://${hostPort(this.options.host ?? "127.0.0.1", this.port)}`;
  }

  async listen(): Promise<void> {
    const { port = 0, host = "127.0.0.1" } = this.options;
    this.port = (await listen(this.server, { port, host })).port;
  }

  async stop(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  private accept(socket: Socket): void {
    const number = ++this.accepted;
    this.sockets.add(socket);
    const at = { link: this.link, connection: number, side: "client" } as const;
    const { observer } = this.options;
    const connection = new PeerConnection(number, socket, {
      report: (event) => this.report(event),
      sent: (_, bytes) => observer?.data({ ...at, direction: "to-server", bytes }),
    });
    this.report({ type: "accepted", connection: number, from: `${socket.remoteAddress}:${socket.remotePort}` });
    observer?.connection({ ...at, phase: "opened" });
    socket.on("error", () => undefined);
    socket.on("end", () => observer?.connection({ ...at, phase: "peer-closed", how: "fin" }));
    socket.on("close", () => {
      this.sockets.delete(socket);
      observer?.connection({ ...at, phase: "closed", how: "fin" });
      this.report({ type: "closed", connection: number });
    });
    this.read(socket, connection);
    this.script.accepted?.(connection);
  }

  /** Reads on for ever: unread bytes would turn a FIN into a reset. Only the first message is looked at. */
  private read(socket: Socket, connection: PeerConnection): void {
    const splitter = new FrameSplitter(MAX_FRAME);
    let first = true;
    socket.on("data", (bytes: Buffer) => {
      this.options.observer?.data({
        link: this.link,
        connection: connection.number,
        side: "client",
        direction: "to-client",
        bytes,
      });
      if (!first) return;
      const item = splitter.push(bytes)[0];
      if (!item) return;
      first = false;
      const message = item.kind === "frame" ? decode(item.bytes) : undefined;
      if (message?.type === "RHE") this.greeted(connection, message);
      this.script.firstMessage?.(connection, message);
    });
  }

  private greeted(connection: PeerConnection, message: ReverseHelloMessage): void {
    connection.reverseHello = message;
    const serverUri = message.serverUri.value ?? "";
    const endpointUrl = message.endpointUrl.value ?? "";
    this.report({ type: "reverse-hello", connection: connection.number, serverUri, endpointUrl });
  }

  private report(event: PeerEvent): void {
    this.options.onEvent?.(event);
  }
}

function decode(bytes: Buffer): Message | undefined {
  try {
    return decodeMessage(bytes);
  } catch {
    return undefined;
  }
}
