import { directionFrom, ROLES, type Direction, type Role } from "./roles";

/** Messages of the OPC UA Connection Protocol and of secure channels, and who sends them (Part 6, 7.1.2, 7.1.3 and 6.7.2). */
export const MESSAGES = [
  { letters: "HEL", name: "Hello", senders: ["client"] },
  { letters: "ACK", name: "Acknowledge", senders: ["server"] },
  { letters: "ERR", name: "Error", senders: ROLES },
  { letters: "RHE", name: "ReverseHello", senders: ["server"] },
  { letters: "OPN", name: "OpenSecureChannel", senders: ROLES },
  { letters: "MSG", name: "Message", senders: ROLES },
  // A server answers CloseSecureChannel with nothing (Part 6, 7.1.4).
  { letters: "CLO", name: "CloseSecureChannel", senders: ["client"] },
] as const satisfies readonly { readonly letters: string; readonly name: string; readonly senders: readonly Role[] }[];

export type MessageType = (typeof MESSAGES)[number]["letters"];
export type MessageName = (typeof MESSAGES)[number]["name"];

export const MESSAGE_TYPES = MESSAGES.map(({ letters }) => letters) as readonly MessageType[];
export const MESSAGE_NAMES = MESSAGES.map(({ name }) => name) as readonly MessageName[];

/** The letters of a message, whichever way it is named; undefined for anything else. */
export function messageType(nameOrLetters: string): MessageType | undefined {
  return MESSAGES.find(({ letters, name }) => letters === nameOrLetters || name === nameOrLetters)?.letters;
}

/** "Hello" for HEL. */
export function messageName(type: MessageType): MessageName {
  return row(type).name;
}

/** The sender of messages of this type. */
export function sendersOf(type: MessageType): readonly Role[] {
  return row(type).senders;
}

/** Where a message of this type travels; undefined when both roles send it. */
export function directionOf(type: MessageType): Direction | undefined {
  const [only, other] = sendersOf(type);
  return only === undefined || other !== undefined ? undefined : directionFrom(only);
}

function row(type: MessageType): (typeof MESSAGES)[number] {
  const found = MESSAGES.find(({ letters }) => letters === type);
  if (!found) throw new RangeError(`no message has the letters ${String(type)}`);
  return found;
}
