import { randomBytes } from "node:crypto";
import { NodeId, NodeIdType, type ServerSecureChannelLayer } from "node-opcua";
import type { PendingPublish, Subscription } from "./subscription";

/** A session of a light server: what has to be remembered between two requests, and nothing else. */
export class Session {
  readonly sessionId = new NodeId(NodeIdType.GUID, randomGuid(), 1);
  readonly authenticationToken = new NodeId(NodeIdType.BYTESTRING, randomBytes(16), 0);
  isActivated = false;
  lastContact: number;
  /** Made with the first subscription, of which most sessions of a fleet have none. */
  subscriptions: Map<number, Subscription> | undefined;
  publishes: PendingPublish[] | undefined;

  constructor(
    public channel: ServerSecureChannelLayer,
    /** ms */
    readonly timeout: number,
    /** For signatures of the client over it; new with each activation. */
    public nonce: Buffer,
    now: number,
  ) {
    this.lastContact = now;
  }

  /** How the server finds it. */
  get key(): string {
    return this.authenticationToken.toString();
  }

  /** Answers to what came on a connection that is gone go nowhere. */
  forget(channel: ServerSecureChannelLayer): void {
    this.publishes = this.publishes?.filter((pending) => pending.channel !== channel);
  }
}

function randomGuid(): string {
  const hex = randomBytes(16).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-").toUpperCase();
}
