import { setWorldConstructor, World, type IWorldOptions } from "@cucumber/cucumber";
import { ClientTest, ScenarioContext, ServerTest, type ScenarioSetup } from "../../src/harness/scenario";
import type { Names } from "./values";
import type { WorldParameters } from "./parameters";

/** One scenario's world: the context that owns everything started, and the verbs for the SUT's role. */
export class ReverseHelloWorld extends World<WorldParameters> {
  private opened: ScenarioContext | undefined;
  private serverTest: ServerTest | undefined;
  private clientTest: ClientTest | undefined;
  /** Set by the Before hook when the scenario does not apply; the After hook then has nothing to judge. */
  notApplicable: string | undefined;

  constructor(options: IWorldOptions<WorldParameters>) {
    super(options);
  }

  open(setup: ScenarioSetup): void {
    this.opened = new ScenarioContext(setup);
    this.serverTest = new ServerTest(this.opened);
    this.clientTest = new ClientTest(this.opened);
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
