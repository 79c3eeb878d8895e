import type { MessageType } from "../../protocol";

/** With these a client may end a connection (Part 6, 7.1.4 and 7.1.5). */
const LAST_WORDS: readonly MessageType[] = ["ERR", "CLO"];

export function isLastWord(type: MessageType): boolean {
  return LAST_WORDS.includes(type);
}
