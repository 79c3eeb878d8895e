import type { AcknowledgeMessage, HelloMessage } from "../../protocol";
import type { Role } from "../../trace";
import { first, type Seen } from "./seen";

/** Part 6, 7.1.2.3 (1.05): smallest buffers without an ECC policy, and with one, in bytes. */
export const MIN_BUFFER = 8192;
export const MIN_ECC_BUFFER = 1024;

/** Part 6, 7.1.2.4 (1.05, Table 70): what one side receives is no more than what the other sends. */
export function wrongAcknowledge({ said, told }: Seen): string | undefined {
  const [hello, ack] = [first(told, "HEL"), first(said, "ACK")];
  if (!hello || !ack) return undefined;
  return (
    wrongSize(["ReceiveBufferSize", ack.receiveBufferSize], ["SendBufferSize", hello.sendBufferSize]) ??
    wrongSize(["SendBufferSize", ack.sendBufferSize], ["ReceiveBufferSize", hello.receiveBufferSize])
  );
}

type Size = readonly [name: string, bytes: number];

function wrongSize([name, stated]: Size, [opposite, asked]: Size): string | undefined {
  const least = asked >= MIN_BUFFER ? MIN_BUFFER : MIN_ECC_BUFFER;
  // Of a Hello that asks for less than there may be, nothing is right.
  if (asked < MIN_ECC_BUFFER || (stated <= asked && stated >= least)) return undefined;
  const where = `where Hello has ${opposite} ${asked}`;
  return stated < least ? `${name} ${stated} ${where}: less than ${least}` : `${name} ${stated} ${where}`;
}

/** Part 6, 7.1.3: the negotiated sizes hold for the secure channel on top. */
export function tooLargeChunk({ said, told }: Seen, role: Role): string | undefined {
  const isClient = role === "client";
  const hello = first(isClient ? said : told, "HEL");
  const ack = first(isClient ? told : said, "ACK");
  if (!hello || !ack) return undefined;
  const limit = isClient ? limitOfClient(hello, ack) : limitOfServer(hello, ack);
  if (limit < MIN_BUFFER) return undefined;
  const large = said.find(({ message }) => CHUNKS.includes(message.type) && message.size > limit)?.message;
  return large ? `${large.type} of ${large.size} bytes for a buffer of ${limit}` : undefined;
}

const CHUNKS: readonly string[] = ["OPN", "MSG", "CLO"];

function limitOfClient(hello: HelloMessage, ack: AcknowledgeMessage): number {
  return Math.min(ack.receiveBufferSize, hello.sendBufferSize);
}

function limitOfServer(hello: HelloMessage, ack: AcknowledgeMessage): number {
  return Math.min(hello.receiveBufferSize, ack.sendBufferSize);
}
