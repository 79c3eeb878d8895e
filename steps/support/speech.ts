import type { MessageType } from "../../src/protocol";
import { DialingPeer } from "../../src/suite/conversation/dialing-peer";
import type { Peer } from "../../src/suite/conversation/peer";
import type { Fields } from "../notation/frames";
import type { PeerName, Portion, SendableType } from "../notation/parameter-types";
import type { ReverseHelloWorld } from "./world";

/** What is right to answer to a message (Part 6, 7.1.3). */
const ANSWERS: Partial<Record<SendableType, MessageType>> = { RHE: "HEL", HEL: "ACK", OPN: "OPN", MSG: "MSG" };

/** Sends messages in one segment; the table is about the last. */
export async function speak(
  world: ReverseHelloWorld,
  name: PeerName,
  { dials }: { dials: boolean },
  types: readonly SendableType[],
  fields: Fields = {},
): Promise<void> {
  const peer = await ready(world, name, dials);
  const frames = types.map((type, index) => world.frame(peer, type, index === types.length - 1 ? fields : {}));
  await peer.send(
    Buffer.concat(frames),
    types.slice(0, -1).flatMap((type) => ANSWERS[type] ?? []),
  );
}

/** Sends part of a message, or a message in parts. */
export async function sendPortion(
  world: ReverseHelloWorld,
  name: PeerName,
  { dials }: { dials: boolean },
  { type, first, over, pieces = 1 }: Portion,
): Promise<void> {
  const peer = await ready(world, name, dials);
  const bytes = world.frame(peer, type);
  if (first !== undefined) return peer.send(bytes.subarray(0, first));
  // So that each piece travels by itself.
  const gap = over === undefined ? 1 : world.ms(over) / bytes.length;
  await peer.drip(bytes, pieces, gap);
}

async function ready(world: ReverseHelloWorld, name: PeerName, dials: boolean): Promise<Peer> {
  const peer = await world.peer(name);
  if (dials && peer instanceof DialingPeer) await peer.dial();
  return peer;
}
