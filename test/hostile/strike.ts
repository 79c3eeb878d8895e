import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Attack } from "./frames";

/** Longer than the second by which node-opcua puts off its Error messages, in ms. */
const WAIT = 2500;

/** Writes an attack behind what came before it, the first segment together with that; resolves at the end, or after a wait. */
export async function strike(
  socket: Socket,
  before: Buffer,
  { segments: [first = Buffer.alloc(0), ...others] }: Attack,
): Promise<void> {
  socket.on("error", () => undefined);
  socket.resume();
  socket.write(Buffer.concat([before, first]));
  for (const segment of others) socket.write(segment);
  const timer = setTimeout(() => socket.destroy(), WAIT);
  await new Promise<void>((resolve) => socket.on("close", () => resolve()));
  clearTimeout(timer);
}

export async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  return socket;
}

/** Writes this, waits for a message of a type in answer (undefined: does not wait), and writes the attack. */
export async function strikeAfter(socket: Socket, first: Buffer, awaited: string | undefined, attack: Attack): Promise<void> {
  socket.on("error", () => undefined);
  socket.write(first);
  if (awaited !== undefined) {
    const answer = new Promise<void>((resolve) => {
      socket.on("data", (bytes: Buffer) => {
        if (bytes.toString("latin1", 0, 3) === awaited) resolve();
      });
      socket.on("close", () => resolve());
    });
    await answer;
  }
  if (!socket.destroyed) await strike(socket, Buffer.alloc(0), attack);
}
