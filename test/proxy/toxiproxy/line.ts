import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { Peer } from "../support";
import { call, type ApiUnderTest } from "./servers";

/** A proxy of an API under test with a target behind it, driven by the API only. */
export class Line implements AsyncDisposable {
  readonly targets: Peer[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly target = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    this.sockets.add(socket);
    this.targets.push(new Peer(socket));
    this.target.emit("peer");
  });
  private port = 0;

  private constructor(
    private readonly api: ApiUnderTest,
    readonly name: string,
  ) {}

  static async open(api: ApiUnderTest, name: string): Promise<Line> {
    const line = new Line(api, name);
    line.target.listen(0, "127.0.0.1");
    await once(line.target, "listening");
    const upstream = `127.0.0.1:${(line.target.address() as AddressInfo).port}`;
    const answer = await call(api, "POST", "/proxies", { name, listen: "127.0.0.1:0", upstream });
    assert.equal(answer.status, 201, answer.text);
    line.port = Number((answer.json as { listen: string }).listen.split(":").at(-1));
    return line;
  }

  async toxic(
    type: string,
    stream: "upstream" | "downstream",
    attributes: Record<string, unknown>,
    more: Record<string, unknown> = {},
  ) {
    const answer = await call(this.api, "POST", `/proxies/${this.name}/toxics`, { name: type, type, stream, attributes, ...more });
    assert.equal(answer.status, 200, answer.text);
  }
  async change(type: string, attributes: Record<string, unknown>) {
    const answer = await call(this.api, "POST", `/proxies/${this.name}/toxics/${type}`, { attributes });
    assert.equal(answer.status, 200, answer.text);
  }
  async remove(type: string) {
    assert.equal((await call(this.api, "DELETE", `/proxies/${this.name}/toxics/${type}`)).status, 204);
  }
  async update(body: Record<string, unknown>) {
    return call(this.api, "POST", `/proxies/${this.name}`, body);
  }

  async dial(): Promise<Peer> {
    const socket = connect({ host: "127.0.0.1", port: this.port, allowHalfOpen: true, noDelay: true });
    this.sockets.add(socket);
    await once(socket, "connect");
    return new Peer(socket);
  }

  async pair(): Promise<[Peer, Peer]> {
    const index = this.targets.length;
    const dialer = await this.dial();
    while (!this.targets[index]) await once(this.target, "peer");
    return [dialer, this.targets[index]];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.target.close();
    await call(this.api, "DELETE", `/proxies/${this.name}`);
  }
}
