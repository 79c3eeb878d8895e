import type { Message } from "../../protocol";
import type { MessageEvent, Role, Stamp, TraceEvent } from "../../trace";

export interface ReplayStep {
  readonly message: Message;
  /** Messages that the other side must have said before. */
  readonly after: number;
  /** Ms since the connection was opened, as recorded. */
  readonly at: number;
}

/** One side of one recorded connection, ready to be played. */
export interface ReplayScript {
  readonly as: Role;
  readonly link: string;
  readonly connection: number;
  /** True when the side that is played dialed. */
  readonly dials: boolean;
  readonly steps: readonly ReplayStep[];
  /** What the other side said, in order. */
  readonly expected: readonly Message[];
  /** How the side that is played ended the connection, if it did. */
  readonly ending: "fin" | "rst" | undefined;
  /** Why the steps end before the recording does. */
  readonly stops: string | undefined;
}

/** The trace holds nothing that can be played: one sentence; exit code 2. */
class ReplayError extends Error {
  readonly code = "REPLAY";
  readonly exitCode = 2;
  override readonly name = "ReplayError";
}

export interface ScriptOptions {
  readonly as: Role;
  /** Number of the connection; 1 by default. */
  readonly connection?: number;
  /** Name of the link; the first by default. */
  readonly link?: string;
}

/** Takes one side of one connection out of a trace. Throws {@link ReplayError}. */
export function replayScript(events: readonly TraceEvent[], { as, connection = 1, link }: ScriptOptions): ReplayScript {
  const links = [...new Set(events.flatMap((event) => ("link" in event ? [event.link] : [])))];
  const name = link ?? links[0];
  if (name === undefined || !links.includes(name)) {
    throw new ReplayError(
      `the trace has ${links.length > 0 ? `the links ${links.join(", ")}` : "no link"}${link ? `, not "${link}"` : ""}`,
    );
  }
  const own = events.filter(
    (event) => "link" in event && event.link === name && "connection" in event && event.connection === connection,
  );
  const opened = own.find((event) => event.kind === "connection" && event.phase === "opened");
  const messages = own.filter((event): event is MessageEvent & Stamp => event.kind === "message" && event.side === as);
  const ours = messages.filter((event) => event.direction === (as === "server" ? "to-client" : "to-server"));
  if (ours.length === 0) throw new ReplayError(`the ${as} said nothing on connection ${connection} of link "${name}"`);
  const steps = ours.map((event) => ({
    message: event.message,
    after: messages.filter((other) => other.direction !== event.direction && other.seq < event.seq).length,
    at: event.t - (opened?.t ?? ours[0]?.t ?? 0),
  }));
  const limit = firstUnplayable(
    messages.map(({ message }) => message),
    steps,
  );
  const end = own.find((event) => event.kind === "connection" && event.phase === "peer-closed" && event.side === as);
  return {
    as,
    link: name,
    connection,
    dials: opened?.kind === "connection" ? opened.side === as : as === "server",
    steps: steps.slice(0, limit.count),
    expected: messages.filter((event) => !ours.includes(event)).map(({ message }) => message),
    ending: limit.reason === undefined && end?.kind === "connection" ? end.how : undefined,
    stops: limit.reason,
  };
}

/** Under a policy other than None every byte behind the handshake depends on keys that are gone. */
function firstUnplayable(all: readonly Message[], steps: readonly ReplayStep[]): { count: number; reason: string | undefined } {
  const secured = all.find((message) => message.type === "OPN" && !message.securityPolicyUri.value?.endsWith("#None"));
  if (secured?.type !== "OPN") return { count: steps.length, reason: undefined };
  const count = steps.findIndex(({ message }) => message.type === "MSG" || message.type === "CLO");
  const policy = secured.securityPolicyUri.value?.replace(/^.*#/, "") ?? "null";
  return {
    count: count < 0 ? steps.length : count,
    reason: `security policy ${policy}: what follows OpenSecureChannel depends on keys that the recording does not hold`,
  };
}
