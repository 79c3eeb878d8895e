import { AdoptedClient } from "../../../../simulators/adopted";
import type { TestPki } from "../../../../simulators/pki";
import { RawListener, type RawConnection, type StartedRawListener } from "../../../../simulators/raw";
import { Bell } from "../../../waiting";
import { addressOf } from "../../../suite/attach";
import { MESSAGE_TYPES, statusName, type ReverseHelloMessage } from "../../../protocol";
import { checkCertificate } from "./certificate";
import type { Checkup } from "./checkup";
import { tap } from "./tap";
import { checkReverseHello, type Expected } from "./urls";

export interface ServerCase {
  /** Where the server dials, thus where we listen. */
  readonly url: string;
  readonly expected: Expected;
  /** For how long a dial is awaited, in ms. */
  readonly patience: number;
  readonly redial: number;
  readonly pki: TestPki;
  readonly signal: AbortSignal;
  /** Starts the server, once we listen; resolves with what ends it. */
  readonly start?: (clientUrl: string) => Promise<() => Promise<void>>;
}

/** How long, in ms, a peer may take for what should follow at once. */
const PROMPT = 5_000;

/** Listens where the server dials, and follows it as far as it comes. */
export async function examineServer(server: ServerCase, checkup: Checkup): Promise<void> {
  const arrivals = new Arrivals();
  const listener = await listen(server.url, arrivals, checkup);
  if (!listener) return;
  const stop = await server.start?.(listener.url);
  try {
    const first = await arrives(arrivals, server, checkup);
    if (!first) return;
    const reverse = await reverseHello(first, server, checkup);
    if (!reverse) return;
    const inUse = await goOn(first, reverse, server, checkup);
    if (inUse) await waitsBeside(arrivals, inUse, server, checkup);
    else await dialsAgain(arrivals, server, checkup);
  } finally {
    await listener.stop();
    await stop?.();
  }
}

/** Connections that came, in their order; each is handed out once. */
class Arrivals {
  private readonly came: RawConnection[] = [];
  private readonly bell = new Bell();

  add(connection: RawConnection): void {
    this.came.push(connection);
    this.bell.ring();
  }

  /** The next one, or undefined after `within` ms. */
  next(within: number, signal: AbortSignal): Promise<RawConnection | undefined> {
    return this.bell.until(() => this.came.shift(), within, signal).catch(() => undefined);
  }
}

async function listen(url: string, arrivals: Arrivals, checkup: Checkup): Promise<StartedRawListener | undefined> {
  const { host, port } = addressOf(url);
  try {
    const listener = await new RawListener({ host, port, onConnection: (connection) => arrivals.add(connection) }).start();
    checkup.good(`listening on ${listener.url}`);
    return listener;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    const advice =
      code === "EADDRINUSE"
        ? "another program already listens there; stop it, or use another port here and at the server"
        : "use an address of this machine";
    checkup.bad(`cannot listen on ${url} (${code})`, advice);
    return undefined;
  }
}

async function arrives(
  arrivals: Arrivals,
  { url, patience, signal }: ServerCase,
  checkup: Checkup,
): Promise<RawConnection | undefined> {
  const began = performance.now();
  checkup.waiting("the server to connect", patience);
  const connection = await arrivals.next(patience, signal);
  if (connection) {
    const { remoteAddress, remotePort } = connection.socket;
    checkup.good(`${remoteAddress}:${remotePort} connected after ${seconds(performance.now() - began)}`);
    return connection;
  }
  checkup.bad(
    `nobody connected to ${url} in ${seconds(performance.now() - began)}`,
    "check that the server runs, that this URL is among its reverse-connect clients, that the host name resolves to this machine, and check the firewall; a server that was rejected before pauses for a minute or so (--patience)",
  );
  return undefined;
}

async function reverseHello(
  connection: RawConnection,
  { expected }: ServerCase,
  checkup: Checkup,
): Promise<ReverseHelloMessage | undefined> {
  const first = await Promise.any(MESSAGE_TYPES.map((type) => connection.message(type, PROMPT))).catch(() => undefined);
  const message = first?.type === "RHE" ? first : undefined;
  if (message) return checkReverseHello(message, expected, checkup) ? message : undefined;
  const [other] = connection.received;
  if (other)
    checkup.bad(
      `the first message is ${other.type}, not ReverseHello`,
      other.type === "HEL"
        ? "the peer is a client that dials: it expects a server at this address; correct its endpoint URL"
        : "the peer does not speak Reverse Connect; check which program dials",
    );
  else
    checkup.bad(
      `connected, but no ReverseHello came${connection.ended ? "; the peer closed" : ` in ${seconds(PROMPT)}`}`,
      "the peer may be a port scanner, a proxy or a server that waits for Hello; look at the server's log for this connection",
    );
  return undefined;
}

/** Hello, secure channel, GetEndpoints, on the connection that the server opened, which stays open; undefined when that fails. */
async function goOn(
  connection: RawConnection,
  reverse: ReverseHelloMessage,
  { pki }: ServerCase,
  checkup: Checkup,
): Promise<AdoptedClient | undefined> {
  const identity = await pki.certificate({ applicationUri: "urn:reverse-hello:doctor" });
  const socket = connection.detach();
  const heard = tap(socket);
  const [serverUri, endpointUrl] = [reverse.serverUri.value ?? "", reverse.endpointUrl.value ?? ""];
  try {
    const client = await AdoptedClient.connect({ socket, serverUri, endpointUrl, identity, within: PROMPT });
    checkup.good("Hello is answered with Acknowledge, OpenSecureChannel without security with a channel");
    const endpoints = await client.getEndpoints();
    const urls = [...new Set(endpoints.map((endpoint) => endpoint.endpointUrl ?? ""))];
    const policies = [...new Set(endpoints.map(({ securityPolicyUri }) => (securityPolicyUri ?? "").split("#").at(-1) ?? ""))];
    checkup.good(`GetEndpoints: ${endpoints.length} endpoints, policies ${policies.join(", ")}`);
    if (!urls.includes(endpointUrl))
      checkup.bad(
        `EndpointUrl ${endpointUrl} is not among the endpoints (${urls.join(", ")})`,
        "let the ReverseHello carry an EndpointUrl that GetEndpoints returns; clients compare the two",
      );
    const uri = endpoints[0]?.server.applicationUri ?? "";
    if (uri !== serverUri)
      checkup.bad(
        `GetEndpoints says ApplicationUri ${uri}, the ReverseHello ${serverUri}`,
        "configure one ApplicationUri for both",
      );
    checkCertificate(
      endpoints.find(({ serverCertificate }) => serverCertificate?.length > 0)?.serverCertificate,
      serverUri,
      new Date(),
      checkup,
    );
    return client;
  } catch (error) {
    const refusal = heard.find((message) => message.type === "ERR");
    const types = heard.map(({ type }) => type).join(", ") || "nothing";
    const what = refusal?.type === "ERR" ? `Error ${statusName(refusal.code)} "${refusal.reason.value ?? ""}"` : types;
    checkup.bad(
      `no endpoints over this connection: after Hello came ${what} (${(error as Error).message})`,
      heard.some(({ type }) => type === "ACK")
        ? "the server must allow a channel without security for GetEndpoints; look at its log"
        : "the server must answer Hello on the connection that it opened with Acknowledge; does it accept its own EndpointUrl there?",
    );
    socket.destroy();
    return undefined;
  }
}

/** Part 6, 7.1.3: beside the connection in use another waits, with its ReverseHello. When it is over, the server dials again all the same. */
async function waitsBeside(arrivals: Arrivals, inUse: AdoptedClient, server: ServerCase, checkup: Checkup): Promise<void> {
  const began = performance.now();
  const patience = 2 * server.redial + PROMPT;
  checkup.waiting("another connection beside the one in use", patience);
  const next = await arrivals.next(patience, server.signal);
  const greets = next && (await next.message("RHE", PROMPT).catch(() => undefined));
  if (next && greets && next.open)
    checkup.good(
      `the server keeps a connection waiting beside the one in use: it came after ${seconds(performance.now() - began)}`,
    );
  else
    checkup.bad(
      `no connection waits beside the one in use (${seconds(patience)})`,
      "a server makes another connection as soon as a channel is open (Part 6, 7.1.3), so that a second session finds one; the reason may be a limit of one session",
    );
  await inUse.close();
  if (!next) await dialsAgain(arrivals, server, checkup);
}

async function dialsAgain(arrivals: Arrivals, { redial, signal }: ServerCase, checkup: Checkup): Promise<void> {
  const began = performance.now();
  const patience = 2 * redial + PROMPT;
  checkup.waiting("the next connection of the server", patience);
  const next = await arrivals.next(patience, signal);
  if (next) checkup.good(`the server dials again: the next connection came after ${seconds(performance.now() - began)}`);
  else
    checkup.bad(
      `no other connection in ${seconds(patience)} after the first was used`,
      "a server dials again as soon as a channel is open, and after its delay when a connection ends; look at its connect interval",
    );
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
