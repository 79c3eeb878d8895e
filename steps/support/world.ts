import { setWorldConstructor, World, type IWorldOptions } from "@cucumber/cucumber";
import {
  AggregationTest,
  ClientTest,
  NetworkControl,
  ScenarioContext,
  ServerTest,
  type ScenarioSetup,
} from "../../src/suite/scenario";
import type { Defaults, Fields } from "./frames";
import type { Duration } from "./parameter-types";
import { stringValue, urlVariations, type Names } from "./values";
import type { WorldParameters } from "./parameters";

/** One scenario's world: the context that owns everything started, and the verbs for the SUT's role. */
export class ReverseHelloWorld extends World<WorldParameters> {
  private opened: ScenarioContext | undefined;
  private serverTest: ServerTest | undefined;
  private clientTest: ClientTest | undefined;
  private networkControl: NetworkControl | undefined;
  private aggregationTest: AggregationTest | undefined;
  /** Set by the Before hook when the scenario does not apply; the After hook then has nothing to judge. */
  notApplicable: string | undefined;

  constructor(options: IWorldOptions<WorldParameters>) {
    super(options);
  }

  open(setup: ScenarioSetup): void {
    this.opened = new ScenarioContext(setup);
    this.serverTest = new ServerTest(this.opened);
    this.clientTest = new ClientTest(this.opened);
    this.networkControl = new NetworkControl(this.opened);
    this.aggregationTest = new AggregationTest(this.opened);
  }

  get started(): boolean {
    return this.opened !== undefined;
  }

  get context(): ScenarioContext {
    return this.need(this.opened);
  }

  /** Verbs of scenarios whose SUT is a server. */
  get server(): ServerTest {
    return this.need(this.serverTest);
  }

  /** Verbs of scenarios whose SUT is a client. */
  get client(): ClientTest {
    return this.need(this.clientTest);
  }

  /** Faults on the links of the scenario. */
  get network(): NetworkControl {
    return this.need(this.networkControl);
  }

  /** Verbs of scenarios whose SUT is an aggregation server. */
  get aggregation(): AggregationTest {
    return this.need(this.aggregationTest);
  }

  ms(duration: Duration): number {
    return duration.in(this.context.timing.stated as unknown as Readonly<Record<string, number>>);
  }

  /** A deadline in ms from the one in a sentence; undefined: the sentence has none. */
  deadline(duration: Duration | undefined): number | undefined {
    return duration && this.context.timing.by(this.ms(duration));
  }

  /** Sends bytes on the current connection of one of our clients. */
  async answer(name: string, bytes: Buffer): Promise<void> {
    await this.server.client(name).raw().send(bytes);
  }

  async dialAndSend(name: string, bytes: Buffer): Promise<void> {
    const connection = await this.client.dial(await this.client.server(name));
    await connection.send(bytes);
  }

  /** Sends bytes in pieces, `gap` ms apart, so that each travels by itself. */
  async dialAndDrip(name: string, bytes: Buffer, size: number, gap: number): Promise<void> {
    const connection = await this.client.dial(await this.client.server(name));
    for (let at = 0; at < bytes.length && connection.open; at += size) {
      await connection.send(bytes.subarray(at, at + size));
      await this.context.trace.until(this.context.trace.now() + gap, this.context.signal);
    }
  }

  /** What our client's frames take unless a table says otherwise: the addresses of the server's own ReverseHello. */
  defaultsFor(name: string): Defaults {
    const reverse = this.server.client(name).raw().last("RHE");
    if (reverse?.type !== "RHE") throw new Error(`our client ${name} has no ReverseHello to answer`);
    return { serverUri: reverse.serverUri.value ?? "", endpointUrl: reverse.endpointUrl.value ?? "" };
  }

  /** The identity that a table gives to the wanted server. */
  identityOf(fields: Fields): { serverUri?: string; endpointUrl?: string } {
    const text = (field: string) => {
      const value = fields[field] === undefined ? undefined : stringValue(fields[field], this.names());
      return typeof value === "string" ? value : undefined;
    };
    const [serverUri, endpointUrl] = [text("ServerUri"), text("EndpointUrl")];
    return { ...(serverUri === undefined ? {} : { serverUri }), ...(endpointUrl === undefined ? {} : { endpointUrl }) };
  }

  /** Variations of the EndpointUrl that the server gave in its ReverseHello. */
  helloNames(name: string): Names {
    return { ...this.names(), ...urlVariations(this.defaultsFor(name).endpointUrl) };
  }

  /** Names that tables may use for addresses of this scenario. */
  names(): Names {
    const { wanted, stranger } = this.client;
    return {
      "the wanted server's URI": wanted.serverUri,
      "the wanted server's URL": wanted.endpointUrl,
      "a stranger's URI": stranger.serverUri,
      "a stranger's URL": stranger.endpointUrl,
    };
  }

  private need<T>(value: T | undefined): T {
    if (value === undefined) throw new Error("the scenario was not set up (tags @server or @client are missing)");
    return value;
  }
}

setWorldConstructor(ReverseHelloWorld);
