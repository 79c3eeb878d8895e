import type { Socket } from "node:net";
import { connect } from "node:net";
import { once } from "node:events";
import {
  decodeMessage,
  encodeHello,
  encodeOpenChannel,
  encodeSecured,
  FrameSplitter,
  openSecureChannelRequest,
  plainChunk,
  securityToken,
  serviceOf,
} from "../../src/protocol";

/** A secure channel without security whose requests are any bytes. */
export class RawChannel {
  private readonly splitter = new FrameSplitter();
  private readonly frames: Buffer[] = [];
  private wake: () => void = () => undefined;
  private ended = false;
  private channelId = 0;
  private tokenId = 0;
  private sequence = 1;

  private constructor(readonly socket: Socket) {
    socket.on("data", (bytes: Buffer) => {
      for (const item of this.splitter.push(bytes)) if (item.kind === "frame") this.frames.push(item.bytes);
      this.wake();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.ended = true;
      this.wake();
    });
  }

  /** Over a new connection to a server's port. */
  static async dial(port: number): Promise<RawChannel> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return RawChannel.over(socket, `opc.tcp://127.0.0.1:${port}`);
  }

  /** Over a connection on which Hello may be sent. */
  static async over(socket: Socket, endpointUrl: string): Promise<RawChannel> {
    const channel = new RawChannel(socket);
    const policy = "http://opcfoundation.org/UA/SecurityPolicy#None";
    socket.write(encodeHello({ endpointUrl }));
    await channel.needed("ACK");
    socket.write(encodeOpenChannel({ secureChannelId: 0, securityPolicyUri: policy, body: openSecureChannelRequest() }));
    const answer = await channel.needed("OPN");
    [channel.channelId, channel.tokenId] = channelGiven(answer);
    return channel;
  }

  /** Sends a request in one chunk; resolves with the body of the answer, its typeId first; undefined: an Error message or the end. */
  async request(body: Buffer, chunk = "F"): Promise<Buffer | undefined> {
    this.sequence += 1;
    const header = Buffer.alloc(8);
    header.writeUInt32LE(this.sequence, 0);
    header.writeUInt32LE(this.sequence, 4);
    const fields = { secureChannelId: this.channelId, tokenId: this.tokenId, body: Buffer.concat([header, body]) };
    this.socket.write(encodeSecured("MSG", fields, { chunk }));
    return (await this.frame("MSG"))?.subarray(24);
  }

  close(): void {
    this.socket.destroy();
  }

  private async needed(type: string): Promise<Buffer> {
    const frame = await this.frame(type);
    if (!frame) throw new Error(`the connection ended before ${type}`);
    return frame;
  }

  /** The next frame of a type; undefined: an Error message came, or the end. Silence rejects. */
  private async frame(type: string): Promise<Buffer | undefined> {
    for (;;) {
      const next = this.frames.shift();
      const got = next?.toString("latin1", 0, 3);
      if (got === type) return next;
      if (got === "ERR" || (!next && this.ended)) return undefined;
      if (!next) await this.more();
    }
  }

  private more(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no answer for 10 s")), 10_000);
      this.wake = () => (clearTimeout(timer), resolve());
    });
  }
}

/** SecureChannelId and TokenId in an answer to OpenSecureChannel without security. */
export function channelGiven(answer: Buffer): [channelId: number, tokenId: number] {
  const message = decodeMessage(answer);
  const service = message.type === "OPN" ? serviceOf(plainChunk(message)?.body ?? Buffer.alloc(0)) : undefined;
  const token = service && securityToken(service.fields);
  if (!token) throw new Error("no secure channel was given");
  return [token.secureChannelId, token.tokenId];
}
