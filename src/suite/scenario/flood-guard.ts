import type { Link } from "../link";
import type { LinkView, Trace } from "../../trace";

/** What the guard needs of a scenario. */
interface Guarded {
  readonly trace: Trace;
  view(link: string): LinkView;
  defer(cleanup: () => void): void;
}

/**
 * Dials of one server under test to one client in one scenario that are taken for a storm. The slowest scenario lasts some ten
 * seconds and the fastest stated redial is 100 ms, so an honest server stays below a hundred.
 */
const MOST_DIALS = 500;

/**
 * A server that dials without any delay would fill the record until nothing else gets done. At the limit the link is taken down:
 * what came until then is enough to judge, and the note says why it ends.
 */
export function guardAgainstFlood(context: Guarded, link: Link): void {
  const view = context.view(link.name);
  let dials = 0;
  const unsubscribe = context.trace.subscribe((event) => {
    if (!view.isDial(event)) return;
    dials += 1;
    if (dials < MOST_DIALS) return;
    unsubscribe();
    context.trace.add({
      kind: "state",
      actor: "harness",
      state: "link taken down",
      detail: `${dials} dials to client ${link.name}: a storm`,
    });
    // A link that is gone already needs no taking down.
    link.disable().catch(() => undefined);
  });
  context.defer(unsubscribe);
}
