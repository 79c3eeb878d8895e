import { setWorldConstructor, World, type IWorldOptions } from "@cucumber/cucumber";
import { OWN_SIZES, type Peer } from "../../src/suite/conversation/peer";
import type { Facing } from "../../src/suite/expect";
import { Stage } from "../../src/suite/stage";
import type { ScenarioSetup } from "../../src/suite/scenario";
import type { Duration, TimingName } from "../../src/vocabulary";
import { buildFrame, type Fields } from "../notation/frames";
import type { PeerName, SendableType } from "../notation/parameter-types";
import { stringValue, urlVariations, type Names } from "../notation/values";
import type { WorldParameters } from "./parameters";

/** One scenario's world: the stage with everything that was started, and what turns words of a step into it. */
export class ReverseHelloWorld extends World<WorldParameters> {
  private opened: Stage | undefined;
  /** Set by the Before hook when the scenario does not apply; the After hook then has nothing to judge. */
  notApplicable: string | undefined;
  /** What its steps find is the suite's reading, and no failure. */
  isReading = false;
  /** What a step of such a scenario found. */
  remark: unknown;

  constructor(options: IWorldOptions<WorldParameters>) {
    super(options);
  }

  open(setup: ScenarioSetup): void {
    this.opened = new Stage(setup);
  }

  get started(): boolean {
    return this.opened !== undefined;
  }

  get stage(): Stage {
    if (this.opened === undefined) throw new Error("the scenario was not set up (tags @server or @client are missing)");
    return this.opened;
  }

  ms(duration: Duration): number {
    return duration.in({ ...this.stage.context.timing.stated });
  }

  /** Whether the SUT's description states this time itself. */
  states(field: TimingName): boolean {
    return this.stage.context.setup.sut.statedTiming.has(field);
  }

  /** A deadline in ms from the one in a sentence; undefined: the sentence has none. */
  deadline(duration: Duration | undefined): number | undefined {
    return duration && this.stage.context.timing.by(this.ms(duration));
  }

  /** The peer of ours that a sentence names; without a name the one that the SUT faces in this scenario. */
  async facing(peer?: PeerName): Promise<Facing> {
    return peer?.kind === "real" ? this.stage.client.real : this.peer(peer);
  }

  /** As `facing`, for a peer that we play by hand. */
  async peer(peer?: PeerName): Promise<Peer> {
    const { client, context, server } = this.stage;
    if (context.setup.role === "server") return server.client(peer?.name);
    return client.server(peer?.name ?? "A");
  }

  /** A message of that peer, right but for what the table says; several go in one segment. */
  frame(peer: Peer, type: SendableType, fields: Fields = {}): Buffer {
    return buildFrame(type, fields, { addresses: peer.addresses, sizes: peer.sizes }, this.namesOf(peer));
  }

  /** A message for the open channel of a real server, right but for what the table says. */
  slipped(type: SendableType, channel: number, fields: Fields = {}): Buffer {
    const { wanted } = this.stage.client;
    const defaults = { addresses: wanted, sizes: OWN_SIZES };
    return buildFrame(type, { SecureChannelId: `${channel}`, ...fields }, defaults, this.names());
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

  /** Names that tables may use for addresses of this scenario. */
  names(): Names {
    const { wanted, stranger } = this.stage.client;
    return {
      "the wanted server's URI": wanted.serverUri,
      "the wanted server's URI and more": `${wanted.serverUri}:2`,
      "the wanted server's URI but for its last character": wanted.serverUri.slice(0, -1),
      "the wanted server's URL": wanted.endpointUrl,
      "a stranger's URI": stranger.serverUri,
      "a stranger's URL": stranger.endpointUrl,
    };
  }

  private namesOf(peer: Peer): Names {
    return { ...this.names(), ...urlVariations(peer.addresses.endpointUrl) };
  }
}

setWorldConstructor(ReverseHelloWorld);
