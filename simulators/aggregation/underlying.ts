import { setTimeout as pause } from "node:timers/promises";
import { AttributeIds, type ClientSession } from "node-opcua";
import { browseTree, readAll } from "./browse";
import { firstLine, type Mirror } from "./mirror";
import type { AggregationEvent, UnderlyingServerOptions, UnderlyingState, UnderlyingStatus } from "./types";
import type { Connector, Upstream } from "./upstream";
import { follow } from "./values";

/** Durations in ms. */
export interface UnderlyingContext {
  readonly mirror: Mirror;
  readonly connector: Connector;
  readonly reconnectInterval: number;
  readonly samplingInterval: number;
  readonly keepAlive: number;
  readonly maxNodes: number;
  emit(event: AggregationEvent): void;
}

const SERVER_STATE = "i=2259";

/** Keeps one underlying server connected and its mirror image true, until it is stopped. */
export class Underlying {
  private readonly stopping = new AbortController();
  private upstream: Upstream | undefined;
  private state: UnderlyingState = "connecting";
  private detail: string | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly options: UnderlyingServerOptions,
    private readonly context: UnderlyingContext,
  ) {}

  get status(): UnderlyingStatus {
    const { mirror } = this.context;
    return {
      name: this.options.name,
      state: this.state,
      nodes: mirror.size,
      namespaceIndex: mirror.namespaceIndex,
      ...(this.detail !== undefined && { detail: this.detail }),
    };
  }

  /** The session while the server can be reached. */
  get session(): ClientSession | undefined {
    return this.state === "up" ? this.upstream?.session : undefined;
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort(new Error("the aggregation server stops"));
    this.context.connector.stop();
    await this.running;
  }

  /** Reads a value again and serves it. */
  async refresh(id: string): Promise<void> {
    const { session } = this;
    if (!session) return;
    const [value] = await readAll(session, [{ nodeId: id, attributeId: AttributeIds.Value }]);
    if (value) this.context.mirror.setValue(id, value);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    this.change("connecting");
    while (!signal.aborted) {
      const failure = await this.serveOnce(signal);
      if (signal.aborted) return;
      // After a loss the next attempt comes at once: a server that was restarted is already there.
      if (failure !== undefined) await pause(this.context.reconnectInterval, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One session from its begin to its end; resolves with the reason when it did not come about. */
  private async serveOnce(signal: AbortSignal): Promise<string | undefined> {
    try {
      const upstream = await this.context.connector.connect(signal);
      this.upstream = upstream;
      const ended = new AbortController();
      try {
        // A server that goes away while it is browsed must not keep us waiting for its answers.
        await Promise.race([
          this.mirrorAndFollow(upstream.session),
          upstream.lost.then((reason) => Promise.reject(new Error(reason))),
        ]);
        const over = AbortSignal.any([signal, ended.signal]);
        const reason = await Promise.race([upstream.lost, this.silence(upstream.session, over)]);
        if (!signal.aborted) this.down(reason);
        return undefined;
      } finally {
        ended.abort();
        this.upstream = undefined;
        await upstream.close();
      }
    } catch (error) {
      const reason = firstLine(error);
      if (!signal.aborted) this.down(reason);
      return reason;
    }
  }

  private async mirrorAndFollow(session: ClientSession): Promise<void> {
    const { mirror, maxNodes, samplingInterval } = this.context;
    const tree = await browseTree(session, this.options.nodes, maxNodes);
    for (const problem of mirror.update(tree)) this.warn(`cannot be served: ${problem}`);
    if (tree.truncated) this.warn(`has more than ${maxNodes} nodes; the rest is left out`);
    await follow(session, mirror.readable(), samplingInterval, (id, value) => {
      if (this.upstream?.session === session) mirror.setValue(id, value);
    });
    mirror.setConnected(true);
    this.change("up");
  }

  /** Settles when the server has not answered for too long. */
  private async silence(session: ClientSession, signal: AbortSignal): Promise<string> {
    const { keepAlive } = this.context;
    const late = Symbol("late");
    try {
      for (;;) {
        await pause(keepAlive / 2, undefined, { signal });
        const answer = session.read({ nodeId: SERVER_STATE, attributeId: AttributeIds.Value }).then(
          () => true,
          () => false,
        );
        const outcome = await Promise.race([answer, pause(keepAlive / 2, late, { signal })]);
        if (outcome !== true) return `no answer for ${keepAlive / 1000} s`;
      }
    } catch {
      return "stopped";
    }
  }

  private down(reason: string): void {
    const { mirror } = this.context;
    mirror.setConnected(false);
    mirror.markUnreachable();
    this.change("down", reason);
  }

  private change(state: UnderlyingState, detail?: string): void {
    const repeated = this.state === state && this.detail === detail && this.running !== undefined;
    this.state = state;
    this.detail = detail;
    if (repeated) return;
    const nodes = state === "up" ? { nodes: this.context.mirror.size } : {};
    this.context.emit({ type: "underlying", name: this.options.name, state, ...nodes, ...(detail !== undefined && { detail }) });
  }

  private warn(message: string): void {
    this.context.emit({ type: "warning", name: this.options.name, message });
  }
}
