import { messageLabel } from "../report/ladder/label";
import { senderOf } from "../vocabulary";
import { recordOf, type Place } from "./record";
import type { SideJudgement } from "./types";

/** Messages that are shown with a finding. */
const SHOWN = 3;

/** The last messages up to a place, as the judged side said and heard them: what its finding is about. */
export function messagesBefore({ connection, role }: SideJudgement, { packet }: Place): string[] {
  const { trace, placeOf } = recordOf(connection);
  const until = trace.events.filter(
    (event) => event.kind === "message" && event.side === role && placeOf(event.seq).packet <= packet,
  );
  return until
    .slice(-SHOWN)
    .flatMap((event) => (event.kind === "message" ? [`${senderOf(event.direction)} ${messageLabel(event.message)}`] : []));
}
