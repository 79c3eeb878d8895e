import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { Lab } from "../../../src/lab";

/** A program in the product's network that dials, says what happens to it line by line, and sends what it reads. */
const SCRIPT = `
const socket = require("node:net").connect({ host: process.argv[1], port: Number(process.argv[2]) });
const say = (text) => process.stdout.write(text + "\\n");
socket.on("connect", () => say("connected"));
socket.on("data", (data) => say("got " + data.length));
socket.on("error", (error) => say("error " + error.code));
socket.on("close", () => say("closed"));
process.stdin.on("data", (data) => { const [size] = String(data).split("\\n"); socket.write(Buffer.alloc(Number(size), 65)); });
`;

export class Dialer {
  private readonly lines: string[] = [];
  private wake: () => void = () => undefined;

  constructor(private readonly child: ChildProcess) {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.lines.push(...text.split("\n").filter((line) => line !== ""));
      this.wake();
    });
  }

  static start(lab: Lab, host: string, port: number): Dialer {
    const [enter = "", ...args] = lab.enterSut;
    return new Dialer(
      spawn(enter, [...args, process.execPath, "-e", SCRIPT, host, `${port}`], { stdio: ["pipe", "pipe", "inherit"] }),
    );
  }

  send(bytes: number): void {
    this.child.stdin?.write(`${bytes}\n`);
  }

  /** The next line that begins so, in ms at most. */
  async says(text: string, within = 5_000): Promise<string> {
    const end = performance.now() + within;
    for (;;) {
      const at = this.lines.findIndex((line) => line.startsWith(text));
      if (at >= 0) return this.lines.splice(0, at + 1).at(-1) ?? "";
      const left = end - performance.now();
      if (left <= 0) throw new Error(`"${text}" was not said within ${within} ms; it said: ${this.lines.join(", ") || "nothing"}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => (clearTimeout(timer), resolve());
      });
    }
  }

  /** Nothing that begins so is said for so long. */
  async silentOn(text: string, ms: number): Promise<void> {
    const line = await this.says(text, ms).catch(() => undefined);
    if (line !== undefined) throw new Error(`"${line}" was said`);
  }

  async stop(): Promise<void> {
    const gone = once(this.child, "exit");
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill("SIGKILL");
      await gone;
    }
  }
}

/** Listens on every address of ours and keeps what was accepted. */
export class Listener {
  readonly sockets: Socket[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((socket) => {
      socket.on("error", () => undefined);
      this.sockets.push(socket);
    });
  }

  static async start(): Promise<Listener> {
    const listener = new Listener();
    listener.server.listen(0, "::");
    await once(listener.server, "listening");
    return listener;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  async accepted(count: number): Promise<Socket> {
    while (this.sockets.length < count) await once(this.server, "connection");
    const socket = this.sockets[count - 1];
    if (!socket) throw new Error("no connection");
    return socket;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }
}
