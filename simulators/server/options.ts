import type { OPCUAServerOptions } from "node-opcua";
import { defined } from "../../src/objects";
import { MAX_STRING_BYTES } from "../../src/protocol";
import { DEFAULT_TIMING } from "../../src/vocabulary";
import type { Clock } from "../../src/trace";
import type { ContainedListener } from "../containment";
import type { AllowedWeakness } from "../trust";
import type { ServerBehaviour } from "./behaviour";
import { ServerConfigError, type Dialect, type ReverseClientOptions, type ReverseConnectTiming } from "./types";
import { parseTcpUrl } from "./url";

export interface ReverseConnectOptions extends ReverseConnectTiming {
  readonly clients?: readonly ReverseClientOptions[];
  /** "netstandard" by default. */
  readonly dialect?: Dialect;
  /** Source of the jitter: 0 (included) to 1; seed it for a run that can be repeated. */
  readonly random?: () => number;
}

/** Options of `ReverseConnectServer`: those of `OPCUAServer`, and what Reverse Connect needs. */
export interface ReverseConnectServerOptions extends Omit<OPCUAServerOptions, "reverseConnect"> {
  readonly reverseConnect?: ReverseConnectOptions;
  /** ServerUri of the ReverseHello and ApplicationUri of the server; at most 4095 bytes. */
  readonly applicationUri?: string;
  /** EndpointUrl of the ReverseHello; by default the URL of the first endpoint. At most 4095 bytes. */
  readonly endpointUrl?: string;
  /** Certificate store: own certificate (made on first use), trusted, rejected. */
  readonly pki?: string;
  /** Trusts every client certificate. */
  readonly autoAccept?: boolean;
  /** What too weak client certificates are taken all the same. */
  readonly allow?: AllowedWeakness;
  /** Called with the reason when a certificate is refused that node-opcua would take: too weak, or revoked by another list. */
  readonly onCertificateRefused?: (sentence: string) => void;
  /** Whether the server has the variables and the method of `REFERENCE_NODES`; true by default. */
  readonly referenceNodes?: boolean;
  /** Single decisions of the dial loop that differ from the reference. */
  readonly behaviour?: Partial<ServerBehaviour>;
  readonly clock?: Clock;
  /** Called when something that a client sent made node-opcua throw; that client's request or connection ended, nothing else. */
  readonly onContained?: ContainedListener;
}

const { redial, connectTimeout, suspension } = DEFAULT_TIMING;
export const TIMING_DEFAULTS = { redial, connectTimeout, suspension, keepAlive: 30_000 } as const;

export type ResolvedTiming = Required<ReverseConnectTiming>;

/** Longest delay of a timer, in ms (about 24 days). */
const MAX_DURATION = 2 ** 31 - 1;

/** Fills in the defaults. Throws ServerConfigError. */
export function resolveTiming(options: ReverseConnectTiming): ResolvedTiming {
  const timing = { ...TIMING_DEFAULTS, ...defined(options) };
  for (const field of ["redial", "connectTimeout", "suspension"] as const) duration(field, timing[field], 1);
  duration("keepAlive", timing.keepAlive, 1_000);
  const jitter = timing.jitter ?? timing.redial / 10;
  duration("jitter", jitter, 0);
  return { ...timing, jitter };
}

export function validateClient(client: ReverseClientOptions, where: string): void {
  parseTcpUrl(client.endpointUrl, `${where}.endpointUrl`);
  if (client.timeout !== undefined) duration(`${where}.timeout`, client.timeout, 0);
  const count = client.maxSessionCount ?? 0;
  if (!Number.isInteger(count) || count < 0)
    throw new ServerConfigError(`${where}.maxSessionCount`, count, "a whole number, 0 for unlimited");
}

/** A ReverseHello field must stay below 4096 bytes (RC-006, RC-010). */
export function validateField(field: string, value: string): void {
  const bytes = Buffer.byteLength(value);
  if (bytes === 0 || bytes >= MAX_STRING_BYTES)
    throw new ServerConfigError(
      field,
      `${value.slice(0, 40)}${bytes > 40 ? "…" : ""}`,
      `1 to ${MAX_STRING_BYTES - 1} bytes, not ${bytes}`,
    );
}

function duration(field: string, value: number, least: number): void {
  if (!Number.isFinite(value) || value < least || value > MAX_DURATION)
    throw new ServerConfigError(field, value, `milliseconds, ${least} to ${MAX_DURATION}`);
}
