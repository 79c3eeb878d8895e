import { connect, createServer, type Socket } from "node:net";
import { once } from "node:events";
import { decodeMessage, encodeHello, FrameSplitter, MalformedFrameError, type Message } from "../../protocol";
import type { ReplayScript } from "./script";
import { resetSocket } from "../../sockets";

export interface PlayOptions {
  readonly host: string;
  readonly port: number;
  /** `answers`: each message as soon as the other side has said what came before it; `recorded`: not before its recorded time either. */
  readonly timing: "answers" | "recorded";
  /** Ms to wait for a dial, a connection or an answer. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Told as it happens: what is said by us (`sent`) or by the other side. */
  readonly onMessage?: (who: "sent" | "received", message: Message) => void;
  /** Where the side that is played listens, once it does. */
  readonly onListening?: (port: number) => void;
}

export interface Played {
  /**
   * `played`: to the end of what can be played. `diverged`: the other side said something else. `closed`: it ended the connection.
   * `silent`: it did not answer in time.
   */
  readonly end: "played" | "diverged" | "closed" | "silent";
  readonly sent: number;
  readonly received: number;
  /** One sentence. */
  readonly detail: string;
}

/** No connection came about: one sentence; exit code 3. */
class ReplayConnectionError extends Error {
  readonly code = "REPLAY_CONNECTION";
  readonly exitCode = 3;
  override readonly name = "ReplayConnectionError";
}

/** Plays one side's recorded bytes to a live peer. A client takes EndpointUrl and channel from the live server; all else is as recorded. */
export async function play(script: ReplayScript, options: PlayOptions): Promise<Played> {
  const socket = script.dials ? await dial(options) : await accept(options);
  try {
    return await new Player(socket, script, options).run();
  } finally {
    socket.destroy();
  }
}

async function dial({ host, port, timeout, signal }: PlayOptions): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  try {
    await once(socket, "connect", { signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) });
    return socket;
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    const why = (error as NodeJS.ErrnoException).code ?? "no answer";
    throw new ReplayConnectionError(`nobody accepts the connection at ${host}:${port} (${why}); is the client listening there?`);
  }
}

async function accept({ host, port, timeout, signal, onListening }: PlayOptions): Promise<Socket> {
  const server = createServer({ noDelay: true });
  try {
    server.listen(port, host);
    await once(server, "listening", { signal });
    const address = server.address();
    if (typeof address === "object" && address) onListening?.(address.port);
    const [socket] = (await once(server, "connection", { signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) })) as [
      Socket,
    ];
    return socket;
  } catch (error) {
    signal.throwIfAborted();
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new ReplayConnectionError(`${host}:${port} is in use; give --to another address`);
    throw new ReplayConnectionError(`nobody dialed ${host}:${port} in ${timeout} ms; is the server configured to dial there?`);
  } finally {
    server.close();
  }
}

/** Ms that the other side is given to answer the last FIN. */
const GOODBYE = 1000;

class Player {
  private readonly splitter = new FrameSplitter();
  private readonly heard: Message[] = [];
  private readonly started = performance.now();
  private ended: "fin" | "rst" | undefined;
  private strange: string | undefined;
  private wake: () => void = () => undefined;
  private channel: number | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly script: ReplayScript,
    private readonly options: PlayOptions,
  ) {
    socket.on("data", (bytes: Buffer) => this.data(bytes));
    socket.on("end", () => this.end("fin"));
    socket.on("error", () => this.end("rst"));
  }

  async run(): Promise<Played> {
    let sent = 0;
    for (const step of this.script.steps) {
      const problem = await this.ready(step.after, sent);
      if (problem) return problem;
      if (this.options.timing === "recorded") await this.clock(this.started + step.at);
      const { message } = step;
      this.socket.write(this.adapted(message));
      this.options.onMessage?.("sent", message);
      sent += 1;
    }
    return this.finish(sent);
  }

  /** Waits until the other side has said `count` messages; what it must have said is compared with the recording. */
  private async ready(count: number, sent: number): Promise<Played | undefined> {
    const deadline = performance.now() + this.options.timeout;
    while (this.heard.length < count && !this.ended && this.strange === undefined && performance.now() < deadline)
      await this.until(deadline);
    this.options.signal.throwIfAborted();
    const wrong = this.difference(Math.min(count, this.heard.length));
    if (wrong) return this.result("diverged", sent, wrong);
    if (this.heard.length >= count) return undefined;
    const missing = this.script.expected[this.heard.length]?.type ?? "its next message";
    if (this.strange !== undefined) return this.result("diverged", sent, this.strange);
    if (this.ended)
      return this.result(
        "closed",
        sent,
        `the other side ${this.ended === "rst" ? "reset" : "closed"} the connection instead of ${missing}`,
      );
    return this.result("silent", sent, `${missing} did not come in ${this.options.timeout} ms`);
  }

  private difference(count: number): string | undefined {
    for (let index = 0; index < count; index++) {
      const [then, now] = [this.script.expected[index]?.type, this.heard[index]?.type];
      if (then !== now) return `message ${index + 1} of the other side: recorded ${then}, now ${now}`;
    }
    return undefined;
  }

  private async finish(sent: number): Promise<Played> {
    const { ending, stops } = this.script;
    if (ending === "rst") resetSocket(this.socket);
    else await this.goodbye();
    const how = ending === undefined ? "" : `; then ${ending === "rst" ? "reset" : "closed"} as recorded`;
    return this.result("played", sent, stops ?? `all that was recorded${how}`);
  }

  /** What was written must leave before the socket goes; a peer that does not answer the FIN is not waited for longer than that. */
  private async goodbye(): Promise<void> {
    const deadline = performance.now() + Math.min(this.options.timeout, GOODBYE);
    this.socket.end();
    while (!this.ended && performance.now() < deadline && !this.options.signal.aborted) await this.until(deadline);
  }

  private result(end: Played["end"], sent: number, detail: string): Played {
    return { end, sent, received: this.heard.length, detail };
  }

  /** Resolves at a moment, or at the next thing that happens on the socket. */
  private until(moment: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.options;
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, moment - performance.now()));
      signal.addEventListener("abort", done, { once: true });
      this.wake = done;
    });
  }

  /** The recorded moment, whatever happens meanwhile. */
  private async clock(moment: number): Promise<void> {
    while (performance.now() < moment && !this.options.signal.aborted) await this.until(moment);
  }

  private data(bytes: Buffer): void {
    for (const item of this.splitter.push(bytes)) {
      const message = item.kind === "frame" ? decode(item.bytes) : undefined;
      if (!message) {
        this.strange ??= `the other side sent ${item.bytes.length} bytes that are not OPC UA`;
        continue;
      }
      if (message.type === "OPN") this.channel = message.secureChannelId;
      this.heard.push(message);
      this.options.onMessage?.("received", message);
    }
    this.wake();
  }

  private end(how: "fin" | "rst"): void {
    this.ended ??= how;
    this.wake();
  }

  /** What a client takes from the live server: the EndpointUrl of its ReverseHello, and the number of its channel. */
  private adapted(message: Message): Buffer {
    if (this.script.as !== "client") return message.bytes;
    const reverse = this.heard.find((heard) => heard.type === "RHE");
    if (message.type === "HEL" && reverse?.type === "RHE")
      return encodeHello({ ...message, endpointUrl: reverse.endpointUrl.bytes });
    if ((message.type !== "MSG" && message.type !== "CLO") || this.channel === undefined) return message.bytes;
    const bytes = Buffer.from(message.bytes);
    bytes.writeUInt32LE(this.channel, 8);
    return bytes;
  }
}

function decode(bytes: Buffer): Message | undefined {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof MalformedFrameError) return undefined;
    throw error;
  }
}
