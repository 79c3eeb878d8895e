import type { CapturedConnection } from "../capture/reader";
import { judgeSeen, seenOn } from "../suite/checkers";
import type { Role } from "../vocabulary";
import type { ConnectionRecord, Place } from "./record";
import type { Said } from "./types";

/** The number of the only connection in a record. */
const FIRST = 1;

/** What the suite's rules say of one side of a captured connection, as far as the capture shows it. */
export function judgeByRules(connection: CapturedConnection, record: ConnectionRecord, role: Role): Said[] {
  const { dialer } = connection;
  const why = unseen(connection);
  const cut = cutOf(connection);
  const until = cut === undefined ? Infinity : record.positionOf(cut.packet);
  // Of a connection of which nothing can be judged, the rules are only named.
  const judge = (end: number) => judgeSeen(seenOn(record.view(role), FIRST, why === undefined ? end : 0), role, dialer);
  return judge(until).flatMap(({ requirement, finding, hasOccasion, isEarly, isPlain }, index): Said[] => {
    if (why !== undefined) return [{ requirement, hidden: why }];
    if (finding) {
      const place = placeOf(record, until, (end) => judge(end)[index]?.finding !== undefined);
      return [{ requirement, finding: { ...finding, place } }];
    }
    if (cut && !(isEarly && hasOccasion)) return [{ requirement, hidden: cut.why }];
    if (isPlain && isSecured(connection)) return [{ requirement, hidden: "it is encrypted" }];
    return hasOccasion ? [{ requirement }] : [];
  });
}

/** Why nothing of a connection can be judged; undefined where something can. */
export function unseen({ bothDirections, dialer, rolesGuessed }: CapturedConnection): string | undefined {
  if (!bothDirections) return "only one direction was captured";
  if (dialer === undefined) return "the capture begins in the middle of the connection";
  return rolesGuessed ? "no message says which side is the server" : undefined;
}

/** From which packet on it cannot be followed any more, and why. */
export function cutOf({
  firstLost = Infinity,
  firstUnkept = Infinity,
  every = [],
}: CapturedConnection): { packet: number; why: string } | undefined {
  const incomplete = every.find((message) => message.incomplete)?.packet ?? Infinity;
  const reasons = [
    { packet: incomplete, why: "packets are cut by the snapshot length or missing" },
    { packet: firstLost, why: "bytes are missing" },
    { packet: firstUnkept, why: "there are more messages than this tool keeps (cut the capture)" },
  ].sort((a, b) => a.packet - b.packet);
  const [first] = reasons;
  if (!first || first.packet === Infinity) return undefined;
  // Where all of it is missing, where that begins says nothing.
  if (every.length === 0 && first.packet === firstUnkept) return first;
  return { packet: first.packet, why: `${first.why} from packet ${first.packet} on` };
}

export function isSecured({ policies }: CapturedConnection): boolean {
  return policies.some((policy) => policy !== "None");
}

/** The first position that makes it wrong: a record that is wrong up to there stays wrong. */
function placeOf({ trace, placeOf: at }: ConnectionRecord, until: number, isWrong: (end: number) => boolean): Place {
  let [low, high] = [1, Math.min(until, trace.events.length + 1)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isWrong(middle + 1)) high = middle;
    else low = middle + 1;
  }
  return at(low);
}
