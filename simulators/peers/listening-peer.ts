import { createServer, type Server, type Socket } from "node:net";
import { decodeMessage, FrameSplitter, type Message, type ReverseHelloMessage } from "../../src/protocol";
import { hostPort, listen, resetSocket } from "../../src/sockets";
import type { PeerEvent, PeerOptions, StartedPeer } from "./types";

/** How a peer behaves: what it does when a connection comes, and at the first message on it. */
export interface PeerScript {
  accepted?(connection: PeerConnection): void;
  /** The first whole message; undefined when the first bytes are no OPC UA message. */
  firstMessage?(connection: PeerConnection, message: Message | undefined): void;
}

const LINK = "peer";
const MAX_FRAME = 1024 * 1024;

/** One connection of a peer. Every method reports what it did. */
class PeerConnection {
  reverseHello: ReverseHelloMessage | undefined;

  constructor(
    readonly number: number,
    private readonly socket: Socket,
    private readonly options: PeerOptions,
  ) {}

  send(bytes: Buffer, what: string): void {
    this.report({ type: "answered", connection: this.number, what });
    this.seen("to-server", bytes);
    this.socket.write(bytes);
  }

  sendLast(bytes: Buffer, what: string): void {
    this.send(bytes, what);
    this.close();
  }

  /** FIN, after what was sent. */
  close(): void {
    this.report({ type: "answered", connection: this.number, what: "FIN" });
    this.socket.end();
  }

  reset(): void {
    this.report({ type: "answered", connection: this.number, what: "RST" });
    resetSocket(this.socket);
  }

  report(event: PeerEvent): void {
    this.options.onEvent?.(event);
  }

  seen(direction: "to-server" | "to-client", bytes: Buffer): void {
    this.options.observer?.data({ link: LINK, connection: this.number, side: "client", direction, bytes });
  }
}

/** Listens where a server dials, and does what its script says, whatever the peer sends. */
export class ListeningPeer implements StartedPeer {
  port = 0;
  private accepted = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private readonly host: string;

  constructor(
    private readonly script: PeerScript,
    private readonly options: PeerOptions,
  ) {
    this.host = options.host ?? "127.0.0.1";
    this.server = createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  get url(): string {
    return `opc.tcp://${hostPort(this.host, this.port)}`;
  }

  /** Rejects with the socket's error (EADDRINUSE, …). */
  async start(): Promise<StartedPeer> {
    this.port = (await listen(this.server, { port: this.options.port ?? 0, host: this.host })).port;
    // For example no file descriptor left: the connection is lost, the peer goes on.
    this.server.on("error", () => undefined);
    return this;
  }

  async stop(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  private accept(socket: Socket): void {
    const connection = new PeerConnection(++this.accepted, socket, this.options);
    const { number } = connection;
    const at = { link: LINK, connection: number, side: "client" } as const;
    const { observer } = this.options;
    this.sockets.add(socket);
    connection.report({ type: "accepted", connection: number, from: `${socket.remoteAddress}:${socket.remotePort}` });
    observer?.connection({ ...at, phase: "opened" });
    socket.on("error", () => undefined);
    socket.on("end", () => observer?.connection({ ...at, phase: "peer-closed", how: "fin" }));
    socket.on("close", () => {
      this.sockets.delete(socket);
      observer?.connection({ ...at, phase: "closed", how: "fin" });
      connection.report({ type: "closed", connection: number });
    });
    this.read(socket, connection);
    this.script.accepted?.(connection);
  }

  /** Reads on forever: unread bytes would turn a FIN into a reset. Only the first message is looked at. */
  private read(socket: Socket, connection: PeerConnection): void {
    const splitter = new FrameSplitter(MAX_FRAME);
    let first = true;
    socket.on("data", (bytes: Buffer) => {
      connection.seen("to-client", bytes);
      const [item] = first ? splitter.push(bytes) : [];
      if (!item) return;
      first = false;
      const message = item.kind === "frame" ? decode(item.bytes) : undefined;
      if (message?.type === "RHE") greeted(connection, message);
      this.script.firstMessage?.(connection, message);
    });
  }
}

function greeted(connection: PeerConnection, message: ReverseHelloMessage): void {
  connection.reverseHello = message;
  const [serverUri, endpointUrl] = [message.serverUri.value ?? "", message.endpointUrl.value ?? ""];
  connection.report({ type: "reverse-hello", connection: connection.number, serverUri, endpointUrl });
}

function decode(bytes: Buffer): Message | undefined {
  try {
    return decodeMessage(bytes);
  } catch {
    return undefined;
  }
}
