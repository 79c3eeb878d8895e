import type { MessageHeader } from "../../../protocol";
import type { StageContext } from "../../types";
import { messageType } from "../../../vocabulary";

/** Picks messages. Counts begin when the toxic is added; with scope `proxy` all connections count together. */
export class Matcher {
  private readonly own = new Map<string, number>();

  constructor(private readonly context: StageContext) {}

  /** Called once for each message, in order. */
  picks(header: MessageHeader): boolean {
    const { message, chunk, connection, nth, every, count, probability } = this.context.attributes;
    if (message !== "any" && messageType(String(message)) !== header.type) return false;
    if (chunk !== "" && chunk !== header.chunk) return false;
    if (connection !== 0 && connection !== this.context.connection) return false;
    const position = this.count("matches");
    if (nth !== 0 && position !== nth) return false;
    if (every !== 0 && position % Number(every) !== 0) return false;
    if (Number(probability) < 1 && this.context.random() >= Number(probability)) {
      this.context.decide(`spare ${header.type}`, { detail: `probability ${probability}` });
      return false;
    }
    return count === 0 || this.count("acts") <= Number(count);
  }

  private count(what: string): number {
    const counts = this.context.attributes["scope"] === "proxy" ? this.context.shared : this.own;
    const value = (counts.get(what) ?? 0) + 1;
    counts.set(what, value);
    return value;
  }
}
