import type { Direction } from "../trace";
import type { ProxyHost } from "./host";
import { randomFor, type Random } from "./random";
import type { Toxic } from "./toxic";
import type { Chunk, DecisionAbout, End, How, Kept, Stage, StageContext, Stream } from "./types";

/** What a slot needs of its connection. */
export interface SlotConnection {
  readonly number: number;
  readonly host: ProxyHost;
  readonly alive: boolean;
  close(how: How, detail?: string): void;
}

/** What a slot needs of its link. */
interface SlotPlace {
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
  private stage: Stage;
  private kept: Kept[] = [];
  private draw: Random | undefined;
  private active: boolean;

  constructor(
    private readonly link: SlotPlace,
    readonly toxic: Toxic,
  ) {
    this.active = link.connection.alive && this.roll();
    this.stage = this.newStage();
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

  number(attribute: string): number {
    return this.attributes[attribute] as number;
  }
  now(): number {
    return this.link.connection.host.now();
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
  mark(chunk: Chunk, fault: string): Chunk {
    return { ...chunk, faults: [...(chunk.faults ?? []), `${this.name}: ${fault}`] };
  }
  keep(kept: Kept): void {
    this.kept.push(kept);
  }
  hold(full: boolean): void {
    this.link.hold(this, full);
  }
  close(how: How, detail: string): void {
    this.link.connection.close(how, `${this.name}: ${detail}`);
  }
  reply(bytes: Buffer, fault: string): void {
    this.link.reply(bytes, [fault]);
  }
  decide(choice: string, about?: DecisionAbout): void {
    this.link.connection.host.decide(this.connection, this.direction, this.name, choice, about);
  }
  note(choice: string, about?: DecisionAbout): void {
    this.link.connection.host.note(this.connection, this.direction, this.name, choice, about);
  }

  data(chunk: Chunk): void {
    if (this.stage.data) this.stage.data(chunk);
    else this.emit(chunk);
  }

  end(end: End): void {
    if (this.stage.end) this.stage.end(end);
    else this.emitEnd(end);
  }

  /** After an update of the toxic. */
  updated(changed: { attributes: boolean; toxicity: boolean }): void {
    if (changed.toxicity && this.roll() !== this.active) {
      this.active = !this.active;
      this.release();
      this.stage = this.newStage();
    } else if (changed.attributes) {
      this.stage.updated?.();
    }
  }

  /** The toxic works here no more. */
  release(): void {
    for (const kept of this.kept) kept.flush();
    this.stage.release?.();
    this.kept = [];
    this.hold(false);
  }

  /** The connection is over. */
  dispose(): void {
    for (const kept of this.kept) kept.dispose();
  }

  private newStage(): Stage {
    return this.active ? this.toxic.kind.create(this) : {};
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
    const { host } = this.link.connection;
    return [host.seed, host.name, this.connection, this.name, this.stream] as const;
  }
}
