import type { Message, MessageType } from "../../protocol";
import type { BytesEvent, LinkView, SutMessage } from "../../trace";

type Of<T extends MessageType> = Extract<Message, { readonly type: T }>;

/** One connection as the judged side had it, in the order of the record. */
export interface Seen {
  readonly said: readonly SutMessage[];
  readonly told: readonly SutMessage[];
  /** What left the judged side that is no message. */
  readonly garbage: readonly BytesEvent[];
  /** When anything reached it first, be it a message or not. */
  readonly firstHeard: number;
  /** It reset the connection itself, with nothing unread that makes its system do so. */
  readonly hasReset: boolean;
}

/** What is on a connection, up to a position in the trace: of our own side, the first thing that it did wrong on purpose there. */
export function seenOn(view: LinkView, connection: number, until = Infinity): Seen {
  const before = ({ seq }: { readonly seq: number }) => seq < until;
  const closing = until === Infinity ? view.closing(connection) : undefined;
  return {
    said: view.said(connection).filter(before),
    told: view.told(connection).filter(before),
    garbage: view.garbage(connection).filter(before),
    firstHeard: view.firstHeard(connection) ?? Infinity,
    hasReset: closing?.by === "sut" && closing.how === "rst" && !view.mayHaveUnread(connection),
  };
}

/** The first message of a type. */
export function first<T extends MessageType>(messages: readonly SutMessage[], type: T): Of<T> | undefined {
  return allOf(messages, type)[0];
}

export function allOf<T extends MessageType>(messages: readonly SutMessage[], type: T): Of<T>[] {
  return messages.map(({ message }) => message).filter((message): message is Of<T> => message.type === type);
}

/** When the first message of a type came. */
export function timeOf(messages: readonly SutMessage[], type: MessageType): number | undefined {
  return messages.find(({ message }) => message.type === type)?.t;
}
