import type { Direction } from "../trace";
import { randomFor, type Random } from "./random";
import { passThrough } from "./toxics/noop";
import type { Toxic } from "./toxic";
import type { Chunk, DecisionAbout, End, How, Stage, StageContext, Stream } from "./types";

/** What a slot needs of its connection. */
export interface SlotConnection {
  readonly number: number;
  readonly seed: string;
  readonly proxyName: string;
  readonly alive: boolean;
  now(): number;
  close(how: How, detail?: string): void;
  decide(direction: Direction | undefined, rule: string, choice: string, about?: DecisionAbout): void;
  note(direction: Direction | undefined, rule: string, choice: string, about?: DecisionAbout): void;
}

/** What a slot needs of its link. */
export interface SlotPlace {
  readonly stream: Stream;
  readonly direction: Direction;
  readonly outgoing: StageContext["alignment"];
  readonly connection: SlotConnection;
  pass(chunk: Chunk, from: Slot): void;
  passEnd(end: End, from: Slot): void;
  hold(holder: object, full: boolean): void;
  /** Writes to the sender of what passes here. */
  reply(bytes: Buffer, faults: readonly string[]): void;
}

/** The place of one toxic in one direction of one connection: rolls the toxicity and gives the stage what it may use. */
export class Slot implements StageContext {
  stage: Stage;
  private draw: Random | undefined;
  private active: boolean;

  constructor(
    private readonly link: SlotPlace,
    readonly toxic: Toxic,
  ) {
    this.active = link.connection.alive && this.roll();
    this.stage = this.active ? toxic.kind.create(this) : passThrough(this);
  }

  get borrows(): boolean {
    return !this.active || this.toxic.kind.borrows === true;
  }
  get name() {
    return this.toxic.name;
  }
  get stream() {
    return this.link.stream;
  }
  get direction() {
    return this.link.direction;
  }
  get connection() {
    return this.link.connection.number;
  }
  get attributes() {
    return this.toxic.attributes;
  }
  get shared() {
    return this.toxic.shared;
  }
  get alignment() {
    return this.link.outgoing;
  }

  now(): number {
    return this.link.connection.now();
  }
  random(): number {
    this.draw ??= randomFor(...this.seedPath(), "draws");
    return this.draw();
  }
  emit(chunk: Chunk): void {
    if (chunk.bytes.length > 0) this.link.pass(chunk, this);
  }
  emitEnd(end: End): void {
    this.link.passEnd(end, this);
  }
  hold(full: boolean): void {
    this.link.hold(this, full);
  }
  close(how: How, detail: string): void {
    this.link.connection.close(how, `${this.toxic.name}: ${detail}`);
  }
  reply(bytes: Buffer, fault: string): void {
    this.link.reply(bytes, [fault]);
  }
  decide(choice: string, about: DecisionAbout = {}): void {
    this.link.connection.decide(this.direction, this.toxic.name, choice, about);
  }
  note(choice: string, about: DecisionAbout = {}): void {
    this.link.connection.note(this.direction, this.toxic.name, choice, about);
  }

  /** After an update of the toxic. */
  updated(changed: { attributes: boolean; toxicity: boolean }): void {
    if (changed.toxicity && this.roll() !== this.active) {
      this.active = !this.active;
      this.stage.release();
      this.hold(false);
      this.stage = this.active ? this.toxic.kind.create(this) : passThrough(this);
    } else if (changed.attributes) {
      this.stage.updated?.();
    }
  }

  release(): void {
    this.stage.release();
  }

  /** Once per connection and toxic; again only when the toxicity itself was set. */
  private roll(): boolean {
    const { toxicity, generation } = this.toxic;
    if (toxicity >= 1) return true;
    const drawn = randomFor(...this.seedPath(), "toxicity", generation)();
    const active = drawn < toxicity;
    this.decide(active ? "works on this connection" : "spares this connection", { detail: `toxicity ${toxicity}` });
    return active;
  }

  private seedPath() {
    const { connection, stream } = this.link;
    return [connection.seed, connection.proxyName, connection.number, this.toxic.name, stream] as const;
  }
}
