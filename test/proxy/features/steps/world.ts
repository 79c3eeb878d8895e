import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setDefaultTimeout, setWorldConstructor, World } from "@cucumber/cucumber";
import { Toxiproxy, type Proxy, type Toxic } from "toxiproxy-node-client";
import { pattern, Peer } from "../../support";
import { call, startApi, type ApiUnderTest, type Reply } from "../../toxiproxy/servers";

/** Steps have deadlines of their own that say what was awaited. */
setDefaultTimeout(30_000);

/** Who sends: the server dials, as in Reverse Connect; the client listens. */
export type Sender = "server" | "client";

export interface Parameters {
  /** Which server of Toxiproxy's API the scenarios are run against. */
  readonly proxy: ApiUnderTest["kind"];
}

/** One connection through the proxy, both ends ours, and what each end said so far. */
export class Pair {
  readonly sent: Record<Sender, Buffer> = { server: Buffer.alloc(0), client: Buffer.alloc(0) };
  sentAt = performance.now();

  constructor(
    readonly server: Peer,
    public client: Peer | undefined,
  ) {}

  peer(name: Sender): Peer {
    const peer = this[name];
    assert.ok(peer, `the ${name} has no connection`);
    return peer;
  }
  send(name: Sender, bytes: Buffer): void {
    this.sent[name] = Buffer.concat([this.sent[name], bytes]);
    this.sentAt = performance.now();
    this.peer(name).send(bytes);
  }
  /** The next bytes of a stream in which every place tells whether it is the right one. */
  sendPattern(name: Sender, size: number): void {
    const before = this.sent[name].length;
    this.send(name, pattern(before + size).subarray(before));
  }
  /** ms from the last sending to the last bytes that this end got. */
  elapsed(name: Sender): number {
    return (this.peer(name).chunks.at(-1)?.t ?? performance.now()) - this.sentAt;
  }
}

/** A proxy between two ends of ours, driven as any tool drives Toxiproxy: by toxiproxy-node-client and by HTTP. */
export class ProxyWorld extends World<Parameters> {
  private server: ApiUnderTest | undefined;
  private made: Proxy | undefined;
  private readonly clients: Peer[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly toxics = new Map<string, Toxic<unknown>>();
  private readonly pairs: Pair[] = [];
  private readonly listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    this.sockets.add(socket);
    this.clients.push(new Peer(socket));
    if (this.greeting !== "") socket.write(this.greeting);
    this.listener.emit("peer");
  });
  /** What the client says first. */
  greeting = "";
  reply: Reply | undefined;
  /** How the dials of one step ended. */
  outcomes: string[] = [];

  async open(): Promise<void> {
    this.server = await startApi(this.parameters.proxy, {});
    this.listener.listen(0, "127.0.0.1");
    await once(this.listener, "listening");
    this.made = await new Toxiproxy(this.api.url).createProxy({ name: "link", listen: "127.0.0.1:0", upstream: this.upstream });
  }
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.listener.close();
    await this.server?.stop();
  }

  get api(): ApiUnderTest {
    assert.ok(this.server, "no proxy was started");
    return this.server;
  }
  get upstream(): string {
    return `127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }
  get pair(): Pair {
    const pair = this.pairs.at(-1);
    assert.ok(pair, "the server has not connected yet");
    return pair;
  }
  first(): void {
    const [pair] = this.pairs.splice(0, 1);
    if (pair) this.pairs.push(pair);
  }
  private get proxy(): Proxy {
    assert.ok(this.made, "no proxy was made");
    return this.made;
  }

  async addToxic(text: string, sender: Sender, toxicity = 1): Promise<void> {
    const [type = "", attributes] = readToxic(text);
    await this.addAttributes(type, attributes, sender, toxicity);
  }
  async addAttributes(type: string, attributes: object, sender: Sender, toxicity = 1): Promise<void> {
    const stream = streamOf(sender);
    const name = this.toxics.has(type) ? `${type} ${this.toxics.size + 1}` : type;
    // The client's list of types is closed; at run time it passes any.
    this.toxics.set(name, await this.proxy.addToxic({ name, type: type as "latency", stream, toxicity, attributes }));
  }
  async changeToxic(text: string): Promise<void> {
    const [type = "", attributes] = readToxic(text);
    const toxic = this.toxic(type);
    const { name, stream, toxicity } = toxic;
    this.toxics.set(type, await toxic.update({ name, type: toxic.type, stream, toxicity, attributes }));
  }
  async removeToxic(type: string): Promise<void> {
    await this.toxic(type).remove();
    this.toxics.delete(type);
  }
  private toxic(type: string): Toxic<unknown> {
    const toxic = this.toxics.get(type);
    assert.ok(toxic, `there is no toxic ${type}`);
    return toxic;
  }

  async enable(enabled: boolean): Promise<void> {
    const { listen, upstream } = this.proxy;
    await this.proxy.update({ enabled, listen, upstream });
  }
  async call(method: string, path: string, body?: unknown): Promise<void> {
    this.reply = await call(this.api, method, path, body);
  }

  async dial(): Promise<Peer> {
    const port = Number(this.proxy.listen.split(":").at(-1));
    const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true, noDelay: true });
    this.sockets.add(socket);
    const peer = new Peer(socket);
    await once(socket, "connect");
    return peer;
  }
  /** The server dials and the client has the connection. */
  async connect(): Promise<Pair> {
    const known = this.clients.length;
    const server = await this.dial();
    while (!this.clients[known]) await once(this.listener, "peer", { signal: AbortSignal.timeout(5000) });
    const pair = new Pair(server, this.clients[known]);
    this.pairs.push(pair);
    return pair;
  }
  /** The server dials; the client may never hear of it. */
  async connectAlone(): Promise<void> {
    this.pairs.push(new Pair(await this.dial(), undefined));
  }
  /** The dial of `connectAlone` has reached the client. */
  async heardOf(): Promise<void> {
    while (this.clients.length === 0) await once(this.listener, "peer", { signal: AbortSignal.timeout(5000) });
    this.pair.client = this.clients.at(-1);
  }
  /** What was sent before has reached the proxy: another connection, the other way, is through. */
  async settle(): Promise<void> {
    const pair = await this.connect();
    this.pairs.pop();
    pair.client?.send("probe");
    await pair.server.receives(5);
    pair.server.socket.destroy();
  }
}

export function streamOf(sender: Sender): "upstream" | "downstream" {
  return sender === "server" ? "upstream" : "downstream";
}

/** `latency: latency 100, jitter 20`. */
export function readToxic(text: string): [type: string, attributes: Record<string, unknown>] {
  const [type = "", rest = ""] = text.split(":");
  const pairs = rest.split(",").map((part) => part.trim().split(" "));
  const attributes = pairs.flatMap(([name = "", value = ""]) => (name === "" ? [] : [[name, scalar(value)] as const]));
  return [type.trim(), Object.fromEntries(attributes)];
}

function scalar(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

setWorldConstructor(ProxyWorld);
