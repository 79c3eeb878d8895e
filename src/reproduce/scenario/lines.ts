import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import { FaultFileError } from "./types";

/** A YAML text that knows its lines. */
export class LinedYaml {
  readonly data: unknown;
  private readonly document: Document;
  private readonly lines = new LineCounter();

  constructor(
    text: string,
    readonly file: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines });
    const broken = this.document.errors[0];
    if (broken) {
      const what = broken.message.split("\n")[0]?.replace(/ at line.*$/, "") ?? "syntax error";
      throw new FaultFileError(file, this.lines.linePos(broken.pos[0]).line, `this is not valid YAML: ${what}`);
    }
    this.data = this.plain();
  }

  private plain(): unknown {
    try {
      return this.document.toJS();
    } catch (error) {
      // Aliases of aliases of aliases.
      throw new FaultFileError(this.file, undefined, `this YAML cannot be used: ${(error as Error).message}`);
    }
  }

  /** Line of a value, of its key with `atKey`, or of the nearest thing above that is there. */
  lineOf(path: readonly (string | number)[], atKey = false): number {
    const parent = path.length > 1 ? this.document.getIn(path.slice(0, -1), true) : this.document.contents;
    if (atKey && isMap(parent)) {
      const last = String(path.at(-1));
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === last);
      if (pair && isScalar(pair.key) && pair.key.range) return this.lines.linePos(pair.key.range[0]).line;
    }
    const node = path.length === 0 ? this.document.contents : this.document.getIn(path, true);
    if (isNode(node) && node.range) return this.lines.linePos(node.range[0]).line;
    return path.length === 0 ? 1 : this.lineOf(path.slice(0, -1));
  }

  error(path: readonly (string | number)[], problem: string, atKey = false): FaultFileError {
    return new FaultFileError(this.file, this.lineOf(path, atKey), problem);
  }
}
