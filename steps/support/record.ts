import { NotApplicableError } from "../../src/suite/attach";
import { checkRecord, checkSockets, openConnections, piled, type SocketLimits } from "../../src/suite/checkers";
import { ConformanceError } from "../../src/suite/expect";
import type { ScenarioContext } from "../../src/suite/scenario";
import type { LinkView } from "../../src/trace";
import type { Finding, ScenarioFigures } from "../../src/vocabulary";
import type { ReverseHelloWorld } from "./world";

/** What the checkers find in the record of a scenario, up to the moment at which the SUT is told to end. */
export function checkAll({ stage }: ReverseHelloWorld, until: number): Finding[] {
  const { context, lab } = stage;
  const { views, setup } = context;
  return checkRecord(views.values(), {
    claimsOneWaiting: setup.sut.capabilities.has("one-waiting-connection") && !lab.hidesEnds,
    // Behind a router that loses packets nobody sees here what the SUT has closed.
    ...(setup.lab || !isBound(context) ? {} : { sockets: limits(context, until) }),
  });
}

/** What steps measured, and how many connections were open. */
export function figuresOf(context: ScenarioContext, until: number): ScenarioFigures {
  const of = (views: Parameters<typeof openConnections>[0]) => openConnections(views, until);
  return { ...context.figures, open: of(context.views.values()), ours: of(context.ourViews()) };
}

/**
 * Connections do not pile up while nobody does anything, for as long as it takes to tell: while there are more of them
 * each time, until there are more than there may be.
 */
export async function keepsFewConnections(context: ScenarioContext): Promise<void> {
  const { trace, views } = context;
  if (!isBound(context))
    throw new NotApplicableError("needs timing.connectTimeout and timing.redial: without them any number may be right");
  const { grace, lifetime } = limits(context, 0);
  const { redial } = context.timing.stated;
  const isServer = context.setup.role === "server";
  const half = isServer ? lifetime + 2 * redial : grace;
  const open = () => Math.max(...[...views.values()].map((view) => excess(view, limits(context, trace.now()))));
  let before = -Infinity;
  for (let waited = 0, now = open(); waited < 2 || (before < now && now <= 0); waited += 1, now = open()) {
    before = now;
    await context.waits(half);
  }
  const [found] = [...views.values()].flatMap((view) => checkSockets(view, limits(context, trace.now())));
  if (found) throw new ConformanceError(found.expected, found.actual);
}

function excess(view: LinkView, limits: SocketLimits): number {
  const { found, most } = piled(view, limits);
  return found.atEnd - most;
}

/** What a server does not state binds it to no number of connections. */
function isBound({ setup }: ScenarioContext): boolean {
  const { statedTiming } = setup.sut;
  return (
    setup.role === "client" || (statedTiming.has("connectTimeout") && (statedTiming.has("redial") || statedTiming.has("tick")))
  );
}

function limits({ timing }: ScenarioContext, until: number): SocketLimits {
  const { redial, tick, connectTimeout } = timing.stated;
  const interval = Math.max(1, tick > 0 ? tick : timing.notBefore(redial));
  return { until, grace: timing.prompt, lifetime: timing.by(connectTimeout), interval };
}
