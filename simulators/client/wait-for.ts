import type { ConnectionFilter } from "./server-fields";
import type { ReverseConnection } from "./connection";
import { ReverseConnectError } from "./errors";

export interface WaitForOptions {
  readonly filter: ConnectionFilter;
  /** ms; Infinity for none. */
  readonly timeout: number;
  /** Aborted, with the error to reject with, when the manager stops. */
  readonly stopping: AbortSignal;
  readonly signal?: AbortSignal;
}

/** A registration for once as a promise, which always settles. Errors: WAIT_TIMEOUT, ABORTED, the manager's own. */
export function waitFor(
  register: (deliver: (connection: ReverseConnection) => void) => () => void,
  { filter, timeout, stopping, signal }: WaitForOptions,
): Promise<ReverseConnection> {
  return new Promise((resolve, reject) => {
    const signals = [stopping, ...(signal ? [signal] : [])];
    let unregister: () => void = () => undefined;
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      for (const one of signals) one.removeEventListener("abort", onAbort);
      unregister();
      settle();
    };
    const onAbort = () => finish(() => reject(stopping.aborted ? (stopping.reason as Error) : aborted(filter)));
    const onTimeout = () => finish(() => reject(timedOut(filter, timeout)));
    const timer = timeout > 0x7fffffff ? undefined : setTimeout(onTimeout, timeout);
    if (signals.some((one) => one.aborted)) return onAbort();
    for (const one of signals) one.addEventListener("abort", onAbort);
    unregister = register((connection) => finish(() => resolve(connection)));
  });
}

function describeFilter(filter: ConnectionFilter): string {
  const parts = [filter.serverUri && `server ${filter.serverUri}`, filter.endpointUrl && `endpoint ${filter.endpointUrl}`];
  return parts.filter(Boolean).join(" at ") || "any server";
}

function timedOut(filter: ConnectionFilter, timeout: number): ReverseConnectError {
  const text = `expected a reverse connection of ${describeFilter(filter)}; none came in ${timeout / 1000} s`;
  return new ReverseConnectError("WAIT_TIMEOUT", text);
}

function aborted(filter: ConnectionFilter): ReverseConnectError {
  return new ReverseConnectError("ABORTED", `waiting for a reverse connection of ${describeFilter(filter)} was aborted`);
}
