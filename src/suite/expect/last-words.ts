import type { Message, MessageType } from "../../protocol";

/** With these a peer may end a connection (Part 6, 7.1.4 and 7.1.5). */
const LAST_WORDS: readonly MessageType[] = ["ERR", "CLO"];

/** NodeId i=397, ServiceFault, in its four-byte form. */
const SERVICE_FAULT = Buffer.from([0x01, 0x00, 0x8d, 0x01]);
/** Bytes of the sequence header before it (Part 6, 6.7.2.4). */
const SEQUENCE_HEADER = 8;

export function isLastWord(message: Message): boolean {
  return LAST_WORDS.includes(message.type) || isRefusedChannel(message);
}

/** An answer to OpenSecureChannel that opens nothing: a ServiceFault (Part 6, 6.7.4), readable where the channel has no security. */
export function isRefusedChannel({ type, trailing }: Message): boolean {
  return type === "OPN" && trailing.subarray(SEQUENCE_HEADER, SEQUENCE_HEADER + SERVICE_FAULT.length).equals(SERVICE_FAULT);
}
