import type { ConnectionFilter } from "./server-fields";
import type { ReverseConnection } from "./connection";
import { ReverseConnectError } from "./errors";
import { waitFor } from "../../src/waiting";

export interface WaitForOptions {
  readonly filter: ConnectionFilter;
  /** ms; Infinity for none. */
  readonly timeout: number;
  /** Aborted, with the error to reject with, when the manager stops. */
  readonly stopping: AbortSignal;
  readonly signal?: AbortSignal;
}

/** A registration for once as a promise, which always settles. Errors: WAIT_TIMEOUT, ABORTED, the manager's own. */
export async function waitForConnection(
  register: (deliver: (connection: ReverseConnection) => void) => () => void,
  { filter, timeout, stopping, signal }: WaitForOptions,
): Promise<ReverseConnection> {
  const either = AbortSignal.any(signal ? [stopping, signal] : [stopping]);
  const found = await waitFor<ReverseConnection>(register, timeout, either).catch((error: unknown) => {
    if (stopping.aborted) throw stopping.reason;
    throw either.aborted ? aborted(filter) : error;
  });
  if (!found) throw timedOut(filter, timeout);
  return found;
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
