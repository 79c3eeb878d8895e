import { isAcross, type CapturedConnection, type CaptureReading } from "../../capture/reader";
import { duration } from "../../report/ladder/label";
import { formatDuration, parseDuration, type Role } from "../../trace";
import { routerWord, type Fault } from "../scenario";
import { closeOf } from "./causes";
import { isSameListener } from "./places";
import type { Suspect } from "./types";

/** What the draft says about the rest of the story: our peer's part, what is to be seen, and how it was in the capture. */
export interface Sequel {
  readonly peer: readonly string[];
  readonly expect: readonly string[];
  /** Sentences for comments. */
  readonly notes: readonly string[];
}

const CLIENT_STORY = { peer: ["the client listens", "a real server starts and dials the client"] };
const HANDSHAKE = ["a listening client", "the server starts"];
const SESSION = ["a waiting connection", "our client opens a session"];
/** Ms that a break may come later than in the capture: busy machines, and another handshake. */
const SLACK = 2000;

/** Reads off the capture what came after the fault, for a draft that expects what was seen. */
export function sequelOf(reading: CaptureReading, suspect: Suspect | undefined, role: Role): Sequel {
  const struck = reading.connections.find(({ number }) => number === suspect?.connection);
  const later = struck ? laterOnes(struck, reading) : [];
  const notes = struck ? [storyOf(struck, later, reading)] : [];
  const word = suspect?.fault && routerWord(suspect.fault);
  if (word !== undefined) return { ...behindRouter(word, suspect?.fault ?? { do: {} }, role, struck), notes };
  if (role === "client") return { ...CLIENT_STORY, expect: ["the client opens a session on the real server"], notes };
  const limit = suspect?.fault?.on?.time;
  // The fault strikes an open session: it must be there first.
  if (limit !== undefined && struck && hasSession(struck)) {
    return {
      peer: SESSION,
      expect: [`the connection of our client breaks within ${spokenSeconds(parseDuration(limit) + SLACK)}`],
      notes,
    };
  }
  const anew = later.length > 0 && !later.some(hasSession);
  return {
    peer: HANDSHAKE,
    expect: [anew ? "the server dials our client with a ReverseHello anew" : "our client gets a session on a later connection"],
    notes,
  };
}

/** A fault that the router makes: our side waits until it is over, and then there is a session again. */
function behindRouter(
  word: string,
  { do: deed, for: time = "0s" }: Fault,
  role: Role,
  struck?: CapturedConnection,
): Pick<Sequel, "peer" | "expect"> {
  const dials = role === "server" ? HANDSHAKE : CLIENT_STORY.peer;
  if (word === "drop-syn" || word === "reject") {
    return { peer: [...dials, `our side waits ${spokenSeconds(parseDuration(time))}`], expect: [AGAIN_WITHIN_DIAL] };
  }
  if (word === "forget-idle") {
    const waiting = struck && hasSession(struck) ? SESSION : SESSION.slice(0, 1);
    const state = role === "server" ? waiting : ["Given a client with an open session"];
    return { peer: [...state, "our side waits 5 s"], expect: [AGAIN_WITHIN_KEEP_ALIVE] };
  }
  const says = typeof deed.mtu === "object" && deed.mtu.icmp === true;
  const tries =
    role === "server" ? ["a waiting connection", "our client tries in vain to open a session"] : [...dials, "our side waits 5 s"];
  if (says) return { peer: role === "server" ? HANDSHAKE : dials, expect: [AGAIN_WITHIN_DIAL] };
  return { peer: [...tries, "the router works again"], expect: [AGAIN_WITHIN_KEEP_ALIVE] };
}

const AGAIN_WITHIN_DIAL = "a session is there again within its dial time";
const AGAIN_WITHIN_KEEP_ALIVE = "a session is there again within its keep-alive and dial time";

/** Later connections to the same listener, in order. */
function laterOnes(struck: CapturedConnection, { connections }: CaptureReading): CapturedConnection[] {
  const end = closeOf(struck)?.t ?? struck.t;
  return connections.filter((one) => one.t > end && isSameListener(one, struck));
}

function storyOf(
  struck: CapturedConnection,
  later: readonly CapturedConnection[],
  { connections, length, clockJumps }: CaptureReading,
): string {
  const close = closeOf(struck);
  const name = `connection ${struck.number}`;
  if (!close) return `${name} was still open at the end of the capture, ${duration(struck.until - struck.t)} after it began`;
  const how = `${name} was ${close.how === "rst" ? "reset" : "closed"} first by the ${close.by}'s side, ${duration(close.t - struck.t)} after it began`;
  const [next] = later;
  if (!next) {
    const begin = Math.min(...connections.map(({ t }) => t));
    const rest = Math.max(0, begin + length - close.t);
    return `${how}; nobody dialed again in the ${duration(rest)} that the capture goes on (if that is the symptom, expect: "the server does not dial our client for ...")`;
  }
  const session = later.find(hasSession);
  const end = session ? `; connection ${session.number} carried a session` : "; no later connection carried a session";
  const when = isAcross(clockJumps, close.t, next.t) ? "" : ` ${duration(next.t - close.t)} later`;
  return `${how}; the ${next.dialer ?? "server"} dialed again${when}${end}`;
}

/** Messages in both directions behind the channel's opening. */
function hasSession({ items }: CapturedConnection): boolean {
  return items.some((item) => item.kind === "run" && item.toClient > 0 && item.toServer > 0);
}

/** Whole seconds, upwards, as the sentences have them. */
function spokenSeconds(ms: number): string {
  return formatDuration(Math.ceil(ms / 1000) * 1000).replace(/^(\d+)(\D+)$/, "$1 $2");
}
