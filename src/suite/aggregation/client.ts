import { AttributeIds, DataType, OPCUAClient, TimestampsToReturn, Variant, type ClientSession, type DataValue } from "node-opcua";
import { cutTransportFactory } from "../../../simulators/containment";
import type { TraceEvent } from "../../trace";
import { ConformanceError } from "../expect/errors";
import type { ScenarioContext } from "../scenario/context";

const OBJECTS = "i=85";
/** Between two looks for a node that may not be there yet, in ms. */
const LOOK_AGAIN = 50;
const DEPTH = 4;

/** A client's session on the aggregation server. Nodes are found by name below the folder of a server, whatever their NodeIds. */
export class AggregationClient {
  private readonly nodes = new Map<string, string>();
  private readonly statuses = new Map<string, string[]>();

  constructor(
    readonly name: string,
    private readonly session: ClientSession,
    private readonly context: ScenarioContext,
  ) {}

  /** Dials the server and opens a session, which ends with the scenario. */
  static async dial(context: ScenarioContext, url: string): Promise<ClientSession> {
    const client = OPCUAClient.create({
      transportFactory: cutTransportFactory,
      endpointMustExist: false,
      connectionStrategy: { maxRetry: 0 },
      keepSessionAlive: false,
    });
    context.defer(() => client.disconnect());
    await client.connect(url);
    return client.createSession();
  }

  /** Subscribes to nodes of a server below; each value becomes an event of the trace. */
  async follow(server: string, names: readonly string[], interval: number, within: number): Promise<void> {
    const subscription = await this.session.createSubscription2({ requestedPublishingInterval: interval, publishingEnabled: true });
    for (const name of names) {
      const nodeId = await this.find(server, name, within);
      const item = await subscription.monitor(
        { nodeId, attributeId: AttributeIds.Value },
        { samplingInterval: interval, queueSize: 100, discardOldest: true },
        TimestampsToReturn.Both,
      );
      item.on("changed", (value: DataValue) => this.note(server, name, value));
    }
  }

  /** Statuses of the Setpoint of a server below, each change once. */
  statusesOf(server: string): readonly string[] {
    return this.statuses.get(server) ?? [];
  }

  /** Its last status is this one, or becomes it. */
  async sees(server: string, status: string, within: number, after: number): Promise<void> {
    if (after === 0 && this.statusesOf(server).at(-1) === status) return;
    const match = (event: TraceEvent) => this.isValue(event, server, "Setpoint") && this.statusesOf(server).at(-1) === status;
    const { trace, signal } = this.context;
    await trace.waitFor(`${status} as status of ${server} at the ${this.name}`, match, {
      within,
      after: after || trace.position,
      signal,
    });
  }

  /** `count` further values of the Counter of a server below come, Good ones. */
  async counts(server: string, count: number, within: number): Promise<void> {
    const { trace, signal } = this.context;
    const after = trace.position;
    const good = (event: TraceEvent) => this.isValue(event, server, "Counter") && "state" in event && /Good$/.test(event.state);
    const what = `${count} values of ${server} at the ${this.name}`;
    await trace.waitFor(what, (event) => good(event) && trace.find(good, after).length >= count, { within, after, signal });
  }

  async write(server: string, name: string, value: number): Promise<void> {
    const nodeId = await this.known(server, name);
    const status = await this.session.write({
      nodeId,
      attributeId: AttributeIds.Value,
      value: { value: new Variant({ dataType: DataType.Double, value }) },
    });
    if (!status.isGood()) throw new ConformanceError(`a write to ${name} of server ${server} to be Good`, status.name);
  }

  /** The first output argument. */
  async call(server: string, object: string, method: string, inputs: readonly number[]): Promise<unknown> {
    const request = {
      objectId: await this.known(server, object),
      methodId: await this.known(server, method),
      inputArguments: inputs.map((value) => new Variant({ dataType: DataType.Double, value })),
    };
    const { statusCode, outputArguments } = await this.session.call(request);
    if (!statusCode.isGood()) throw new ConformanceError(`a call of ${method} of server ${server} to be Good`, statusCode.name);
    return outputArguments?.[0]?.value as unknown;
  }

  private known(server: string, name: string): Promise<string> {
    return this.find(server, name, this.context.timing.prompt);
  }

  private async find(server: string, name: string, within: number): Promise<string> {
    const { trace, signal } = this.context;
    const key = `${server}/${name}`;
    for (const end = trace.now() + within; ; await trace.until(trace.now() + LOOK_AGAIN, signal)) {
      const found = this.nodes.get(key) ?? (await this.look(server, name));
      if (found !== undefined) {
        this.nodes.set(key, found);
        return found;
      }
      if (trace.now() > end)
        throw new ConformanceError(`${name} in the folder ${server} of the aggregation server`, "no such node", within);
    }
  }

  private async look(server: string, name: string): Promise<string | undefined> {
    let level = (await this.children([OBJECTS])).filter((child) => child.name === server);
    for (let depth = 0; depth < DEPTH && level.length > 0; depth += 1) {
      level = await this.children(level.map(({ nodeId }) => nodeId));
      const found = level.find((child) => child.name === name);
      if (found) return found.nodeId;
    }
    return undefined;
  }

  private async children(nodeIds: readonly string[]): Promise<{ readonly nodeId: string; readonly name: string }[]> {
    const results = await this.session.browse([...nodeIds]);
    return results.flatMap(({ references }) =>
      (references ?? []).map(({ nodeId, browseName }) => ({ nodeId: nodeId.toString(), name: browseName.name ?? "" })),
    );
  }

  private note(server: string, name: string, { statusCode }: DataValue): void {
    const status = statusCode.name;
    const seen = this.statuses.get(server) ?? [];
    if (name === "Setpoint" && seen.at(-1) !== status) this.statuses.set(server, [...seen, status]);
    this.context.trace.add({ kind: "state", actor: this.actor(server, name), state: `value ${status}` });
  }

  private isValue(event: TraceEvent, server: string, name: string): boolean {
    return event.kind === "state" && event.actor === this.actor(server, name);
  }

  private actor(server: string, name: string): string {
    return `${this.name}: ${name} of ${server}`;
  }
}
