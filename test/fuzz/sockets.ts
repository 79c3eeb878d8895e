import { connect, type Socket } from "node:net";

/** Connections at one time; each input has one of its own. */
const MOST = 64;
/** What did not end by then is cut off, in ms. */
const PATIENCE = 40;

/** Sends each input over a connection of its own, many side by side. */
export class Strangers {
  private open = 0;
  private wake: () => void = () => undefined;

  /** Resolves when there is room for the next one. */
  async dial(port: number, bytes: Buffer): Promise<void> {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("connect", () => socket.write(bytes));
    await this.hold(socket);
  }

  /** The same over a socket that is there. */
  async hold(socket: Socket): Promise<void> {
    this.open += 1;
    socket.resume();
    socket.on("error", () => undefined);
    const timer = setTimeout(() => socket.destroy(), PATIENCE);
    socket.on("close", () => {
      clearTimeout(timer);
      this.open -= 1;
      this.wake();
    });
    while (this.open >= MOST) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  async drained(): Promise<void> {
    while (this.open > 0) await new Promise<void>((resolve) => (this.wake = resolve));
  }
}
