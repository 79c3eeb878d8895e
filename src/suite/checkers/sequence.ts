import { isNextSequenceNumber, plainChunk, type Message, type OpenChannelMessage, type SecuredMessage } from "../../protocol";
import type { Role } from "../../vocabulary";
import type { Seen } from "./seen";

type Chunk = OpenChannelMessage | SecuredMessage;

/**
 * The first SequenceNumber that does not follow the one before it on the same secure channel (Part 6, 6.7.2.4). Every channel begins where it likes; a
 * renewal goes on. What is encrypted is not read: under any policy but None that is OpenSecureChannel at least, so nothing is judged.
 */
export function wrongSequence({ said }: Seen, role: Role): string | undefined {
  let last: { readonly number: number; readonly channel: number } | undefined;
  for (const { message } of said) {
    if (!isChunk(message)) continue;
    if (message.type === "OPN" && !hasNoSecurity(message)) return undefined;
    const number = plainChunk(message)?.sequenceNumber;
    if (number === undefined || (!last && message.type !== "OPN")) return undefined;
    const { secureChannelId: channel } = message;
    if (last && !isNewChannel(message, role, last.channel) && !isNextSequenceNumber(number, last.number))
      return `${message.type} with SequenceNumber ${number} after ${last.number}`;
    last = { number, channel };
  }
  return undefined;
}

function isChunk(message: Message): message is Chunk {
  return message.type === "OPN" || message.type === "MSG" || message.type === "CLO";
}

function hasNoSecurity({ securityPolicyUri }: OpenChannelMessage): boolean {
  return securityPolicyUri.value?.endsWith("#None") === true;
}

/** A client asks for a new channel with the id 0; a server names the new one in its answer. */
function isNewChannel({ type, secureChannelId }: Chunk, role: Role, channel: number): boolean {
  return type === "OPN" && (role === "client" ? secureChannelId === 0 : secureChannelId !== channel);
}
