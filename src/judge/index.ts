import type { CapturedConnection, CaptureReading } from "../capture/reader";
import { ROLES, type Role } from "../vocabulary";
import { judgeBeyond } from "./beyond";
import { dialingOf, judgeSuspension } from "./dials";
import { figuresOf } from "./figures";
import { recordOf } from "./record";
import { judgeByRules } from "./rules";
import type { SideJudgement, StatedTimes } from "./types";

export { outcomeOf, placeText } from "./outcomes";
export { messagesBefore } from "./context";
export { recordOf } from "./record";
export { cutOf, unseen } from "./rules";
export type { SideJudgement, StatedTimes } from "./types";

export interface CaptureJudgement {
  readonly sides: readonly SideJudgement[];
  /** Sentences: what is worth a look and breaks no requirement by itself. */
  readonly figures: readonly string[];
}

export interface JudgeCaptureOptions {
  readonly role?: Role;
  /** Only this connection. */
  readonly connection?: number;
  readonly stated?: StatedTimes;
}

/** Judges both sides of every connection of a capture that was read with every message. */
export function judgeCapture(reading: CaptureReading, options: JudgeCaptureOptions = {}): CaptureJudgement {
  const { connection: only, role: wanted, stated = {} } = options;
  const dialings = dialingOf(reading);
  const suspensions = judgeSuspension(dialings, stated, reading);
  const shown = reading.connections.filter(({ number }) => only === undefined || number === only);
  const sides = shown.flatMap((connection) => {
    const record = recordOf(connection);
    const roles = rolesOf(connection).filter((role) => wanted === undefined || role === wanted);
    return roles.map((role): SideJudgement => {
      const suspension = role === "server" ? suspensions.get(connection) : undefined;
      const said = [
        ...judgeByRules(connection, record, role),
        ...judgeBeyond(connection, role, reading.length),
        ...(suspension ? [suspension] : []),
      ];
      return { connection, role, said };
    });
  });
  return { sides, figures: figuresOf(reading, dialings, stated) };
}

/** In a recording of the fault proxy each side of the network has an interface of its own: the other end there is the proxy. */
function rolesOf({ interfaceName }: CapturedConnection): readonly Role[] {
  return ROLES.filter((role) => !ROLES.some((side) => side !== role && interfaceName?.endsWith(`/${side}`)));
}
