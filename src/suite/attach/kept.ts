import type { Trace } from "../../trace";
import { launchSut, type LaunchOptions, type PortAllocator, type RunningSut, type SutDescription } from "../sut";
import { SuspensionMemory } from "./suspension";
import type { Address, LastingSut, SutRequest } from "./types";

export type KeptOptions = Pick<LaunchOptions, "host" | "guard" | "env" | "role" | "enter"> & {
  readonly ports: PortAllocator;
  /** Address of the SUT, where it does not share ours. */
  readonly address?: string | undefined;
};

/**
 * `lifetime: run`: one process for all scenarios of a worker, on ports that stay the same. A scenario that needs it started with other
 * arguments ends it and starts it with these; so does one that comes after it was lost.
 */
export class KeptSut implements LastingSut {
  readonly wanted: LastingSut["wanted"] = {};
  private readonly memory: SuspensionMemory;
  private readonly clients: Address[] = [];
  private own: Address | undefined;
  private running: { readonly sut: RunningSut; readonly key: string } | undefined;
  private trace: Trace | undefined;

  constructor(
    private readonly description: SutDescription,
    private readonly options: KeptOptions,
  ) {
    this.memory = new SuspensionMemory(description.statedTiming.has("suspension") ? description.timing : undefined);
  }

  async clientAddress(number: number): Promise<Address> {
    while (this.clients.length <= number) this.clients.push(await this.allocate());
    return this.clients[number] ?? this.allocate();
  }

  async listenAddress(): Promise<Address> {
    const { address: host } = this.options;
    return (this.own ??= { ...(await this.allocate()), ...(host === undefined ? {} : { host }) });
  }

  async use(request: SutRequest, trace: Trace): Promise<RunningSut> {
    this.trace = trace;
    const { port: _port, ...values } = request.values;
    const key = JSON.stringify([request.options ?? [], values]);
    if (this.running?.key === key && !this.running.sut.status) {
      trace.add({ kind: "state", actor: "sut", state: "ready", detail: "kept from an earlier scenario" });
      return this.running.sut;
    }
    await this.end();
    const { ports: _ports, address: _address, ...launch } = this.options;
    const sut = await launchSut(this.description, {
      ...launch,
      ...request,
      onLine: (stream, line) => void this.trace?.add({ kind: "log", actor: "sut", stream, line }),
      onState: (state, detail) => void this.trace?.add({ kind: "state", actor: "sut", state, ...(detail ? { detail } : {}) }),
    });
    this.running = { sut, key };
    return sut;
  }

  async end(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    // A new process is in no suspension.
    if (running) this.memory.forget();
    await running?.sut.stop();
  }

  leave(trace: Trace): void {
    this.memory.leave(trace);
    if (this.trace === trace) this.trace = undefined;
  }

  pause(): number {
    return this.memory.rest;
  }

  /** No scenario is there any more to tell of a crash. */
  async stop(): Promise<void> {
    const { running } = this;
    await this.end();
    const { crash } = running?.sut ?? {};
    if (crash !== undefined) throw new Error(`${this.description.name} at the end of the run: ${crash}`);
  }

  private async allocate(): Promise<Address> {
    return { host: "127.0.0.1", port: await this.options.ports.allocate() };
  }
}
