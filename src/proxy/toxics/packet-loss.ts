import type { Chunk, Stage, StageContext, ToxicType } from "../types";

/** Payload of an Ethernet packet. */
const PACKET = 1460;

/**
 * Takes whole packets (of 1460 bytes of the stream, counted from where the toxic was added) out of the byte stream with a chance of
 * `loss_rate`, 0 to 1. TCP would send them again; this toxic, as Toxiproxy's, damages the stream. `correlation`, 0 to 1, is how much
 * the fate of the packet before counts.
 */
export const packetLoss: ToxicType = {
  type: "packet_loss",
  attributes: {
    loss_rate: { kind: "number", default: 0.1, min: 0, max: 1 },
    correlation: { kind: "number", default: 0, min: 0, max: 1 },
  },
  borrows: true,
  create: (context) => new PacketLoss(context),
};

class PacketLoss implements Stage {
  private left = 0;
  private lost = false;

  constructor(private readonly context: StageContext) {}

  data(chunk: Chunk): void {
    for (let at = 0; at < chunk.bytes.length;) {
      if (this.left === 0) this.draw(chunk, at);
      const bytes = chunk.bytes.subarray(at, at + this.left);
      this.left -= bytes.length;
      if (!this.lost) this.context.emit({ ...chunk, bytes, offset: chunk.offset + at });
      at += bytes.length;
    }
  }

  private draw(chunk: Chunk, at: number): void {
    const rate = this.context.number("loss_rate");
    const correlation = this.context.number("correlation");
    const chance = rate * (1 - correlation) + (this.lost ? correlation : 0);
    this.lost = this.context.random() < chance;
    this.left = PACKET;
    const about = { offset: chunk.offset + at, length: PACKET, message: at === 0 ? chunk.message : undefined };
    this.context.decide(this.lost ? "lose packet" : "pass packet", about);
  }
}
