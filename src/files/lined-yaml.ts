import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair } from "yaml";

/** A text that is no YAML, or none that can be used: half a sentence, and the line where it is known. */
export class YamlError extends Error {
  readonly code = "YAML";
  constructor(
    readonly line: number | undefined,
    message: string,
  ) {
    super(message);
    this.name = "YamlError";
  }
}

/** A YAML text that a user wrote, and the lines of what is in it. The constructor throws {@link YamlError}. */
export class LinedYaml {
  readonly data: unknown;
  private readonly document: Document;
  private readonly lines = new LineCounter();

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.lines });
    const broken = this.document.errors[0];
    if (broken) {
      const what = broken.message.split("\n")[0]?.replace(/ at line.*$/, "") ?? "syntax error";
      throw new YamlError(this.lines.linePos(broken.pos[0]).line, `this is not valid YAML: ${what}`);
    }
    this.data = this.plain();
    if (isCyclic(this.data)) throw new YamlError(undefined, "this YAML cannot be used: an alias (*name) stands in what it names");
  }

  private plain(): unknown {
    try {
      return this.document.toJS();
    } catch (error) {
      // Aliases of aliases of aliases.
      throw new YamlError(undefined, `this YAML cannot be used: ${(error as Error).message}`);
    }
  }

  /** Whether there is something at this path; keys and positions from the top. */
  has(path: readonly (string | number)[]): boolean {
    return this.find(path).length === path.length + 1;
  }

  /** Line of a value, of its key with `atKey` (an unknown field), or of the nearest thing above that is there. */
  lineOf(path: readonly (string | number)[], atKey = false): number {
    const found = this.find(path);
    const last = found.at(-1);
    const node = atKey && found.length === path.length + 1 && last?.key ? last.key : last?.value;
    return node?.range ? this.lines.linePos(node.range[0]).line : 1;
  }

  /** What is on the way to a path, from the top, as far as it is there. */
  private find(path: readonly (string | number)[]): Place[] {
    const places: Place[] = [{ value: asNode(this.document.contents) }];
    for (const key of path) {
      const next = step(places.at(-1)?.value, key);
      if (!next?.value && !next?.key) break;
      places.push(next);
    }
    return places;
  }
}

/** The same; a text that cannot be used is the error that `fail` makes of its line and what is wrong. */
export function linedYaml(text: string, fail: (line: number | undefined, problem: string) => Error): LinedYaml {
  try {
    return new LinedYaml(text);
  } catch (error) {
    if (error instanceof YamlError) throw fail(error.line, error.message);
    throw error;
  }
}

/** JSON has no circles, and neither has any file of ours. */
function isCyclic(value: unknown, above: ReadonlySet<unknown> = new Set(), done = new Set<unknown>()): boolean {
  if (typeof value !== "object" || value === null || done.has(value)) return false;
  if (above.has(value)) return true;
  const inside = new Set(above).add(value);
  const found = Object.values(value).some((one) => isCyclic(one, inside, done));
  done.add(value);
  return found;
}

interface Place {
  readonly key?: Node | undefined;
  readonly value: Node | undefined;
}

function step(parent: Node | undefined, key: string | number): Place | undefined {
  if (isSeq(parent)) return { value: asNode(parent.items[Number(key)]) };
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item: Pair) => isScalar(item.key) && String(item.key.value) === String(key));
  return pair && { key: asNode(pair.key), value: asNode(pair.value) };
}

function asNode(value: unknown): Node | undefined {
  return isNode(value) ? value : undefined;
}
