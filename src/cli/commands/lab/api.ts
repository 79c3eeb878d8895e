import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { listen } from "../../../sockets";
import { FAULT_WORDS, LabError, readFault, type Attributes, type Lab } from "../../../lab";
import { messageOf, plural } from "../../../text";

/** Longest request that is read, in bytes. */
const LONGEST = 64 * 1024;

/** Takes connections at a port of its own network and joins each to a socket file: a namespace of networks has no say in those. */
const DOOR = `
const net = require("node:net");
const [path, port] = process.argv.slice(1);
net.createServer((from) => {
  const to = net.connect(path);
  from.pipe(to).pipe(from);
  from.on("error", () => to.destroy());
  to.on("error", () => from.destroy());
}).listen(Number(port), "127.0.0.1", () => console.log("open"));
`;

/** In the house, whose /run is its own. */
const PATH = "/run/lab-api";

/**
 * The lab by HTTP, as the proxy has it: faults are added, listed with how often they struck, and taken away. Inside the lab only, on the
 * loopback of either side: a fault must not meet the command that takes it away.
 */
export class LabApi {
  private constructor(
    private readonly lab: Lab,
    private readonly server: Server,
    private readonly door: Server,
    private readonly note: (text: string) => void,
  ) {}

  private behind: ChildProcess | undefined;

  static async start(lab: Lab, note: (text: string) => void): Promise<LabApi> {
    const [server, door] = [createServer(), createServer()];
    const api = new LabApi(lab, server, door, note);
    for (const one of [server, door]) one.on("request", (request, response) => void api.answer(request, response));
    await listen(server, { port: 0, host: "127.0.0.1" });
    door.listen(PATH);
    await once(door, "listening");
    await api.openBehind();
    return api;
  }

  /** The same on both sides. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.behind?.kill("SIGKILL");
    for (const server of [this.server, this.door]) {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    }
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** At the same port behind the router. */
  private async openBehind(): Promise<void> {
    const [enter = "", ...words] = [...this.lab.enterSut, process.execPath, "-e", DOOR, PATH, String(this.port)];
    const child = spawn(enter, words, { stdio: ["ignore", "pipe", "inherit"] });
    this.behind = child;
    const failed = once(child, "exit").then(() => {
      throw new LabError("the fault API could not be opened behind the router");
    });
    await Promise.race([once(child.stdout, "data"), failed]);
    failed.catch(() => undefined);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [status, body] = await this.handle(request).catch((error: unknown) => {
      if (error instanceof LabError || error instanceof SyntaxError) return [400, { error: error.message }] as const;
      return [500, { error: messageOf(error) }] as const;
    });
    response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body, undefined, 2)}\n`);
  }

  private async handle(request: IncomingMessage): Promise<readonly [status: number, body: unknown]> {
    const { pathname } = new URL(request.url ?? "/", "http://lab");
    const name = /^\/faults\/([^/]+)$/.exec(pathname)?.[1];
    if (request.method === "GET" && pathname === "/faults") return [200, await this.list()];
    if (request.method === "GET" && pathname === "/words") return [200, FAULT_WORDS];
    if (request.method === "POST" && pathname === "/faults") return [201, await this.add(await bodyOf(request))];
    if (request.method === "POST" && pathname === "/heal") return [200, await this.heal()];
    if (request.method === "POST" && pathname === "/move") return [200, await this.move()];
    if (request.method === "DELETE" && name !== undefined) return [200, await this.remove(decodeURIComponent(name))];
    return [404, { error: "there are GET /faults, GET /words, POST /faults, DELETE /faults/NAME, POST /heal, POST /move" }];
  }

  private async list(): Promise<unknown> {
    const struck = await this.lab.struck();
    return [...this.lab.faults].map(([name, fault]) => ({ name, ...fault, struck: struck.get(name) ?? 0 }));
  }

  private async add(body: Attributes): Promise<unknown> {
    const { kind = "", name = kind, ...attributes } = body;
    const fault = readFault(String(kind), attributes);
    await this.lab.add(String(name), fault);
    this.note(`fault ${String(name)}: ${JSON.stringify(fault)}`);
    return { name, ...fault };
  }

  private async remove(name: string): Promise<unknown> {
    await this.lab.remove(name);
    const struck = (await this.lab.struck()).get(name) ?? 0;
    this.note(`fault ${name} is over; it affected ${plural(struck, "packet")}`);
    return { name, struck };
  }

  private async heal(): Promise<unknown> {
    await this.lab.heal();
    this.note("every fault is over");
    return [];
  }

  private async move(): Promise<unknown> {
    await this.lab.move();
    this.note(`${this.lab.name} is ${this.lab.address.v4} now`);
    return this.lab.address;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Attributes> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > LONGEST) throw new LabError(`the request is longer than ${LONGEST} bytes`);
  }
  const body: unknown = JSON.parse(text);
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new LabError('expected {"kind": WORD, …}');
  return body as Attributes;
}
