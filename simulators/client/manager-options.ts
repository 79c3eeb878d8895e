import type { StatusName } from "../../src/protocol";
import type { ClientBehaviour, Dialect } from "./behaviour";
import type { ConnectionFilter } from "./server-fields";
import type { CertificateCache } from "./certificate-cache";
import type { ReverseConnection } from "./connection";
import { ReverseConnectError } from "./errors";
import type { ClientEventListener } from "./events";
import { DEFAULT_MAX_REVERSE_HELLO_SIZE } from "./first-message";
import type { ClientIdentity, IdentityOptions } from "./identity";
import { DEFAULT_DIALECT, DEFAULT_TIMING, DIALECTS, isDialect } from "../../src/vocabulary";

/** Durations in ms. */
export interface ReverseConnectManagerOptions {
  /** One or several listening URLs, `opc.tcp://HOST:PORT` or `rcp+opc.tcp://…`; port 0 takes a free one. */
  readonly listen: string | readonly string[];
  /** How long a connection that nobody wants is kept. 15,000. */
  readonly holdTime?: number;
  /** Default of waitForConnection. 20,000. */
  readonly waitTimeout?: number;
  /** Held connections at most; over it BadServerTooBusy. 1,000. */
  readonly maxHeld?: number;
  /** Connections without a ReverseHello at most; over it the oldest one goes, unless it has just come. 1,000. */
  readonly maxSilent?: number;
  /** For the ReverseHello to come whole (RC-023, RC-024). 120,000. */
  readonly firstMessageTimeout?: number;
  /**
   * TCP keep-alive asks a server that is silent for so long whether it is still there, and gives the connection up when ten questions,
   * one each second, find no answer; whole seconds. 30,000.
   */
  readonly keepAlive?: number;
  /** MessageSize from which on a ReverseHello is BadTcpMessageTooLarge, in bytes. 262,144. */
  readonly maxReverseHelloSize?: number;
  /** How long a peer may take to close after us before it is cut off. 1,000. */
  readonly linger?: number;
  readonly dialect?: Dialect;
  /** Own certificate and trust list, or how to make them; made in memory when a session needs them first. */
  readonly identity?: ClientIdentity | IdentityOptions;
  readonly certificateCache?: CertificateCache;
  readonly behaviour?: Partial<ClientBehaviour>;
  readonly onEvent?: ClientEventListener;
}

export const MANAGER_DEFAULTS = {
  holdTime: DEFAULT_TIMING.holdTime,
  waitTimeout: DEFAULT_TIMING.waitTimeout,
  maxHeld: 1000,
  maxSilent: 1000,
  firstMessageTimeout: DEFAULT_TIMING.firstMessageTimeout,
  keepAlive: 30_000,
  maxReverseHelloSize: DEFAULT_MAX_REVERSE_HELLO_SIZE,
  linger: 1000,
  dialect: DEFAULT_DIALECT,
} as const;

/** Throws OPTION_INVALID, which names the option. */
export function checkManagerOptions(options: ReverseConnectManagerOptions): void {
  const numbers = [
    "holdTime",
    "waitTimeout",
    "maxHeld",
    "maxSilent",
    "firstMessageTimeout",
    "keepAlive",
    "maxReverseHelloSize",
    "linger",
  ] as const;
  for (const name of numbers) {
    const value = options[name];
    if (value === undefined || value >= 0) continue;
    throw new ReverseConnectError("OPTION_INVALID", `${name}: expected a number from 0 on, got ${String(value)}`);
  }
  if (options.dialect !== undefined && !isDialect(options.dialect))
    throw new ReverseConnectError("OPTION_INVALID", `dialect: expected ${DIALECTS.join(" or ")}, got ${String(options.dialect)}`);
}

/** Names of UA-.NETStandard's ReverseConnectStrategy. */
export type RegistrationMode = "once" | "always" | "any-once" | "any-always";

/**
 * Accepting (also by returning nothing) makes the connection the application's; rejecting sends an Error message; holding keeps it as one
 * that nobody wanted yet, within `maxHeld` and `holdTime`.
 */
export type Decision = "accept" | "reject" | "hold" | { readonly reject: StatusName | number; readonly reason?: string };

export interface RegisterOptions {
  readonly mode: RegistrationMode;
  /** Needed with "once" and "always"; both conditions must hold where both are given. Not used with "any-…". */
  readonly filter?: ConnectionFilter;
  /** The connection is kept while a promise is pending; a throw closes it with BadInternalError. */
  onConnection(connection: ReverseConnection): Decision | void | Promise<Decision | void>;
}

export interface RegistrationHandle {
  /** Takes the registration back; held connections and sessions stay. */
  cancel(): void;
}

export interface WaitForConnectionOptions {
  /** ms; Infinity waits forever. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}
