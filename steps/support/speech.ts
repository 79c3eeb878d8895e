import type { MessageType } from "../../src/protocol";
import { DialingPeer } from "../../src/suite/conversation/dialing-peer";
import type { Peer } from "../../src/suite/conversation/peer";
import type { Fields } from "../notation/frames";
import type { Manner, PeerName, SendableType, Speech } from "../notation/parameter-types";
import type { Role } from "../../src/trace";
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
  const deliberate = first !== undefined || Object.keys(fields).length > 0 || !inTurn(peer, world.stage.context.setup.role, types);
  const { timing } = world.stage.context;
  const within = over === undefined ? timing.notBefore(timing.stated.firstMessageTimeout) : Infinity;
  if (over !== undefined || pieces !== undefined) await peer.drip(bytes, pieces ?? 1, gap, { deliberate, within });
  else await peer.send(bytes.subarray(0, first), { due: dueTo(types.slice(0, -1)), deliberate });
  if (closes) peer.closes();
}

/** Whether our peer may say just this now. What the steps say of secured messages is never right: there is no channel that they belong to. */
function inTurn(peer: Peer, sut: Role, types: readonly SendableType[]): boolean {
  const [type, ...more] = types;
  if (type === undefined || more.length > 0) return false;
  const said = peer.lastSaid ?? "";
  const heard = peer.view.said(peer.current).at(-1)?.message.type ?? "";
  return TURNS[sut === "server" ? "client" : "server"][type]?.includes(`${said} ${heard}`.trim()) === true;
}

/** What a peer of ours may say, by what it said last and what it heard last on the connection. */
const TURNS: Readonly<Record<Role, Partial<Record<SendableType, readonly string[]>>>> = {
  client: { HEL: ["RHE"], OPN: ["HEL ACK"], ERR: ["RHE", "HEL RHE", "HEL ACK"] },
  server: { RHE: [""], ACK: ["RHE HEL"], ERR: ["RHE", "RHE HEL", "ACK HEL", "ACK OPN"] },
};

function dueTo(types: readonly SendableType[]): MessageType[] {
  return types.flatMap((type) => ANSWERS[type] ?? []);
}

async function ready(world: ReverseHelloWorld, name: PeerName, dials: boolean): Promise<Peer> {
  const peer = await world.peer(name);
  if (dials && peer instanceof DialingPeer) await peer.dial();
  await peer.arrives();
  return peer;
}
