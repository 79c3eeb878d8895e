import assert from "node:assert/strict";
import { ChannelSocket } from "../../../simulators/server/channel-socket";
import { openChannel } from "../../../simulators/server/channel";
import { ReverseConnectServer, startReverseConnectServer } from "../../../simulators/server";
import {
  decodeMessage,
  encodeOpenChannel,
  encodeSecured,
  encodeHello,
  encodeString,
  openSecureChannelRequest,
  type HelloMessage,
} from "../../../src/protocol";
import { channelGiven } from "../../hostile/raw-channel";
import { activateSession, createSession, oddRequests, tokenOf } from "../../hostile/services";
import { FakeSocket } from "../fake-socket";
import { requestsOf } from "../requests";
import type { Target } from "../types";

const POLICY = "http://opcfoundation.org/UA/SecurityPolicy#None";
const EMPTY = Buffer.concat([encodeString(null), encodeString(null)]);
const ANONYMOUS = Buffer.concat([Buffer.from([1, 0, 0x41, 1, 1]), Buffer.from([13, 0, 0, 0]), encodeString("anonymous")]);
/** Sessions and subscriptions that mutated requests made go with their server. */
const INPUTS_PER_SERVER = 20_000;

/** A channel of a started server, without a network. */
class Channel {
  readonly socket: FakeSocket;
  ended = false;
  private readonly answers: Buffer[] = [];
  private channelId = 0;
  private tokenId = 0;
  private sequence = 1;
  private wake: () => void = () => undefined;

  constructor(server: ReverseConnectServer) {
    const endpoint = server.endpoints[0];
    if (!endpoint) throw new Error("the server has not started");
    this.socket = new FakeSocket((bytes) => {
      if (bytes.toString("latin1", 0, 3) === "ERR") this.ended = true;
      this.answers.push(bytes);
      this.wake();
    });
    const hello = decodeMessage(encodeHello({ endpointUrl: "opc.tcp://a" })) as HelloMessage;
    const listener = { error: () => undefined, frame: () => true, threw: () => this.end(), lastWords: () => undefined };
    const channel = new ChannelSocket(this.socket.asSocket, listener);
    openChannel(endpoint, channel, hello, Buffer.alloc(0), 5000, { opened: () => undefined, closed: () => this.end() });
  }

  async open(): Promise<this> {
    await this.answer("ACK");
    this.receive(encodeOpenChannel({ secureChannelId: 0, securityPolicyUri: POLICY, body: openSecureChannelRequest() }));
    const opened = await this.answer("OPN");
    [this.channelId, this.tokenId] = channelGiven(opened);
    return this;
  }

  send(body: Buffer): void {
    this.sequence += 1;
    this.answers.length = 0;
    const header = Buffer.alloc(8);
    header.writeUInt32LE(this.sequence, 0);
    header.writeUInt32LE(this.sequence, 4);
    this.receive(
      encodeSecured("MSG", { secureChannelId: this.channelId, tokenId: this.tokenId, body: Buffer.concat([header, body]) }),
    );
  }

  async ask(body: Buffer): Promise<Buffer> {
    this.send(body);
    return (await this.answer("MSG")).subarray(24);
  }

  end(): void {
    this.ended = true;
    this.socket.destroy();
    this.wake();
  }

  private receive(bytes: Buffer): void {
    this.socket.emit("data", bytes);
  }

  private async answer(type: string): Promise<Buffer> {
    for (;;) {
      const found = this.answers.find((bytes) => bytes.toString("latin1", 0, 3) === type);
      if (found) return found;
      if (this.ended) throw new Error(`the channel ended before ${type}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

class Services {
  private server!: ReverseConnectServer;
  private channel: Channel | undefined;
  private token: Buffer = Buffer.from([0, 0]);
  private executed = 0;

  async start(): Promise<this> {
    this.server = await startReverseConnectServer({ port: 0, host: "127.0.0.1" });
    this.token = Buffer.from([0, 0]);
    return this;
  }

  async execute(input: Buffer): Promise<void> {
    this.executed += 1;
    if (!this.channel || this.channel.ended) this.channel = await this.authenticated();
    this.channel.send(Buffer.concat([input.subarray(0, 4), this.token, input.subarray(4)]));
    if (this.executed % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  /** A session of its own still reads. */
  async check(): Promise<void> {
    const [channel, kept] = [this.channel, this.token];
    this.token = Buffer.from([0, 0]);
    const own = await this.authenticated();
    const answer = await own.ask(createSession(null));
    assert.equal(answer.readUInt16LE(2), 464);
    own.end();
    [this.channel, this.token] = [channel, kept];
    if (this.executed < INPUTS_PER_SERVER) return;
    this.executed = 0;
    this.channel?.end();
    await this.stop();
    await this.start();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** The session moves to the new channel (Part 4, 5.7.3); one that is gone is made anew. */
  private async authenticated(): Promise<Channel> {
    for (;;) {
      const channel = await new Channel(this.server).open();
      if (this.token.length > 2 && isGood(await channel.ask(activateSession(this.token, ANONYMOUS, EMPTY)))) return channel;
      const created = await channel.ask(createSession(null));
      if (created.readUInt16LE(2) !== 464) throw new Error(`no session: 0x${created.readUInt32LE(16).toString(16)}`);
      this.token = Buffer.from(tokenOf(created));
      if (isGood(await channel.ask(activateSession(this.token, ANONYMOUS, EMPTY)))) return channel;
      throw new Error("the session cannot be activated");
    }
  }
}

/** These have a null token of two bytes behind the typeId. */
function withoutToken(body: Buffer): Buffer {
  return Buffer.concat([body.subarray(0, 4), body.subarray(6)]);
}

function isGood(answer: Buffer): boolean {
  return answer.readUInt16LE(2) === 470 && answer.readUInt32LE(16) === 0;
}

/** Any request in an activated session, of all services that the reference server offers. */
export const services: Target = {
  name: "services",
  seeds: () => [...requestsOf(ReverseConnectServer.prototype), ...oddRequests().map(({ body }) => withoutToken(body))],
  open: async () => {
    const all = await new Services().start();
    return { execute: (input) => all.execute(input), check: () => all.check(), [Symbol.asyncDispose]: () => all.stop() };
  },
};
