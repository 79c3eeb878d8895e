import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { TestPki } from "../../../../simulators/pki";
import { RawDialer } from "../../../../simulators/raw";
import { startReverseConnectServer } from "../../../../simulators/server";
import { temporaryFolder } from "../../../files";
import { addressOf } from "../../../suite/attach";
import { describeMessage, encodeHello, foreignProtocol, statusName, type Message } from "../../../protocol";
import type { Checkup } from "./checkup";
import { Relay, type Passed } from "./relay";

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

/** A real server of ours dials the client; what the client says is followed from its first message to a session. */
export async function examineClient(client: ClientCase, checkup: Checkup): Promise<void> {
  const stop = await client.start?.(client.url);
  await using relay = new Relay(addressOf(client.url));
  try {
    await using server = await startServer(client, await relay.start(), () => relay.changes.ring());
    const first = await connects(relay, client, checkup);
    if (!first || !(await saysHello(first, relay, client, checkup))) return;
    await session(relay, server, client, checkup);
  } finally {
    await stop?.();
  }
}

interface Server extends AsyncDisposable {
  readonly hasSession: () => boolean;
}

async function startServer({ serverUri, endpointUrl, pki }: ClientCase, url: string, onSession: () => void): Promise<Server> {
  const { hostname } = URL.parse(endpointUrl.replace(/^opc\.tcp:/, "http:")) ?? { hostname: "localhost" };
  const own = await pki.certificate({ applicationUri: serverUri, hosts: [hostname, "localhost", "127.0.0.1"] });
  const folder = temporaryFolder();
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
  let active = false;
  server.on("session_activated", () => {
    active = true;
    onSession();
  });
  return {
    hasSession: () => active,
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function connects(relay: Relay, { url, signal }: ClientCase, checkup: Checkup): Promise<Passed | undefined> {
  const found = await relay.changes.until(() => relay.passed[0] ?? relay.unreachable, PROMPT, signal);
  if (typeof found === "object") {
    checkup.good(`${url} takes connections`);
    return found;
  }
  const code = found ?? "no answer";
  const advice =
    code === "ECONNREFUSED"
      ? "nobody listens there: start the client, and check the address and port of its reverse-connect listener"
      : code === "ECONNRESET"
        ? "the connection was accepted and reset at once: look for a load balancer in front of a client that is down, or a full backlog"
        : "check the host name, the network and the firewall";
  checkup.bad(`cannot connect to ${url} (${code})`, advice);
  return undefined;
}

async function saysHello(first: Passed, relay: Relay, client: ClientCase, checkup: Checkup): Promise<boolean> {
  const { serverUri, endpointUrl, patience, signal } = client;
  checkup.waiting(`the answer to ReverseHello (ServerUri ${serverUri}, EndpointUrl ${endpointUrl})`, patience);
  const began = performance.now();
  await relay.changes.until(() => first.heard[0] ?? first.foreign ?? (first.ended ? "end" : undefined), patience, signal);
  const ms = performance.now() - began;
  const [answer] = first.heard;
  if (answer?.type === "HEL") {
    checkup.good(`the client sends Hello after ${(ms / 1000).toFixed(1)} s`);
    if (answer.endpointUrl.value !== endpointUrl)
      checkup.bad(
        `Hello names ${JSON.stringify(answer.endpointUrl.value)}`,
        "Hello must repeat the EndpointUrl of the ReverseHello (Part 6)",
      );
    return true;
  }
  if (!answer && first.foreign !== undefined) {
    const protocol = foreignProtocol(first.foreign);
    const said = protocol ? `${protocol} speaks there` : `the answer to ReverseHello begins with ${JSON.stringify(first.foreign)}`;
    checkup.bad(`${said}: that is not OPC UA`, "give the address on which the client listens for reverse connections");
    return false;
  }
  const what = refusal(answer, first.ended, ms);
  if (await takesHello(client))
    checkup.bad(
      `${what}; it answers Hello with Acknowledge: this is an ordinary OPC UA server, not a client that listens for ReverseHello`,
      "give the address on which the client listens for reverse connections; that is another port",
    );
  else checkup.bad(what, adviceFor(answer, client));
  return false;
}

/** An ordinary server answers Hello with Acknowledge; a client that listens does not. */
async function takesHello({ url, signal }: ClientCase): Promise<boolean> {
  const { host, port } = addressOf(url);
  const dialer = new RawDialer({ host, port });
  try {
    const connection = await dialer.dial(AbortSignal.any([signal, AbortSignal.timeout(PROMPT)]));
    await connection.send(encodeHello({ endpointUrl: url }));
    return (await connection.message("ACK", PROMPT)).type === "ACK";
  } catch {
    // Closed, refused, or silent: no server.
    return false;
  } finally {
    dialer.stop();
  }
}

function refusal(answer: Message | undefined, ended: boolean, ms: number): string {
  const after = `after ${(ms / 1000).toFixed(1)} s`;
  if (answer?.type === "ERR") return `the client refuses with ${describeMessage(answer)} ${after}`;
  if (answer) return `the client answers the ReverseHello with ${answer.type} ${after}`;
  return ended ? `the client closes without an Error message ${after}` : `the client says nothing ${after}`;
}

function adviceFor(answer: Message | undefined, { serverUri, endpointUrl }: ClientCase): string {
  const register = `tell the client to expect ServerUri ${serverUri} or EndpointUrl ${endpointUrl}, or give here what it expects (--server-uri, --endpoint-url)`;
  const code = answer?.type === "ERR" ? statusName(answer.code) : undefined;
  if (code === "BadTcpMessageTypeInvalid")
    return `the client does not wait for this server, or the peer does not know ReverseHello at all; ${register}`;
  if (code === "BadTcpEndpointUrlInvalid") return `the client does not know this server; ${register}`;
  if (code === "BadServerTooBusy" || code === "BadTcpServerTooBusy")
    return "the client has no more resources: connections of other servers wait there; let it accept or close some of them";
  if (code !== undefined) return `look up ${code} in the client's log`;
  return `the client does not wait for this server; ${register}; a client may also hold a connection for a long time (--patience)`;
}

/** Our server plays on, on the first connection and on those that it makes after it. */
async function session(relay: Relay, server: Server, { patience, signal }: ClientCase, checkup: Checkup): Promise<void> {
  const limit = patience + PROMPT;
  checkup.waiting("a session of the client on our server", limit);
  if (await relay.changes.until(() => server.hasSession() || undefined, limit, signal)) {
    checkup.good("the client opened a session over the connection that our server made");
    return;
  }
  const { what, advice } = stuck(relay.passed);
  checkup.bad(`the client opened no session: ${what}`, advice);
}

/** How far it came, and what that means; our certificate is spoken of only where the client asked for security. */
function stuck(passed: readonly Passed[]): { what: string; advice: string } {
  const heard = passed.flatMap((one) => one.heard);
  const error = heard.findLast((message) => message.type === "ERR");
  const how = error?.type === "ERR" ? ` and then Error ${statusName(error.code)}` : "";
  const secured = heard.some(({ type, ...rest }) => type === "OPN" && isSecured(rest));
  if (secured)
    return {
      what: `it asked for a secure channel${how}, and then stopped`,
      advice:
        "its log says why; if it is about our certificate, `reverse-hello pki export DIR` writes the one that the client must trust",
    };
  if (heard.some(({ type }) => type === "OPN"))
    return { what: `it opened a channel without security${how}, and no session over it`, advice: "its log says why" };
  const ends = passed[0]?.ended ? "ended the connection" : "sent nothing more";
  return {
    what: `it sent Hello, got our Acknowledge, and ${ends}${how}`,
    advice:
      "now the client must send OpenSecureChannel: some sample programs end here on purpose; for any other program, look into its log",
  };
}

function isSecured(message: object): boolean {
  const { securityPolicyUri } = message as { readonly securityPolicyUri?: { readonly value: string | null } };
  return securityPolicyUri?.value?.endsWith("#None") === false;
}
