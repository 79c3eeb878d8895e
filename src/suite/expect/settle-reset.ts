import { otherRole } from "../../vocabulary";
import type { ScenarioContext } from "../scenario/context";
import type { LinkView } from "../../trace";

/** What a reset by the SUT stopped on its way is in the record when the reset has reached our side. */
export async function settleReset({ trace, timing, signal }: ScenarioContext, view: LinkView, connection: number): Promise<void> {
  const closing = view.closing(connection);
  if (closing?.by !== "sut" || closing.how !== "rst") return;
  const what = `the reset of connection ${connection} of ${view.link} at our side`;
  await trace.waitFor(what, (event) => view.isEnd(event, connection, otherRole(view.sut)), { within: timing.prompt, signal });
}
