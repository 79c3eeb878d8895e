import type { ListeningPeer } from "../../src/suite/conversation/listening-peer";
import { reach } from "../../src/suite/expect";
import type { ClientState, ServerState } from "../notation/parameter-types";
import type { ReverseHelloWorld } from "./world";

/** Brings the server under test to a state, at each of the clients; the clients listen from now on if they did not before. */
export async function reachServerState(world: ReverseHelloWorld, { state, clients, start }: ServerState): Promise<void> {
  const { server, redial } = world.stage;
  await server.listen(clients.filter((name) => !server.clients.has(name)));
  await server.start(start);
  await reach(state, () => redial.first(server.clients.values()));
  for (const name of clients) await reach(state, () => SERVER_WAYS[state]?.(world, server.client(name)) ?? Promise.resolve());
}

/** How soon a client of ours asks for another token, in ms: long before any lifetime ends, which is its right. */
const OUR_RENEWAL = 500;
/** Lifetime in ms that our server gives a token where the client is to renew it; node-opcua's server gives none under 2.5 s. */
const OUR_LIFETIME = 4_000;

type Way<T> = (world: ReverseHelloWorld, peer: T) => Promise<void>;

/** From a waiting connection to the state. */
const SERVER_WAYS: Readonly<Record<string, Way<ListeningPeer>>> = {
  "a connection after Hello and Acknowledge": completesHello,
  "a connection with an open secure channel": ({ stage }, client) => stage.stack.opensChannel(client),
  "a connection with an open session": ({ stage }, client) => stage.stack.opensSession(client),
  "a session beside a waiting connection": async ({ stage }, client) => {
    await stage.stack.opensSession(client);
    await stage.redial.anew(client, stage.context.timing.dialBy(stage.context.timing.stated.redial));
  },
  "a session whose channel is to be renewed": async ({ stage }, client) => {
    await stage.stack.opensSession(client, { renewEvery: OUR_RENEWAL });
    await stage.renewal.isAsked(client, OUR_RENEWAL + stage.context.timing.prompt);
  },
  "a suspended server": async (world, client) => {
    const { timing } = world.stage.context;
    await client.send(world.frame(client, "ERR", { Error: "BadTcpMessageTypeInvalid" }));
    client.closes();
    await world.stage.redial.never(client, { ms: timing.stated.suspension / 2, what: "half its suspension", isPause: true });
  },
  "a server that has closed its session's connection": async ({ stage }, client) => {
    await stage.stack.opensSession(client);
    await stage.stack.closesSession(client);
  },
};

/** Hello and Acknowledge on the current connection of a client of ours. */
export async function completesHello(world: ReverseHelloWorld, client: ListeningPeer): Promise<void> {
  await client.arrives();
  await client.send(world.frame(client, "HEL"));
  await world.stage.expect.says(client, "ACK");
  await client.hears("ACK");
}

/** Starts the client under test and brings it to a state, facing our server A, or a real server. */
export async function reachClientState(world: ReverseHelloWorld, { state, start }: ClientState): Promise<void> {
  await world.stage.client.start(start);
  await reach(state, () => CLIENT_WAYS[state]?.(world) ?? Promise.resolve());
}

const CLIENT_WAYS: Readonly<Record<string, (world: ReverseHelloWorld) => Promise<void>>> = {
  "a client that waits for Acknowledge": saidHello,
  "a client that waits for its secure channel": async (world) => {
    await saidHello(world);
    const server = await world.peer();
    await server.send(world.frame(server, "ACK"));
    await world.stage.expect.says(server, "OPN");
    await server.hears("OPN");
  },
  "a client with an open session on a channel of 4 s": sessionOnShortChannel,
  "a client that has renewed its secure channel": async (world) => {
    await sessionOnShortChannel(world);
    await world.stage.renewal.isAskedInTime(world.stage.client.real);
  },
  "a client with an open session beside a connection that it holds": async (world) => {
    await openSession(world);
    await world.stage.sessions.holdsAnother();
  },
  "a client with an open session": (world) => openSession(world),
};

async function openSession({ stage }: ReverseHelloWorld, server: { readonly tokenLifetime?: number } = {}): Promise<void> {
  stage.notInVain("opensSession");
  await stage.client.startRealServer(server);
  await stage.sessions.opens();
}

function sessionOnShortChannel(world: ReverseHelloWorld): Promise<void> {
  return openSession(world, { tokenLifetime: OUR_LIFETIME });
}

async function saidHello(world: ReverseHelloWorld): Promise<void> {
  const server = await world.stage.client.server("A");
  await server.dial();
  await server.send(world.frame(server, "RHE"));
  await world.stage.expect.says(server, "HEL");
  await server.hears("HEL");
}
