import type { Message, MessageType } from "../../src/protocol";
import { NotApplicableError } from "../../src/suite/attach";
import { MIN_BUFFER, tooLargeOn } from "../../src/suite/checkers";
import type { ListeningPeer } from "../../src/suite/conversation/listening-peer";
import type { Delay } from "../../src/suite/dialing/redial";
import { byDefault, ConformanceError, judged } from "../../src/suite/expect";
import { ANOTHER_SESSION, groundOfComingBack, groundOfSaying, SESSION, type GroundName } from "../../src/suite/states";
import type { Duration } from "../../src/vocabulary";
import type { DialWords, Opening, PeerName, RefusalWords } from "../notation/parameter-types";
import { judgeClosing } from "./closing";
import { isBack } from "./recovery";
import type { ReverseHelloWorld } from "./world";

/** The SUT says a message, on the current connection of the peer that it faces. */
export async function says(world: ReverseHelloWorld, type: MessageType, name?: PeerName): Promise<Message> {
  const { context, expect, server } = world.stage;
  const { role } = context.setup;
  if (type === "RHE") return (await server.greets(name?.name)).message;
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
  const refusal = () => world.stage.expect.refuses(facing, how, world.deadline(within));
  const { sut } = world.stage.context.setup;
  // Who lacks a hold time, as its description says, holds nobody.
  const isHeld = within?.field === "holdTime" && !world.states("holdTime") && !sut.lacks.has("hold-time");
  await judgeClosing(world, facing, within !== undefined, isHeld ? () => byDefault("holdTime", "too late", refusal) : refusal);
}

/** The SUT itself ends the connection. */
export async function closes(world: ReverseHelloWorld, { peer, within }: RefusalWords): Promise<void> {
  const facing = await world.facing(peer);
  const { context, expect } = world.stage;
  const { timing } = context.setup;
  // Not until its own requests run into their timeout, which ends a connection on which it noticed nothing too; that nothing comes any
  // more a client notices by its keep-alive only.
  const { openTimeout, keepAlive } = timing.stated;
  const usual = world.stage.network.isSilent ? timing.by(Math.max(openTimeout, keepAlive)) : timing.prompt;
  const isHandshake = within?.field === "connectTimeout";
  const deadline = isHandshake ? timing.givesUp(world.states("openTimeout")) : world.deadline(within);
  await judgeClosing(world, facing, within !== undefined, () => expect.closes(facing, deadline ?? usual));
}

/** For how long a connection has to stay open, in ms: a client that states a shorter time for its handshake may end it then. */
export function keptFor(world: ReverseHelloWorld, duration: Duration): number {
  const { setup, timing } = world.stage.context;
  const ends = setup.role === "client" && duration.field === undefined && world.states("openTimeout");
  return Math.min(world.ms(duration), ends ? timing.stated.openTimeout / 2 : Infinity);
}

/** What is longer than a buffer of our client comes in chunks that fit; a server may have nothing so long to say. */
export async function fitsBuffers(world: ReverseHelloWorld, client: ListeningPeer): Promise<void> {
  const refused = await world.stage.stack.asksForLongAnswer(client);
  const { view, current } = client;
  const wrong = tooLargeOn(view, current);
  if (wrong !== undefined) throw new ConformanceError("chunks within the negotiated sizes", wrong).on(view, current);
  if (view.said(current).some(({ message }) => message.type === "MSG" && message.chunk === "C")) return;
  const why = refused === undefined ? "the longest one fits into one chunk" : `it did not give a long one (${refused})`;
  throw new NotApplicableError(`needs an answer of the server that is longer than ${MIN_BUFFER} bytes: ${why}`);
}

/** The server dials one of our clients, again or for the first time. */
export async function dials(world: ReverseHelloWorld, name: string, { how, duration }: DialWords): Promise<void> {
  const { server, redial, context } = world.stage;
  const client = server.client(name);
  const ms = duration ? world.ms(duration) : 0;
  switch (how) {
    case "first":
      return void (await server.greets(name));
    case "anew":
      return void (await redial.anew(client, context.timing.firstDial, server.restartedAt));
    case "at once":
      return world.stage.judge("dialsAgain", () => redial.atOnce(client));
    case "within":
      return world.stage.judge("dialsAgain", () => redial.inTime(client, { ms, what: duration?.text ?? "" }));
    case "after": {
      const { delay, ground } = delayOf(world, duration);
      const again = () => redial.again(client, delay);
      const isFree = duration?.field === "redial" && !world.states("redial");
      return world.stage.judge(ground, isFree ? () => byDefault("redial", "too early", again) : again);
    }
  }
}

/** The delay that a sentence names. Where a suspension is the point, a server that none suspends breaks NS-02 only. */
export function delayOf(world: ReverseHelloWorld, duration: Duration | undefined): { delay: Delay; ground: GroundName } {
  const isPause = duration?.text.endsWith("suspension") === true;
  const delay = { ms: duration ? world.ms(duration) : 0, what: duration?.text ?? "", isPause };
  return { delay, ground: isPause ? "suspends" : "dialsAgain" };
}

/** The server gives one of our clients a channel or a session, over whichever connection was said. */
export async function gets(world: ReverseHelloWorld, name: string, { what, on, security }: Opening): Promise<void> {
  const { server, stack } = world.stage;
  const client = server.client(name);
  if (on === "next" || on === "later") {
    await (on === "next"
      ? sessionOnNext(world, client)
      : world.stage.judge(SESSION.server, () => stack.opensSessionEventually(client)));
    const { timing } = world.stage.context;
    return isBack(world, client, timing.firstDial + timing.by(timing.stated.connectTimeout));
  }
  if (security) {
    const expected = `a session with ${security.policy} ${security.mode}`;
    // Its second pass takes the server's next dial.
    return world.stage.judge(ANOTHER_SESSION.server, () => judged(expected, () => stack.opensSecureSession(client, security)));
  }
  if (what === "session" && client.adopted)
    return judged("a session on the open channel", () => stack.opensSessionOnChannel(client));
  if (what === "session") {
    const opens = () => stack.opensSession(client);
    return world.stage.judge(SESSION.server, () => judged("a session over the server's connection", opens));
  }
  const expected = "a secure channel over the server's connection";
  await world.stage.judge("acknowledges", () => judged(expected, () => stack.opensChannel(client)));
}

/** Whatever was done to it, the server makes another connection, and it carries a session. */
async function sessionOnNext(world: ReverseHelloWorld, client: ListeningPeer): Promise<void> {
  // Of a server that was told nothing yet it is the first; beside an open session it stands on the waiting connection.
  // Bytes that are no message were told by hand.
  const isFirst = client.view.told().length === 0 && client.lastSaid === undefined;
  const isBeside = client.adopted !== undefined && !client.view.closing(client.current) && !client.gaveUp(client.current);
  const ground = isFirst ? SESSION.server : isBeside ? "keepsOneWaiting" : ANOTHER_SESSION.server;
  const opens = () => world.stage.stack.opensSessionOnNext(client, world.stage.server.security);
  // Nothing was done to it that it could have survived.
  const isPolite = client.view.told(client.current).at(-1)?.message.type === "CLO";
  if (isFirst || isBeside || isPolite) return void (await world.stage.judge(ground, opens));
  const expected = "a session on the server's next connection";
  const { view, current } = client;
  await world.stage.survives(ground, expected, opens, () => groundOfComingBack(view, current));
}
