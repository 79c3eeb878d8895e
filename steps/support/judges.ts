import type { Message, MessageType } from "../../src/protocol";
import { ANOTHER_SESSION, groundOfClosing, groundOfSaying } from "../../src/suite/states";
import type { PeerName, RefusalWords } from "../notation/parameter-types";
import type { ReverseHelloWorld } from "./world";

/** The SUT says a message, on the current connection of the peer that it faces. */
export async function says(world: ReverseHelloWorld, type: MessageType, name?: PeerName): Promise<Message> {
  const { context, expect, server } = world.stage;
  const { role } = context.setup;
  if (type === "RHE") return (await server.client(name?.name).reverseHello(context.timing.firstDial)).message;
  const peer = await world.peer(name);
  const takesAny = type === "HEL" && world.stage.client.started.filter === "accept-any";
  const ground = takesAny ? "takesAny" : groundOfSaying(role, type);
  const act = () => expect.says(peer, type);
  const { message } = await (ground === undefined ? act() : world.stage.judge(ground, act));
  await peer.hears(type);
  return message;
}

/** The SUT refuses what its peer sent last. */
export async function refuses(world: ReverseHelloWorld, { peer, within, how }: RefusalWords): Promise<void> {
  const facing = await world.facing(peer);
  const ground = groundOfClosing(world.stage.context.setup.role, lastSent(facing));
  await world.stage.judge(ground, () => world.stage.expect.refuses(facing, how, world.deadline(within)));
}

/** The SUT itself ends the connection. */
export async function closes(world: ReverseHelloWorld, { peer, within }: RefusalWords): Promise<void> {
  const facing = await world.facing(peer);
  const { context, expect } = world.stage;
  const { timing, role } = context.setup;
  const ground = groundOfClosing(role, lastSent(facing));
  // A real server's stack takes its time, as the client's does.
  const usual = peer?.kind === "real" ? timing.by(timing.stated.openTimeout) : timing.prompt;
  await world.stage.judge(ground, () => expect.closes(facing, world.deadline(within) ?? usual));
}

/** Whatever was done to it, the server makes another connection, and it carries a session. */
export async function sessionOnNext(world: ReverseHelloWorld, name: string): Promise<void> {
  const { server, stack } = world.stage;
  const client = server.client(name);
  // Beside an open session it stands on the waiting connection.
  const isBeside = client.adopted !== undefined && !client.view.closing(client.current) && !client.gaveUp(client.current);
  const ground = isBeside ? "keepsOneWaiting" : ANOTHER_SESSION.server;
  const expected = "a session on the server's next connection";
  await world.stage.survives(ground, expected, () => stack.opensSessionOnNext(client));
}

function lastSent({ view, current, spoke }: { view: ViewOfLink; current: number; spoke: number }): MessageType | undefined {
  return view.told(current).findLast(({ seq }) => seq > spoke)?.message.type;
}

type ViewOfLink = Awaited<ReturnType<ReverseHelloWorld["facing"]>>["view"];
