import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventEmitter, once } from "node:events";
import { AttributeIds, OPCUAClient, TimestampsToReturn, type ClientSession, type DataValue, type NodeIdLike } from "node-opcua";
import { ReverseConnectManager, type StartedReverseConnectManager } from "../../../simulators/client";
import {
  AggregationServer,
  type AggregationEvent,
  type AggregationOptions,
  type StartedAggregationServer,
} from "../../../simulators/aggregation";
import { startReverseConnectServer, type ReverseConnectServer, type ReverseConnectServerOptions } from "../../../simulators/server";

/** Generous: a busy machine needs seconds for what takes milliseconds. */
export const WITHIN = 20_000;
export const REDIAL = 100;

/** One key for all servers of a test file: making keys is slow. */
const pki = mkdtempSync(join(tmpdir(), "reverse-hello-aggregation-"));

/** A real underlying server. */
export function underlyingServer(
  uri: string,
  options: ReverseConnectServerOptions & { dial?: string } = {},
): Promise<ReverseConnectServer> {
  const { dial, ...rest } = options;
  const clients = dial === undefined ? [] : [{ endpointUrl: dial }];
  return startReverseConnectServer({
    port: 0,
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    applicationUri: uri,
    pki,
    autoAccept: true,
    ...rest,
    reverseConnect: { clients, redial: REDIAL, jitter: 0, suspension: 5 * REDIAL },
  });
}

export function forwardUrl(server: ReverseConnectServer): string {
  return `opc.tcp://127.0.0.1:${server.port}`;
}

/** An aggregation server whose events can be awaited. */
export class Aggregation implements AsyncDisposable {
  private constructor(
    readonly started: StartedAggregationServer,
    readonly events: readonly AggregationEvent[],
    private readonly emitter: EventEmitter,
  ) {}

  static async start(options: AggregationOptions): Promise<Aggregation> {
    const events: AggregationEvent[] = [];
    const emitter = new EventEmitter();
    const onEvent = (event: AggregationEvent) => {
      events.push(event);
      emitter.emit("event");
    };
    const started = await new AggregationServer({
      reconnectInterval: REDIAL,
      samplingInterval: 50,
      ...options,
      server: { port: 0, host: "127.0.0.1", hostname: "127.0.0.1", pki, autoAccept: true, ...options.server },
      identity: { autoAccept: true, ...options.identity },
      onEvent,
    }).start();
    return new Aggregation(started, events, emitter);
  }

  get url(): string {
    return `opc.tcp://127.0.0.1:${this.started.port}`;
  }

  async reaches(name: string, state: string, count = 1): Promise<void> {
    const reached = () =>
      this.events.filter((event) => event.type === "underlying" && event.name === name && event.state === state);
    const signal = AbortSignal.timeout(WITHIN);
    while (reached().length < count) await once(this.emitter, "event", { signal });
  }

  namespaceOf(name: string): number {
    const found = this.started.underlying.find((one) => one.name === name);
    if (!found) throw new Error(`no underlying server ${name}`);
    return found.namespaceIndex;
  }

  /** NodeId of a reference server's node, seen through us. */
  node(name: string, node: string): string {
    return `ns=${this.namespaceOf(name)};s=ns=1;s=${node}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.started.stop();
  }
}

/** A client's session. */
export class Session implements AsyncDisposable {
  constructor(
    readonly session: ClientSession,
    private readonly end: () => Promise<void>,
  ) {}

  static async forward(url: string): Promise<Session> {
    const client = OPCUAClient.create({ endpointMustExist: false, connectionStrategy: { maxRetry: 0 } });
    await client.connect(url);
    const session = await client.createSession();
    return new Session(session, async () => {
      await session.close().catch(() => undefined);
      await client.disconnect();
    });
  }

  static async reverse(manager: StartedReverseConnectManager, serverUri: string): Promise<Session> {
    const connection = await manager.waitForConnection({ serverUri }, { timeout: WITHIN });
    const session = await connection.createSession();
    return new Session(session.session, () => session.close());
  }

  read(nodeId: NodeIdLike): Promise<DataValue> {
    return this.session.read({ nodeId, attributeId: AttributeIds.Value });
  }

  /** Values of a node from now on, in order, until a value satisfies `last`. */
  async follow(
    nodeId: string,
    last: (value: DataValue, count: number) => boolean,
    then: () => Promise<void> = async () => undefined,
  ) {
    const subscription = await this.session.createSubscription2({
      requestedPublishingInterval: 50,
      requestedLifetimeCount: 1000,
      requestedMaxKeepAliveCount: 10,
      publishingEnabled: true,
    });
    const item = await subscription.monitor(
      { nodeId, attributeId: AttributeIds.Value },
      { samplingInterval: 50, queueSize: 100, discardOldest: true },
      TimestampsToReturn.Both,
    );
    const values: DataValue[] = [];
    const complete = new Promise<void>((resolve) =>
      item.on("changed", (value: DataValue) => {
        values.push(value);
        if (last(value, values.length)) resolve();
      }),
    );
    await then();
    await limited(complete, `a last value of ${nodeId}`);
    await subscription.terminate();
    return values;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

export async function listeningClient(): Promise<StartedReverseConnectManager> {
  return new ReverseConnectManager({ listen: "opc.tcp://127.0.0.1:0" }).start();
}

export async function limited<T>(promise: Promise<T>, what: string): Promise<T> {
  const signal = AbortSignal.timeout(WITHIN);
  const late = once(signal, "abort").then(() => Promise.reject(new Error(`${what} did not come within ${WITHIN} ms`)));
  return Promise.race([promise, late]);
}
