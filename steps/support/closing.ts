import { Peer } from "../../src/suite/conversation/peer";
import type { Facing } from "../../src/suite/expect";
import { groundOfClosing, groundOfGoingOn } from "../../src/suite/states";
import type { ReverseHelloWorld } from "./world";

/**
 * A close needs, as its control, a close after other nonsense. Whoever is silent towards what is wrong must also be one who goes on after what is right,
 * or it only stands still there, whatever it is sent. Whoever closes when a time of its own is over (`timed`) has refused nothing by it.
 */
export async function judgeClosing({ stage }: ReverseHelloWorld, facing: Facing, timed: boolean, act: () => Promise<void>) {
  const missed = await act().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  // Whoever goes on as though nothing was wrong has broken the rule by what it said, whatever it does otherwise.
  if (missed !== undefined && stage.expect.goesOn(facing)) throw missed;
  const told = () => (missed === undefined ? Promise.resolve() : Promise.reject(missed));
  const { role } = stage.context.setup;
  const sent = lastSent(facing);
  // Nothing was said that could be refused: the silence stands for itself.
  if (sent === undefined) return told();
  const closes = () => stage.judge(groundOfClosing(role, sent), told, { shows: !timed });
  const before = facing.view.said(facing.current).findLast(({ seq }) => seq <= facing.spoke);
  const goesOn = sent === "ERR" ? undefined : groundOfGoingOn(role, before?.message.type);
  await (goesOn ? stage.judge(goesOn, closes, { shows: false }) : closes());
}

/** What we said by hand counts from when we said it, under the name that it bore: it may come late, or be no message in the trace. */
function lastSent(facing: Facing): string | undefined {
  if (facing instanceof Peer && facing.lastSaid !== undefined) return facing.lastSaid;
  const { view, current, spoke } = facing;
  return view.told(current).findLast(({ seq }) => seq > spoke)?.message.type;
}
