import type { Message, Response, ServerSecureChannelLayer } from "node-opcua";
import type { IKeyOperations } from "node-opcua-crypto";
import type { NodeContext } from "../nodes";
import type { Publisher } from "../publisher";
import type { Session } from "../session";
import type { FleetSecurity } from "../types";

/** What services need of the server that they belong to. */
export interface ServedServer {
  readonly serverUri: string;
  readonly endpointUrl: string;
  readonly fleet: {
    readonly security: readonly FleetSecurity[];
    readonly publisher: Publisher;
    now(): number;
    nextSubscription(): number;
  };
  getCertificate(): Buffer;
  getKeyOperations(): IKeyOperations;
  nodeContext(): NodeContext;
  sessionOf(key: string): Session | undefined;
  add(session: Session): void;
  activated(session: Session, channel: ServerSecureChannelLayer): void;
  remove(session: Session): void;
}

/** A request with what it came on. */
export interface Call {
  readonly server: ServedServer;
  readonly channel: ServerSecureChannelLayer;
  readonly message: Message;
}

/** The same in a session; `session` belongs to the channel on which the request came. */
export interface SessionCall extends Call {
  readonly session: Session;
}

/** Undefined: it is answered later. What is thrown becomes a ServiceFault. */
export type Answer = Response | undefined;
