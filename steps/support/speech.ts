import type { MessageType } from "../../src/protocol";
import { DialingPeer } from "../../src/suite/conversation/dialing-peer";
import type { Peer } from "../../src/suite/conversation/peer";
import type { Fields } from "../notation/frames";
import type { Manner, PeerName, SendableType, Speech } from "../notation/parameter-types";
import type { ReverseHelloWorld } from "./world";

/** What is right to answer to a message (Part 6, 7.1.3). */
const ANSWERS: Partial<Record<SendableType, MessageType>> = { RHE: "HEL", HEL: "ACK", OPN: "OPN", MSG: "MSG" };

/** Our peer says something; the table is about the last message. */
export async function speak(
  world: ReverseHelloWorld,
  name: PeerName,
  { dials, closes }: Manner,
  { types, onOpenChannel, error, first, over, pieces }: Speech,
  fields: Fields = {},
): Promise<void> {
  const { sessions } = world.stage;
  if (onOpenChannel) return sessions.slipIn((channel) => world.slipped(types[0] ?? "XYZ", channel, fields));
  const peer = await ready(world, name, dials);
  const told = error === undefined ? fields : { ...fields, Error: error };
  const frames = types.map((type, index) => world.frame(peer, type, index === types.length - 1 ? told : {}));
  const bytes = Buffer.concat(frames);
  // So that each piece travels by itself.
  const gap = over === undefined ? 1 : world.ms(over) / bytes.length;
  if (over !== undefined || pieces !== undefined) await peer.drip(bytes, pieces ?? 1, gap);
  else await peer.send(bytes.subarray(0, first), dueTo(types.slice(0, -1)));
  if (closes) peer.closes();
}

function dueTo(types: readonly SendableType[]): MessageType[] {
  return types.flatMap((type) => ANSWERS[type] ?? []);
}

async function ready(world: ReverseHelloWorld, name: PeerName, dials: boolean): Promise<Peer> {
  const peer = await world.peer(name);
  if (dials && peer instanceof DialingPeer) await peer.dial();
  await peer.arrives();
  return peer;
}
