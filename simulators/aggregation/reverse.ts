import type {
  ClientIdentity,
  ConnectionFilter,
  RegistrationHandle,
  ReverseConnection,
  SessionOptions,
  StartedReverseConnectManager,
} from "../client";
import type { UnderlyingServerOptions } from "./types";
import { SESSION_TIMEOUT, type Connector, type Upstream } from "./upstream";

/**
 * Sessions over connections that the underlying server dials. One waiting connection is kept beside the session, so that the next
 * one can begin at once; further ones are told that we are busy, which does not suspend a server.
 */
export class ReverseConnector implements Connector {
  private readonly registration: RegistrationHandle;
  private spare: ReverseConnection | undefined;
  private wanted: ((connection: ReverseConnection) => void) | undefined;

  constructor(
    private readonly options: UnderlyingServerOptions & { readonly reverse: ConnectionFilter },
    manager: StartedReverseConnectManager,
    private readonly identity: () => Promise<ClientIdentity>,
  ) {
    this.registration = manager.register({
      mode: "always",
      filter: options.reverse,
      onConnection: (connection) => this.take(connection),
    });
  }

  async connect(signal: AbortSignal): Promise<Upstream> {
    const connection = await this.next(signal);
    const identity = await this.identity();
    const session = await connection.createSession({ ...this.sessionOptions(), identity, signal });
    const lost = new Promise<string>((resolve) => {
      session.onState((state, detail) => {
        if (state !== "open") resolve(detail ?? `the session is ${state}`);
      });
    });
    return { session: session.session, lost, close: () => session.close() };
  }

  stop(): void {
    this.registration.cancel();
    this.spare?.refuse(undefined);
    this.spare = undefined;
  }

  private take(connection: ReverseConnection): void {
    if (this.wanted) this.wanted(connection);
    else if (this.spare?.state === "waiting") connection.reject("BadServerTooBusy", "one waiting connection is enough");
    else this.spare = connection;
  }

  private next(signal: AbortSignal): Promise<ReverseConnection> {
    const { spare } = this;
    this.spare = undefined;
    if (spare?.state === "waiting") return Promise.resolve(spare);
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.wanted = undefined;
        reject(signal.reason as Error);
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
      this.wanted = (connection) => {
        this.wanted = undefined;
        signal.removeEventListener("abort", onAbort);
        resolve(connection);
      };
    });
  }

  private sessionOptions(): SessionOptions {
    const { securityMode, securityPolicy, userIdentity, reverse } = this.options;
    return {
      ...(securityMode !== undefined && { securityMode }),
      ...(securityPolicy !== undefined && { securityPolicy }),
      ...(userIdentity !== undefined && { userIdentity }),
      sessionTimeout: SESSION_TIMEOUT,
      reconnectFilter: reverse,
      // We begin anew after a loss: the server may have come back with another address space.
      reconnect: false,
    };
  }
}
