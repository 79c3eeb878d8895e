import type { ConnectRule } from "../../proxy";
import type { LinkObserver, Role } from "../../trace";

/** One network fault as the Toxiproxy API takes it; `stream` is Toxiproxy's: "upstream" runs from the dialer to the listener. */
export interface ToxicSpec {
  readonly name: string;
  readonly type: string;
  readonly stream: "upstream" | "downstream";
  readonly toxicity?: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Path between the SUT and a simulator, with a fault proxy in it. */
export interface Link {
  readonly name: string;
  /** Where the dialing side must dial. */
  readonly host: string;
  readonly port: number;
  readonly url: string;
  addToxic(toxic: ToxicSpec): Promise<void>;
  updateToxic(name: string, attributes: Readonly<Record<string, unknown>>): Promise<void>;
  removeToxic(name: string): Promise<void>;
  /** RST to both sides of every open connection, now. */
  reset(): Promise<void>;
  /** What happens to new connections (the embedded proxy's modes); replaces earlier rules. */
  treatDials(rules: readonly ConnectRule[]): Promise<void>;
  /** Takes the link down: open connections end, new ones are refused. */
  disable(): Promise<void>;
  enable(): Promise<void>;
  /** Removes every fault. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

export interface LinkRequest {
  readonly name: string;
  /** Unique over the worker, for the proxy's own name. */
  readonly scope: string;
  /** Where the dialing side must dial, when that is not free to choose. */
  readonly listen?: { readonly host: string; readonly port: number };
  readonly target: { readonly host: string; readonly port: number };
  /** Role of the side that dials; the server in Reverse Connect. */
  readonly dialer: Role;
  readonly observer: LinkObserver;
}

/** Makes links; one per worker. */
export interface LinkFactory {
  /** What kind it is, for sentences: "a real Toxiproxy". */
  readonly words: string;
  /** What this kind of link cannot do, by capability name. */
  readonly lacks: readonly string[];
  create(request: LinkRequest): Promise<Link>;
  stop(): Promise<void>;
}
