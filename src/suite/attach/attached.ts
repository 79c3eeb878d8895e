import type { Trace } from "../../trace";
import type { Role } from "../../vocabulary";
import type { RunningSut, SutDescription } from "../sut";
import { addressOf } from "./address";
import { SuspensionMemory } from "./suspension";
import { NotApplicableError, type Address, type LastingSut, type SutRequest } from "./types";

/** A SUT that somebody else started; nobody here can restart it or change what it was told. */
export class AttachedSut implements LastingSut {
  private readonly memory: SuspensionMemory;

  constructor(
    private readonly sut: SutDescription,
    private readonly role: Role,
  ) {
    this.memory = new SuspensionMemory(sut.statedTiming.has("suspension") ? sut.timing : undefined);
  }

  get wanted(): LastingSut["wanted"] {
    const { applicationUri, endpointUrl } = this.sut.identity;
    return {
      ...(applicationUri === undefined ? {} : { serverUri: applicationUri }),
      ...(endpointUrl === undefined ? {} : { endpointUrl }),
    };
  }

  async clientAddress(number: number): Promise<Address> {
    const urls = this.sut.attach[this.role]?.clientUrls ?? [];
    const url = urls[number];
    if (url === undefined)
      throw new NotApplicableError(`needs ${number + 1} clients, and ${this.sut.name} dials ${urls.length} (attach.clientUrl)`);
    return addressOf(url);
  }

  async listenAddress(): Promise<Address> {
    return addressOf(this.sut.attach[this.role]?.listenUrls[0] ?? "");
  }

  async use(request: SutRequest): Promise<RunningSut | undefined> {
    for (const option of request.options ?? []) this.check(option, request);
    await this.checkAddresses(request);
    return undefined;
  }

  async end(): Promise<void> {
    throw new NotApplicableError(`needs a restart, and ${this.sut.name} already runs: the suite cannot restart it`);
  }

  leave(trace: Trace): void {
    this.memory.leave(trace);
  }

  pause(): number {
    return this.memory.rest;
  }

  async stop(): Promise<void> {}

  private check(option: string, { values }: SutRequest): void {
    if (option === "security") {
      const { policies, modes } = this.sut.security;
      const [policy, mode] = [String(values.securityPolicy), String(values.securityMode)];
      if (policies.includes(policy) && (modes as readonly string[]).includes(mode)) return;
      throw new NotApplicableError(`needs ${policy} ${mode}, which the description of ${this.sut.name} does not state`);
    }
    if (this.sut.capabilities.has(option)) return;
    throw new NotApplicableError(`needs to be started with "${option}", and ${this.sut.name} already runs and does not claim it`);
  }

  /** A scenario that addresses its clients in another way would have to tell the server. */
  private async checkAddresses({ values }: SutRequest): Promise<void> {
    if (this.role !== "server" || values.clientUrl === undefined) return;
    const told = Array.isArray(values.clientUrl) ? values.clientUrl.map(String) : [String(values.clientUrl)];
    for (const [number, url] of told.entries()) {
      const [wanted, real] = [addressOf(url), await this.clientAddress(number)];
      if (wanted.host !== real.host || wanted.port !== real.port)
        throw new NotApplicableError(`needs to be told ${url}, and ${this.sut.name} runs already`);
    }
  }
}
