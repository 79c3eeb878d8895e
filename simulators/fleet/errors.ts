import type { StatusCode } from "node-opcua";

/** A request that a light server refuses; becomes a ServiceFault. */
export class ServiceError extends Error {
  readonly code = "SERVICE_FAULT";
  override readonly name = "ServiceError";
  constructor(readonly status: StatusCode) {
    super(status.toString());
  }
}
