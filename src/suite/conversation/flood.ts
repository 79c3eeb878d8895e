import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { encodeReverseHello } from "../../protocol";
import type { ScenarioContext } from "../scenario/context";

/** What comes over the client besides those who mean well. */
export type FloodKind = "silent connections" | "ReverseHellos of unknown servers" | "connections per second";

/** Connections that are being made at one moment; more would only wait in the kernel's queue. */
const AT_ONCE = 50;
/** Pace of what goes on until the scenario ends, in ms. */
const TICK = 50;
/** Connections per second that take the place of those that the client has closed. */
const REFILL = 200;

/** Connections straight to the client: they pass no link and leave no trace, since none of them is judged. */
export class Flood {
  private readonly sockets = new Set<Socket>();
  private over = false;

  constructor(
    private readonly context: ScenarioContext,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    context.defer(() => this.stop());
  }

  /** Resolves when the client has all of them, or as many as its system takes. It goes on to the end: what the client closes is made again. */
  async pour(count: number, kind: FloodKind): Promise<void> {
    if (kind === "connections per second") return this.stream(count);
    this.note(`${count} ${kind}`);
    for (let made = 0; made < count; made += AT_ONCE) {
      const batch = Array.from({ length: Math.min(AT_ONCE, count - made) }, (_, index) => this.dial(kind, made + index));
      if (!(await Promise.all(batch)).includes(true)) break;
    }
    this.every((number) => {
      if (this.sockets.size < count) void this.dial(kind, count + number);
    }, REFILL);
  }

  private stream(perSecond: number): void {
    this.note(`${perSecond} connections per second`);
    this.every((number) => void this.dial("connections per second", number), perSecond);
  }

  private every(act: (number: number) => void, perSecond: number): void {
    let [due, number] = [0, 0];
    const timer = setInterval(() => {
      for (due += (perSecond * TICK) / 1000; due >= 1; due -= 1) act((number += 1));
    }, TICK);
    this.context.defer(() => clearInterval(timer));
  }

  /** Whether the dial was answered: the client may refuse it, that is its right. A dial that its system leaves in the queue goes on. */
  private async dial(kind: FloodKind, number: number): Promise<boolean> {
    if (this.over) return false;
    const socket = connect(this.target);
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => undefined);
    socket.resume();
    const late = new AbortController();
    const patience = delay(this.context.timing.prompt, undefined, { signal: late.signal });
    await Promise.race([once(socket, "connect"), once(socket, "close"), patience]).catch(() => undefined);
    late.abort();
    if (socket.connecting) return false;
    if (kind === "connections per second") socket.resetAndDestroy();
    if (kind === "ReverseHellos of unknown servers") socket.write(stranger(number));
    return true;
  }

  private stop(): void {
    this.over = true;
    for (const socket of this.sockets) socket.destroy();
  }

  private note(detail: string): void {
    this.context.trace.add({ kind: "state", actor: "flood", state: "pours", detail });
  }
}

function stranger(number: number): Buffer {
  return encodeReverseHello({ serverUri: `urn:flood:${number}`, endpointUrl: `opc.tcp://flood.example:4840/${number}` });
}
