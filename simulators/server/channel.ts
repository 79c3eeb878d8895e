import { ServerSecureChannelLayer, type Message, type ServerSecureChannelParent } from "node-opcua";
import { encodeHello, type HelloMessage } from "../../src/protocol";
import type { ChannelSocket } from "./channel-socket";

export interface ChannelListener {
  /** OpenSecureChannel succeeded. */
  opened(): void;
  /** The channel is gone, opened or not. */
  closed(reason: string): void;
}

export interface OpenChannel {
  /** Sessions on this channel now. */
  readonly sessions: number;
  close(): void;
}

/** Whoever stands behind a channel: an endpoint of node-opcua, or a light server (simulators/fleet). */
export interface ChannelHost extends ServerSecureChannelParent {
  /** Lifetime of a token, in ms. */
  readonly defaultSecureTokenLifetime: number;
  emit(event: "newChannel" | "channelSecured" | "closeChannel", channel: ServerSecureChannelLayer): boolean;
  emit(event: "message", message: Message, channel: ServerSecureChannelLayer, endpoint: ChannelHost): boolean;
}

/** node-opcua uses one size for both directions, so it is the smaller one; larger than the usual 64 KiB has no use here. */
const MAX_BUFFER_SIZE = 65_536;
const MAX_MESSAGE_SIZE = 16 * 1024 * 1024;
/** Our own time limit comes first (see ReverseConnection); this one only frees a channel that was forgotten. */
const CHANNEL_GRACE = 60_000;

/**
 * Serves a reverse socket, on which a good Hello was read, with the services of a started endpoint. The channel is not
 * in the endpoint's own list, so that it takes none of its slots and is not evicted when they run out.
 */
export function openChannel(
  endpoint: ChannelHost,
  socket: ChannelSocket,
  hello: HelloMessage,
  rest: Buffer,
  openTimeout: number,
  listener: ChannelListener,
): OpenChannel {
  const channel = new ServerSecureChannelLayer({
    parent: endpoint,
    timeout: openTimeout + CHANNEL_GRACE,
    defaultSecureTokenLifetime: endpoint.defaultSecureTokenLifetime,
    adjustTransportLimits: (limits) => negotiate(limits),
  });
  // Bound now, for as long as the channel lives: a server that stops while a certificate is looked at has none any more, and the library
  // then throws where nobody catches it.
  channel.getCertificateChain();
  let announced = false;
  let closed = false;
  const close = (reason: string) => {
    if (closed) return;
    closed = true;
    if (announced) endpoint.emit("closeChannel", channel);
    listener.closed(reason);
  };
  channel.on("message", (message: Message) => endpoint.emit("message", message, channel, endpoint));
  channel.once("open", () => {
    endpoint.emit("channelSecured", channel);
    if (!closed) listener.opened();
  });
  channel.once("abort", (error?: Error) => close(error?.message ?? "closed"));
  channel.init(socket, (error) => {
    if (error) return close(error.message);
    announced = true;
    endpoint.emit("newChannel", channel);
  });
  socket.begin(Buffer.concat([normalised(hello), rest]));
  return {
    get sessions() {
      return closed ? 0 : Object.keys(channel.sessionTokens).length;
    },
    close: () => channel.close(() => close("closed by the server")),
  };
}

/** The sizes of the Acknowledge: no larger than what the client said that it receives and sends (Part 6, 7.1.2.4). */
function negotiate(hello: { receiveBufferSize: number; sendBufferSize: number; maxMessageSize: number; maxChunkCount: number }) {
  const size = Math.min(hello.receiveBufferSize, hello.sendBufferSize, MAX_BUFFER_SIZE);
  const maxMessageSize = hello.maxMessageSize === 0 ? MAX_MESSAGE_SIZE : Math.min(hello.maxMessageSize, MAX_MESSAGE_SIZE);
  const chunks = Math.max(1, Math.ceil(maxMessageSize / size));
  const maxChunkCount = hello.maxChunkCount === 0 ? chunks : Math.min(hello.maxChunkCount, chunks);
  return { receiveBufferSize: size, sendBufferSize: size, maxMessageSize, maxChunkCount };
}

/** node-opcua refuses version 0xDEADBEEF and reserved bytes other than "F"; both are to be accepted (Part 6, 7.1.2.2, 7.1.2.3). */
function normalised(hello: HelloMessage): Buffer {
  const { receiveBufferSize, sendBufferSize, maxMessageSize, maxChunkCount } = hello;
  const endpointUrl = hello.endpointUrl.value;
  return encodeHello({ protocolVersion: 0, receiveBufferSize, sendBufferSize, maxMessageSize, maxChunkCount, endpointUrl });
}
