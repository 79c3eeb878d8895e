import type { LinkView, Trace, TraceEvent } from "../../trace";
import { isRefusedChannel } from "../expect/last-words";
import type { GroundName } from "./grounds";

/** What a scenario has recorded: its trace, and its links from the SUT's side. */
interface Recorded {
  readonly trace: Trace;
  readonly views: ReadonlyMap<string, LinkView>;
}

/** What a record must hold that shows a ground. One that stands here with none is shown by the judged act itself. */
const EVIDENCE: Readonly<Record<GroundName, (recorded: Recorded) => boolean>> = {
  acknowledges: says("ACK"),
  opensChannel: says("OPN"),
  givesSession: reports("client", "session open"),
  givesAnother: (recorded) => isDialedTwice(recorded) && reports("client", "session open")(recorded),
  dialsAgain: comesBackAfter("RHE"),
  dialsSometime: comesBackAfter("RHE"),
  comesBack: comesBackAfter("ACK"),
  suspends: byItself,
  keepsOneWaiting: byItself,
  serverClosesOnError: byItself,
  serverRefuses: byItself,
  saysHello: says("HEL"),
  takesAny: says("HEL"),
  asksForChannel: says("OPN"),
  opensSession: reports("server", "session activated"),
  opensSecured: reports("server", "session activated"),
  opensAnother: (recorded) => comesBackAfter("HEL")(recorded) && reports("server", "session activated")(recorded),
  opensAfterItsClose,
  clientClosesOnError: byItself,
  clientRefuses: byItself,
};

/** Whether a scenario whose act held has shown the ground: a connection that waits, for example, shows no session. */
export function isSeen(ground: GroundName, recorded: Recorded): boolean {
  return EVIDENCE[ground](recorded);
}

/**
 * The same process was the first to close a connection, and had a session later. Some cannot listen again at such a port: what was open
 * there keeps it for a minute, but for a reset.
 */
function opensAfterItsClose({ trace, views }: Recorded): boolean {
  const ends = [...views.values()].flatMap((view) => view.connections().map((connection) => view.closing(connection)));
  const states = trace.events.filter((event) => event.kind === "state");
  const isActivation = tells("server", "session activated");
  return ends.some((end) => {
    if (end?.by !== "sut" || end.how !== "fin") return false;
    const next = states.find((event) => event.t > end.t && (isActivation(event) || event.state === "starting"));
    return next !== undefined && isActivation(next);
  });
}

function byItself(): boolean {
  return true;
}

/** Who dialed twice has said ReverseHello twice; a dial that failed before is none. */
function isDialedTwice({ views }: Recorded): boolean {
  return [...views.values()].some((view) => view.said().filter(({ message }) => message.type === "RHE").length > 1);
}

/**
 * Our side closed a connection on which the SUT had said this last, without a word, and the SUT went on with another one: it said the first
 * message of its role there. What it does after an Error, a reset or a close of its own shows nothing of that.
 */
function comesBackAfter(last: "RHE" | "ACK" | "HEL") {
  return ({ views }: Recorded): boolean =>
    [...views.values()].some((view) =>
      view.connections().some((connection) => {
        const [closing, said] = [view.closing(connection), view.said(connection)];
        if (closing?.by !== "peer" || closing.how !== "fin" || said.at(-1)?.message.type !== last) return false;
        if (view.told(connection).some(({ message }) => message.type === "ERR")) return false;
        const first = view.sut === "server" ? "RHE" : "HEL";
        return view.said().some(({ message, t }) => message.type === first && t > closing.t);
      }),
    );
}

function says(type: "ACK" | "HEL" | "OPN") {
  return ({ views }: Recorded): boolean =>
    [...views.values()].some((view) => view.said().some(({ message }) => message.type === type && !isRefusedChannel(message)));
}

/** Our side tells in its states what it reached together with the SUT. */
function reports(side: "client" | "server", state: string) {
  const isTold = tells(side, state);
  return ({ trace }: Recorded): boolean => trace.events.some(isTold);
}

function tells(side: "client" | "server", state: string) {
  return (event: TraceEvent): boolean =>
    event.kind === "state" && event.actor.startsWith(`${side} `) && event.state.startsWith(state);
}
