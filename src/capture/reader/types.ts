/** One captured packet. */
export interface CapturedPacket {
  /** Milliseconds since 1970, fractional; undefined where the format keeps no time. */
  readonly t: number | undefined;
  /** LINKTYPE number of the interface (tcpdump.org/linktypes). */
  readonly linkType: number;
  /** Number of the interface in its section, from 0. */
  readonly interfaceId: number;
  readonly interfaceName?: string;
  readonly data: Buffer;
  /** Bytes that the packet had on the wire; more than `data.length` when the snapshot length cut it. */
  readonly originalLength: number;
  /** Comments that the writer put on the packet. */
  readonly comments: readonly string[];
  /** Number of the packet in the file, from 1. */
  readonly number: number;
}

/** The file cannot be read as a capture: one sentence with the place. */
export class CaptureError extends Error {
  readonly code: "NOT_A_CAPTURE" | "BROKEN_CAPTURE" | "NO_OPC_UA" | "NO_FILE";
  constructor(code: CaptureError["code"], problem: string) {
    super(problem);
    this.code = code;
    this.name = "CaptureError";
  }
}

/** A side of a connection: 0 sent its first captured packet. */
export type Side = 0 | 1;

/** What the readers found odd; kept in words, counted, never silently dropped. */
export class Warnings {
  private readonly counts = new Map<string, number>();

  add(text: string): void {
    this.counts.set(text, (this.counts.get(text) ?? 0) + 1);
  }

  get list(): string[] {
    return [...this.counts].map(([text, count]) => (count > 1 ? `${text} (${count} times)` : text));
  }
}
