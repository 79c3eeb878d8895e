import { setTimeout as delay } from "node:timers/promises";
import { AttributeIds, TimestampsToReturn, type DataValue } from "node-opcua";
import type { Logger } from "pino";
import { isReverseConnectError, type ReverseSession } from "../../../../simulators/client";
import type { ClientConfig } from "./client-config";

/** Errors that do not go away by waiting for the server's next connection. */
const PERMANENT = /^(CERTIFICATE_|ENDPOINT_NOT_OFFERED|APPLICATION_URI_MISMATCH|SESSION_FAILED|PKI_UNREADABLE)/;

/** Counts values up to a number, if there is one. */
export class ValueCounter {
  seen = 0;
  private readonly end = Promise.withResolvers<void>();

  constructor(private readonly wanted: number | undefined) {
    this.complete.catch(() => undefined);
  }

  /** Settles when the number is reached, or at an error that makes it unreachable; never without a number. */
  get complete(): Promise<void> {
    return this.end.promise;
  }

  get isComplete(): boolean {
    return this.wanted !== undefined && this.seen >= this.wanted;
  }

  add(): void {
    this.seen += 1;
    if (this.isComplete) this.end.resolve();
  }

  fail(error: Error): void {
    if (this.wanted === undefined || !isReverseConnectError(error) || !PERMANENT.test(error.code)) return;
    // With an exit code: the command line prints one sentence of it.
    this.end.reject(Object.assign(error, { exitCode: 3 }));
  }
}

/** Subscribes once and reads again and again, until the session is over or the signal. */
export async function useSession(
  session: ReverseSession,
  config: ClientConfig,
  logger: Logger,
  values: ValueCounter,
  signal: AbortSignal,
): Promise<void> {
  const { serverUri } = session;
  const show = (nodeId: string, data: DataValue) => {
    if (values.isComplete) return;
    const value: unknown = data.value.value;
    const status = data.statusCode.name;
    const text = status === "Good" ? String(value instanceof Date ? value.toISOString() : value) : status;
    logger.info({ event: "value", serverUri, nodeId, value, status }, `${serverUri}: ${nodeId} = ${text}`);
    values.add();
  };
  if (config.subscribe.length > 0) await subscribe(session, config, show);
  if (config.read.length === 0) return;
  const over = AbortSignal.any([signal, abortedBy(session.closed)]);
  while (!over.aborted) {
    if (session.state === "open") await readOnce(session, config.read, show);
    await delay(config.interval, undefined, { signal: over }).catch(() => undefined);
  }
}

async function readOnce(session: ReverseSession, nodeIds: readonly string[], show: (nodeId: string, data: DataValue) => void) {
  try {
    const nodes = nodeIds.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value }));
    const data = await session.session.read(nodes);
    data.forEach((value, index) => show(nodeIds[index] ?? "", value));
  } catch {
    // The connection went away in between; the session's state says so, and the next round reads again.
  }
}

async function subscribe(session: ReverseSession, config: ClientConfig, show: (nodeId: string, data: DataValue) => void) {
  const subscription = await session.session.createSubscription2({
    requestedPublishingInterval: config.interval,
    requestedLifetimeCount: 1000,
    requestedMaxKeepAliveCount: 10,
    publishingEnabled: true,
  });
  for (const nodeId of config.subscribe) {
    const item = await subscription.monitor(
      { nodeId, attributeId: AttributeIds.Value },
      { samplingInterval: config.interval, queueSize: 10, discardOldest: true },
      TimestampsToReturn.Both,
    );
    item.on("changed", (data: DataValue) => show(nodeId, data));
  }
}

function abortedBy(promise: Promise<void>): AbortSignal {
  const controller = new AbortController();
  void promise.then(() => controller.abort());
  return controller.signal;
}
