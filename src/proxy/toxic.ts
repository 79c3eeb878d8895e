import { readAttributes } from "./attributes";
import { badRequest, invalidStream, invalidType } from "./errors";
import { TOXICS } from "./toxics";
import type { Attributes, Stream, ToxicJson, ToxicSpec, ToxicType, ToxicUpdate } from "./types";

/** A toxic on a proxy: its kind, its attributes now, and what all its connections share. */
export class Toxic {
  readonly shared = new Map<string, number>();
  /** Goes up when the toxicity is set again: then, and only then, connections roll again. */
  generation = 0;

  private constructor(
    readonly name: string,
    readonly kind: ToxicType,
    readonly stream: Stream,
    private readonly streamAsWritten: string,
    public toxicity: number,
    public attributes: Attributes,
  ) {}

  /** Checks in Toxiproxy's order: stream, type, name (by `taken`), attributes. */
  static from(spec: ToxicSpec, taken: (name: string) => void): Toxic {
    const written = spec.stream ? text("stream", spec.stream) : "downstream";
    const stream = written.toLowerCase();
    if (stream !== "upstream" && stream !== "downstream") throw invalidStream();
    const type = text("type", spec.type ?? "");
    const kind = TOXICS.get(type);
    if (!kind) throw invalidType(type, [...TOXICS.keys()]);
    const name = spec.name ? text("name", spec.name) : `${type}_${written}`;
    taken(name);
    return new Toxic(name, kind, stream, written, readToxicity(spec.toxicity ?? 1), readAttributes(kind, spec.attributes));
  }

  /** Validates first, then applies; returns what changed. */
  update(change: ToxicUpdate): { attributes: boolean; toxicity: boolean } {
    const attributes = readAttributes(this.kind, change.attributes, this.attributes);
    const given = change.toxicity ?? undefined;
    const toxicity = given === undefined ? this.toxicity : readToxicity(given);
    const changed = { attributes: JSON.stringify(attributes) !== JSON.stringify(this.attributes), toxicity: given !== undefined };
    this.attributes = attributes;
    this.toxicity = toxicity;
    if (changed.toxicity) this.generation += 1;
    return changed;
  }

  toJSON(): ToxicJson {
    const { attributes, name, toxicity } = this;
    return { attributes, name, type: this.kind.type, stream: this.streamAsWritten, toxicity };
  }
}

function readToxicity(value: unknown): number {
  if (typeof value !== "number" || !(value >= 0)) {
    throw badRequest(`toxicity: expected a number from 0 to 1, got ${JSON.stringify(value)}`);
  }
  return value;
}

function text(field: string, value: unknown): string {
  if (typeof value !== "string") throw badRequest(`${field}: expected text, got ${JSON.stringify(value)}`);
  return value;
}
