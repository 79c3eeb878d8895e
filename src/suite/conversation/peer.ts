import type { RawConnection } from "../../../simulators/raw";
import { DEFAULT_BUFFER_SIZE, HEADER_SIZE, type MessageType } from "../../protocol";
import { TooSlowError } from "../expect/errors";
import type { Facing } from "../expect/expect";
import type { Link } from "../link";
import type { ScenarioContext } from "../scenario/context";
import type { LinkView } from "../../trace";

/** Addresses that frames of ours carry unless a table says otherwise. */
export interface Addresses {
  readonly serverUri: string;
  readonly endpointUrl: string;
}

/** Buffers that our Hello or Acknowledge states, in bytes. */
export interface Sizes {
  readonly receiveBufferSize: number;
  readonly sendBufferSize: number;
}

export interface Sending {
  /** Answers that are right to what goes before the last message in the bytes. */
  readonly due?: readonly MessageType[];
  /** The scenario wrote them: they may be wrong, or out of turn, on purpose. */
  readonly deliberate?: boolean;
}

interface Dripping extends Pick<Sending, "deliberate"> {
  /** Ms that the SUT waits for all of it, at least. */
  readonly within?: number;
}

/** What we state when nothing was said before. */
export const OWN_SIZES: Sizes = { receiveBufferSize: DEFAULT_BUFFER_SIZE, sendBufferSize: DEFAULT_BUFFER_SIZE };

/** A peer that we play by hand on a link of its own: it only does what it is told, and never judges. */
export abstract class Peer implements Facing {
  current = 0;
  spoke = 0;
  due: readonly MessageType[] = [];
  /** Type of what was said last by hand, by connection. */
  private readonly words = new Map<number, string>();

  protected constructor(
    readonly name: string,
    protected readonly context: ScenarioContext,
    readonly link: Link,
    readonly view: LinkView,
  ) {}

  abstract get addresses(): Addresses;

  get sizes(): Sizes {
    return OWN_SIZES;
  }

  /** Type of what was said last by hand on the current connection, whether or not it has arrived yet. */
  get lastSaid(): string | undefined {
    return this.words.get(this.current);
  }

  /** Our end of a connection; the current one by default. */
  abstract raw(connection?: number): RawConnection;

  /** Resolves when our end of the current connection is there, and what the SUT has said on it so far. */
  async arrives(): Promise<void> {}

  /** Sends bytes on the current connection. */
  async send(bytes: Buffer, { due = [], deliberate = false }: Sending = {}): Promise<void> {
    this.speaks(due);
    this.speaksOf(bytes, deliberate);
    await this.raw().send(bytes);
  }

  /**
   * Sends bytes in pieces, `gap` ms apart, so that each travels by itself, as long as the SUT listens. Where that takes longer than `within`
   * ms since the dial, for which the SUT waits, it is our side that was too slow.
   */
  async drip(bytes: Buffer, size: number, gap: number, { deliberate = false, within = Infinity }: Dripping = {}): Promise<void> {
    this.speaks();
    this.speaksOf(bytes, deliberate);
    const { trace } = this.context;
    const raw = this.raw();
    const began = this.view.dials().find(({ connection }) => connection === this.current)?.t ?? trace.now();
    for (let at = 0; at < bytes.length && raw.open; at += size) {
      await raw.send(bytes.subarray(at, at + size));
      await this.context.waits(gap);
    }
    const took = trace.now() - began;
    if (took > within)
      throw new TooSlowError(`a message in pieces within ${within} ms`, `this busy machine took ${Math.round(took)} ms to send it`);
  }

  closes(): void {
    this.raw().end();
  }

  resets(): void {
    this.context.straysOn(this.name, this.current, "a reset");
    this.raw().reset();
  }

  /** What the SUT said has reached our end of the current connection. */
  async hears(type: MessageType): Promise<void> {
    await this.raw().message(type, this.context.timing.prompt);
  }

  private speaksOf(bytes: Buffer, deliberate: boolean): void {
    const type = bytes.toString("latin1", 0, 3);
    this.words.set(this.current, type);
    if (deliberate)
      this.context.straysOn(this.name, this.current, `${describeType(type)} as the scenario wants it`, unfinished(bytes));
  }

  /** What comes from now on is the answer. */
  speaks(due: readonly MessageType[] = []): void {
    this.spoke = this.context.trace.position;
    this.due = due;
  }
}

/** The end of what is sent when it is no whole message, in words: its receiver may wait for the rest. */
function unfinished(bytes: Buffer): string | undefined {
  let at = 0;
  while (at + HEADER_SIZE <= bytes.length) {
    const size = bytes.readUInt32LE(at + HEADER_SIZE - 4);
    const rest = bytes.length - at;
    if (size < HEADER_SIZE || size > rest)
      return `${rest} bytes of ${describeType(bytes.toString("latin1", at, at + 3))} whose MessageSize says ${size}`;
    at += size;
  }
  return at < bytes.length ? `${bytes.length - at} bytes of a header` : undefined;
}

function describeType(type: string): string {
  return /^[A-Z]+$/.test(type) ? type : "bytes";
}
