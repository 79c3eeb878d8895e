import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { listen } from "../../sockets";
import { badRequest, listenError, ProxyError } from "../errors";
import type { ProxyRegistry } from "../registry";
import { parseBody } from "./json";
import { route } from "./routes";
import type { Answer } from "./handlers";
import { messageOf } from "../../text";

/** How long a caller's idle connection stays, in ms. */
const KEEP_ALIVE = 600_000;

/** Bodies above this are refused; a request is a few hundred bytes. */
const BODY_LIMIT = 1024 * 1024;

export interface ApiOptions {
  readonly host: string;
  readonly port: number;
  readonly version: string;
  readonly registry: ProxyRegistry;
  /** Called for answers of 500 that nobody expected. */
  readonly onError: (error: unknown) => void;
}

/** Toxiproxy's HTTP API. */
export class ApiServer {
  private requests = 0;
  private server: Server | undefined;

  constructor(private readonly options: ApiOptions) {}

  /** Resolves with the port. Throws LISTEN_FAILED. */
  async start(): Promise<number> {
    const { host, port } = this.options;
    const server = createServer((request, response) => void this.serve(request, response));
    // Node's five seconds of idleness end a connection just when a busy caller takes it up again: its call then fails.
    server.keepAliveTimeout = KEEP_ALIVE;
    const bound = await listen(server, { host, port }).catch((error: NodeJS.ErrnoException) => {
      throw listenError(`${host}:${port}`, error);
    });
    this.server = server;
    return bound.port;
  }

  /** At once, whatever clients keep open. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (!server) return;
    const closed = once(server, "close");
    server.close().closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const found = route(request.method ?? "", request.url ?? "");
    if ("status" in found) {
      request.resume();
      send(response, { status: found.status, ...(found.text === undefined ? {} : { text: found.text }) }, true);
      return;
    }
    response.setHeader("X-Toxiproxy-Request-Id", this.requestId());
    // Web pages must not drive this API (DNS rebinding).
    const stranger = strangerIn(request, this.options.host);
    if (stranger !== undefined) {
      request.resume();
      send(response, { status: 403, text: `${stranger} not allowed\n` }, true);
      return;
    }
    try {
      const { registry, version } = this.options;
      const text = await readText(request);
      const body = () => parseBody(text);
      const answer = await found.handler({ registry, version, names: found.names, body });
      send(response, answer, false);
    } catch (error) {
      if (!(error instanceof ProxyError)) this.options.onError(error);
      // What was left unread of a body would be taken for the next request, or be waited for.
      if (!request.complete) response.setHeader("Connection", "close");
      const status = error instanceof ProxyError ? error.status : 500;
      const message = messageOf(error);
      send(response, { status, text: `${JSON.stringify({ error: message, status })}\n` }, true);
    }
  }

  /** 20 characters, as Toxiproxy's. */
  private requestId(): string {
    this.requests += 1;
    return this.requests.toString(32).padStart(20, "0");
  }
}

/** A page in a browser says its Origin, and reaches us by a name that is its own: one with dots, which is not an address. */
function strangerIn(request: IncomingMessage, ownHost: string): string | undefined {
  const { host, origin, "user-agent": agent } = request.headers;
  if (agent?.startsWith("Mozilla/")) return "User agent";
  if (origin !== undefined) return "Origin";
  const name = (host ?? "").replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return name === ownHost || !name.includes(".") || isIP(name) !== 0 ? undefined : "Host";
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_LIMIT) throw badRequest(`more than ${BODY_LIMIT} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Errors go out as Go's `http.Error` sends them. */
function send(response: ServerResponse, answer: Answer, isError: boolean): void {
  const text = answer.text ?? (answer.json === undefined ? "" : `${JSON.stringify(answer.json)}`);
  if (isError && text !== "") {
    response.setHeader("Content-Type", "text/plain; charset=utf-8");
    response.setHeader("X-Content-Type-Options", "nosniff");
  } else if (text !== "") {
    response.setHeader("Content-Type", answer.type ?? "application/json");
  }
  response.statusCode = answer.status;
  response.end(text);
}
