import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestPki } from "../../../../simulators/pki";
import { RawDialer, type RawConnection } from "../../../../simulators/raw";
import { startReverseConnectServer } from "../../../../simulators/server";
import { waitFor } from "../../../waiting";
import { addressOf } from "../../../suite/attach";
import { encodeReverseHello, statusName, type Message } from "../../../protocol";
import type { Checkup } from "./checkup";

export interface ClientCase {
  /** Where the client listens. */
  readonly url: string;
  /** The server that we say we are; the client must want it. */
  readonly serverUri: string;
  readonly endpointUrl: string;
  /** How long the client may hold a ReverseHello, in ms. */
  readonly patience: number;
  readonly pki: TestPki;
  readonly signal: AbortSignal;
  /** Starts the client; resolves with what ends it. */
  readonly start?: (listenUrl: string) => Promise<() => Promise<void>>;
}

/** How long, in ms, a peer may take for what should follow at once. */
const PROMPT = 5_000;

/** Dials the client, says a ReverseHello, and follows it as far as it comes. */
export async function examineClient(client: ClientCase, checkup: Checkup): Promise<void> {
  const stop = await client.start?.(client.url);
  const { host, port } = addressOf(client.url);
  const dialer = new RawDialer({ host, port });
  try {
    const connection = await dial(dialer, client, checkup);
    if (!connection || !(await saysHello(connection, client, checkup))) return;
    dialer.stop();
    await session(client, checkup);
  } finally {
    dialer.stop();
    await stop?.();
  }
}

async function dial(dialer: RawDialer, { url }: ClientCase, checkup: Checkup): Promise<RawConnection | undefined> {
  try {
    const connection = await dialer.dial(AbortSignal.timeout(PROMPT));
    checkup.good(`${url} takes connections`);
    return connection;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    const advice =
      code === "ECONNREFUSED"
        ? "nobody listens there: start the client, and check the address and port of its reverse-connect listener"
        : "check the host name, the network and the firewall";
    checkup.bad(`cannot connect to ${url} (${code})`, advice);
    return undefined;
  }
}

async function saysHello(connection: RawConnection, client: ClientCase, checkup: Checkup): Promise<boolean> {
  const { serverUri, endpointUrl, patience } = client;
  await connection.send(encodeReverseHello({ serverUri, endpointUrl }));
  checkup.waiting(`the answer to ReverseHello (ServerUri ${serverUri}, EndpointUrl ${endpointUrl})`, patience);
  const began = performance.now();
  const hello = await connection.message("HEL", patience).catch(() => undefined);
  const ms = performance.now() - began;
  if (hello) {
    checkup.good(`the client says Hello after ${(ms / 1000).toFixed(1)} s`);
    if (hello.endpointUrl.value !== endpointUrl)
      checkup.bad(
        `Hello names ${JSON.stringify(hello.endpointUrl.value)}`,
        "Hello must repeat the EndpointUrl of the ReverseHello (Part 6)",
      );
    return true;
  }
  checkup.bad(refusal(connection.last("ERR"), connection.ended, ms), adviceFor(connection.last("ERR"), client));
  return false;
}

function refusal(error: Message | undefined, ended: boolean, ms: number): string {
  const after = `after ${(ms / 1000).toFixed(1)} s`;
  if (error?.type === "ERR") return `the client refuses with ${statusName(error.code)} ${after}`;
  return ended ? `the client closes without a word ${after}` : `the client says nothing ${after}`;
}

function adviceFor(error: Message | undefined, { serverUri, endpointUrl }: ClientCase): string {
  const register = `tell the client to expect ServerUri ${serverUri} or EndpointUrl ${endpointUrl}, or name here what it expects (--server-uri, --endpoint-url)`;
  const code = error?.type === "ERR" ? statusName(error.code) : undefined;
  if (code === "BadTcpMessageTypeInvalid")
    return `nobody there waits for this server, or the peer does not know ReverseHello at all; ${register}`;
  if (code === "BadTcpEndpointUrlInvalid") return `the client does not know this server; ${register}`;
  if (code === "BadServerTooBusy")
    return "the client is out of sockets: connections of other servers wait there; let it accept or close some";
  if (code !== undefined) return `look up ${code} in the client's log`;
  return `nobody there waits for this server; ${register}; a client may also hold a connection for long (--patience)`;
}

/** A real server dials, so that the client can get as far as a session. */
async function session({ url, serverUri, endpointUrl, patience, pki, signal }: ClientCase, checkup: Checkup): Promise<void> {
  const { hostname } = URL.parse(endpointUrl.replace(/^opc\.tcp:/, "http:")) ?? { hostname: "localhost" };
  const own = await pki.certificate({ applicationUri: serverUri, hosts: [hostname, "localhost", "127.0.0.1"] });
  const folder = await mkdtemp(join(tmpdir(), "reverse-hello-doctor-"));
  const server = await startReverseConnectServer({
    port: 0,
    applicationUri: serverUri,
    endpointUrl,
    pki: await pki.store(join(folder, "pki"), { own }),
    autoAccept: true,
    certificateFile: own.certificateFile,
    privateKeyFile: own.privateKeyFile,
    reverseConnect: { clients: [{ endpointUrl: url }], redial: 500, jitter: 0, suspension: 2_000 },
  });
  try {
    const limit = patience + PROMPT;
    checkup.waiting("a session of the client on our server", limit);
    const isOpen = (found: (open: true) => void) => void server.on("session_activated", () => found(true));
    if (await waitFor(isOpen, limit, signal).catch(() => false))
      checkup.good("the client opened a session over the connection that our server made");
    else
      checkup.bad(
        "the client said Hello on our first connection and opened no session on the next ones",
        "a client that uses one reverse connection only, as samples do, has spent it on the Hello above: start it anew. Any other says in its log why; where that names our certificate, `reverse-hello pki export DIR` writes it",
      );
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
