import type { Role } from "../../trace";
import { Allowance, type WholeBytes } from "./allowance";
import { Conversation, type End } from "./conversation";
import type { Endpoint, TcpPacket } from "./packet";

/** One side of a connection in a capture: an interface's conversation. */
export interface SideState {
  readonly interfaceId: number;
  readonly talk: Conversation;
  /** Bytes so far, by who sent them. */
  readonly offsets: Record<End, number>;
  /** Without one everything is kept whole. */
  readonly allowance: Readonly<Record<End, Allowance>> | undefined;
  /** The last packet when it is a run of data that may still grow. */
  run: { readonly from: End; readonly packet: TcpPacket; readonly batch: number } | undefined;
}

/** What a capture knows about one connection through a link. */
export class ConnectionState {
  dialer: Role | undefined;
  readonly sides: Partial<Record<Role, SideState>> = {};
  /** Faults that named no bytes, or bytes that are written already; they go on the connection's next packet. */
  waiting: Buffer[] = [];

  constructor(
    /** Number of its link in the capture, from 1. */
    private readonly link: number,
    private readonly number: number,
  ) {}

  get over(): boolean {
    const { server, client } = this.sides;
    return server?.talk.over === true && client?.talk.over === true;
  }

  addSide(side: Role, interfaceId: number, port: number, whole: WholeBytes | undefined): SideState {
    const allowance = whole && { peer: new Allowance(whole), proxy: new Allowance(whole) };
    const talk = new Conversation(...this.endpoints(side, port));
    return (this.sides[side] = { interfaceId, talk, offsets: { peer: 0, proxy: 0 }, allowance, run: undefined });
  }

  /** 10.link.0.x on the server's side, 10.link.1.x on the client's; the proxy is .1, the peer .2; who listens has the port. */
  private endpoints(side: Role, port: number): [peer: Endpoint, proxy: Endpoint] {
    const network = [10, this.link & 0xff, side === "server" ? 0 : 1];
    const [peer, proxy] = [Buffer.from([...network, 2]), Buffer.from([...network, 1])];
    const ephemeral = 10_000 + (this.number % 50_000);
    const peerDials = this.dialer === side;
    return [
      { address: peer, port: peerDials ? ephemeral : port },
      { address: proxy, port: peerDials ? port : ephemeral },
    ];
  }
}
