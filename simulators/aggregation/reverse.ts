import { defined } from "../../src/objects";
import { waitFor } from "../../src/waiting";
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
    const lost = Promise.withResolvers<string>();
    session.onState((state, detail) => {
      if (state !== "open") lost.resolve(detail ?? `the session is ${state}`);
    });
    return { session: session.session, lost: lost.promise, close: () => session.close() };
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

  private async next(signal: AbortSignal): Promise<ReverseConnection> {
    const { spare } = this;
    this.spare = undefined;
    if (spare?.state === "waiting") return spare;
    const listen = (found: (connection: ReverseConnection) => void) => {
      this.wanted = found;
      return () => (this.wanted = undefined);
    };
    return (await waitFor(listen, Infinity, signal)) as ReverseConnection;
  }

  private sessionOptions(): SessionOptions {
    const { securityMode, securityPolicy, userIdentity, reverse } = this.options;
    return {
      ...defined({ securityMode, securityPolicy, userIdentity }),
      sessionTimeout: SESSION_TIMEOUT,
      reconnectFilter: reverse,
      // We start again after a loss: the server may have come back with another address space.
      reconnect: false,
    };
  }
}
