import type { Socket } from "node:net";
import type { ReverseHelloMessage } from "../../src/protocol";
import { after } from "../../src/waiting";
import type { ClientBehaviour } from "./behaviour";
import type { Refusal } from "./first-message";

export interface GreeterOptions {
  readonly behaviour: ClientBehaviour;
  readonly maxReverseHelloSize: number;
  /** ms; Infinity for none. */
  readonly timeout: number;
}

export interface GreeterResult {
  greeted(message: ReverseHelloMessage): void;
  refused(refusal: Refusal): void;
  timedOut(): void;
  /** The peer closed, or we gave up from outside. */
  gone(reason: string): void;
}

/** Made once: thousands come in a second. */
const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Reads the first message of one socket. Exactly one function of `result` is called, once; after that the socket has no
 * listener of ours but the one that keeps a socket error from ending the process. Returns a function that stops it.
 */
export function greet(socket: Socket, options: GreeterOptions, result: GreeterResult): () => void {
  let received = NOTHING;
  const timer = after(options.timeout, () => finish(() => result.timedOut()));
  const onData = (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const first = options.behaviour.readFirstMessage(received, options.maxReverseHelloSize);
    if (first.kind === "close") finish(() => result.gone(first.reason));
    else if (first.kind === "refuse") finish(() => result.refused(first.refusal));
    else if (first.kind === "reverse-hello") finish(() => result.greeted(first.message));
  };
  const onEnd = () => finish(() => result.gone("the server closed before its ReverseHello was whole"));
  let finished = false;
  const finish = (settle: () => void) => {
    if (finished) return;
    finished = true;
    clearTimeout(timer);
    socket.off("data", onData);
    socket.off("end", onEnd);
    socket.off("close", onEnd);
    settle();
  };
  socket.on("data", onData);
  socket.on("end", onEnd);
  socket.on("close", onEnd);
  return () => finish(() => undefined);
}
