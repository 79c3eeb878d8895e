import type { Socket } from "node:net";
import { ClientTCP_transport, type IClientTransportFactory, type ISocketLike } from "node-opcua-transport";
import { cutFrames } from "./cut-frames";

/** node-opcua's own way to dial a server, with the cutter before the socket. What it throws ends the connection, and that is told by the library. */
class CutTransport extends ClientTCP_transport {
  protected override _install_socket(socket: ISocketLike): void {
    cutFrames(socket as Socket, () => undefined);
    super._install_socket(socket);
  }
}

/** For `transportFactory` of every OPCUAClient that dials. */
export const cutTransportFactory: IClientTransportFactory = { create: (settings) => new CutTransport(settings) };
