/** Something that a peer sent could not be used, or made node-opcua throw; it cost the peer its request or its connection, and nobody else anything. */
export interface Contained {
  /** Address and port of the peer, as far as they are known. */
  readonly from: string;
  /** "connection": it was closed with an Error message. Otherwise the service that was answered with a ServiceFault. */
  readonly where: string;
  readonly message: string;
}

export type ContainedListener = (contained: Contained) => void;
