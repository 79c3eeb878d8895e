import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort, usageOf, type Usage } from "../machine";
import type { Order } from "./clients";

const ROOT = join(__dirname, "../..");
const OPEN62541 = join(ROOT, "peers", "open62541", "target", "peer", "client");
const WITHIN = 120_000;

export type Kind = "bare" | "manager" | "node-opcua";

/** What something took, in s, of time and of the client's processor time, and the client's memory behind it. */
export interface Cost extends Usage {
  readonly took: number;
}

export async function costOf(usage: () => Promise<Usage>, act: () => Promise<unknown>): Promise<Cost> {
  const before = await usage();
  const begin = performance.now();
  await act();
  const took = (performance.now() - begin) / 1000;
  const after = await usage();
  return { took, cpu: after.cpu - before.cpu, rss: after.rss };
}

/** A client in a process of its own. */
export class Consumer implements Disposable {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(kind: Kind): Promise<Consumer> {
    const child = fork(join(__dirname, "clients.ts"), [kind], { execArgv: ["--require", "ts-node/register"] });
    const [{ port }] = (await once(child, "message")) as [{ port: number }];
    return new Consumer(child, `opc.tcp://127.0.0.1:${port}`);
  }

  /** What it costs until so many have come, after `act`. */
  async wait(count: number, act: () => void): Promise<Cost> {
    await this.ask({ wait: count }, "ready");
    return costOf(
      () => this.usage(),
      async () => {
        const all = this.answer("waiting");
        act();
        await all;
      },
    );
  }

  cost(order: Order): Promise<Cost> {
    return costOf(
      () => this.usage(),
      () => this.ask(order, "done"),
    );
  }

  [Symbol.dispose](): void {
    if (this.child.connected) this.child.send("stop");
  }

  private usage(): Promise<Usage> {
    return this.ask("usage", "usage") as Promise<Usage>;
  }

  private ask(order: Order, answer: string): Promise<unknown> {
    const said = this.answer(answer);
    this.child.send(order);
    return said;
  }

  private async answer(name: string): Promise<unknown> {
    const signal = AbortSignal.timeout(WITHIN);
    for (;;) {
      const [message] = (await once(this.child, "message", { signal })) as [Record<string, unknown>];
      if (name in message) return message[name];
    }
  }
}

/** open62541's client (peers/open62541), which closes each session after one read and listens again. */
export class Open62541 implements Disposable {
  private reads = 0;
  private enough: () => void = () => undefined;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static get isBuilt(): boolean {
    return existsSync(OPEN62541);
  }

  static async start(): Promise<Open62541> {
    const url = `opc.tcp://127.0.0.1:${await freePort()}`;
    const child = spawn(OPEN62541, ["--listen-url", url, "--reads", "1"], { stdio: ["ignore", "pipe", "ignore"] });
    const client = new Open62541(child, url);
    if (!child.stdout) throw new Error("its output is a pipe");
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      if (line.startsWith("read ") && (client.reads += 1)) client.enough();
    });
    await once(lines, "line");
    return client;
  }

  /** What the next so many turns cost: dial, session, read, close. */
  cost({ turns }: { turns: number }): Promise<Cost> {
    const all = this.reads + turns;
    return costOf(
      async () => usageOf(this.child.pid),
      () =>
        new Promise<void>((resolve) => {
          this.enough = () => {
            if (this.reads >= all) resolve();
          };
        }),
    );
  }

  [Symbol.dispose](): void {
    this.child.kill("SIGTERM");
  }
}
