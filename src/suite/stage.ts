import { AggregationTest } from "./aggregation/aggregation";
import { ClientStack } from "./dialing/client-stack";
import { Idle } from "./dialing/idle";
import { Redial } from "./dialing/redial";
import { ServerUnderTest } from "./dialing/server-under-test";
import { withControl } from "./expect/control";
import { isJudgement, reach, StateNotReachedError, SurvivalError } from "./expect/errors";
import { Expect } from "./expect/expect";
import { Renewal } from "./expect/renewal";
import { ScenarioContext, type ScenarioSetup } from "./scenario/context";
import { LabControl } from "./scenario/lab";
import { NetworkControl } from "./scenario/network";
import { ClientUnderTest } from "./serving/client-under-test";
import { Sessions } from "./serving/sessions";
import { Controls, groundBelow, groundOfComingBack, GROUNDS, isSeen, type GroundName } from "./states";

/** A SUT that started again so often and got nowhere is not asked again: each try may take it minutes. */
const TRIES = 2;
/** Grounds for which a SUT has all the time that it states to open a session, with what they stand on. */
const SLOW: Partial<Record<GroundName, readonly GroundName[]>> = {
  opensSession: ["opensSession"],
  opensAnother: ["opensSession", "opensAnother"],
  opensAfterItsClose: ["opensSession", "opensAnother", "opensAfterItsClose"],
};

/** Everything that the steps of one scenario use, whichever role the SUT has. */
export class Stage {
  readonly context: ScenarioContext;
  /** What the SUT says and does on one connection. */
  readonly expect: Expect;
  /** What becomes of a secure channel whose token runs out. */
  readonly renewal: Renewal;
  /** The SUT as a server, the clients that we play for it, and when it dials them. */
  readonly server: ServerUnderTest;
  readonly redial: Redial;
  readonly idle: Idle;
  readonly stack: ClientStack;
  /** The SUT as a client, the servers that we play for it, and its sessions with a real one. */
  readonly client: ClientUnderTest;
  readonly sessions: Sessions;
  readonly network: NetworkControl;
  readonly lab: LabControl;
  readonly aggregation: AggregationTest;
  private readonly controls: Controls;
  private readonly unproven = new Set<GroundName>();
  private isControlled = true;

  constructor(setup: ScenarioSetup) {
    this.context = new ScenarioContext(setup);
    this.expect = new Expect(this.context);
    this.renewal = new Renewal(this.context);
    this.server = new ServerUnderTest(this.context);
    this.redial = new Redial(this.context);
    this.idle = new Idle(this.context);
    this.stack = new ClientStack(this.context);
    this.client = new ClientUnderTest(this.context);
    this.sessions = new Sessions(this.context, this.client);
    this.network = new NetworkControl(this.context);
    this.lab = new LabControl(this.context);
    this.aggregation = new AggregationTest(this.context);
    this.controls = new Controls(this.context, this.server, this.client);
  }

  /** For programs that a control cannot start, such as the aggregation server: what is seen counts as it is. */
  withoutControls(): void {
    this.isControlled = false;
  }

  /**
   * Judges, and accuses only a SUT that is seen to get to `ground` when nobody wrongs it. What holds shows that it gets there, unless
   * it may hold without (`shows`).
   */
  async judge<T>(ground: GroundName, act: () => Promise<T>, options: { readonly shows?: boolean } = {}): Promise<T> {
    let back: GroundName | undefined;
    const acts = async () => {
      try {
        return await act();
      } catch (error) {
        if (isJudgement(error)) back = this.returning();
        throw error;
      }
    };
    try {
      return await this.judgeOn(ground, acts, options);
    } catch (error) {
      if (back === undefined || !isJudgement(error)) throw error;
      return this.judgeOn(back, () => Promise.reject(error as Error));
    }
  }

  /** What a client stands on that has not come back yet from a server that closed. */
  private returning(): GroundName | undefined {
    const { views, setup } = this.context;
    if (setup.role !== "client") return undefined;
    const grounds = [...views.values()].flatMap((view) => view.connections().map((each) => groundOfComingBack(view, each)));
    return grounds.find((ground) => ground !== undefined && !isSeen(ground, this.context));
  }

  private async judgeOn<T>(
    ground: GroundName,
    act: () => Promise<T>,
    { shows = true }: { readonly shows?: boolean } = {},
  ): Promise<T> {
    const { judges, reached } = this.context.setup;
    const below = groundBelow(ground, judges);
    if (!this.isControlled || below === undefined) return act();
    this.notInVain(below);
    return withControl(
      { ground: GROUNDS[below], reached, again: () => this.again(below), shows: () => shows && isSeen(below, this.context) },
      act,
    );
  }

  /** Throws StateNotReachedError for a slow ground that the SUT's controls have missed: no scenario waits for it again. */
  notInVain(ground: GroundName): void {
    for (const slow of SLOW[ground] ?? []) {
      const { state } = GROUNDS[slow];
      const missed = this.missed(slow);
      if (missed && !this.context.setup.reached.has(state))
        throw new StateNotReachedError(`${state} (tried ${TRIES} times before)`, missed);
    }
  }

  /**
   * A "does not" proves something only about a SUT that does, otherwise: when `act` holds, the control has to hold too. It is tried when
   * the scenario is over, since it starts the SUT again.
   */
  async prove(ground: GroundName, act: () => Promise<void>): Promise<void> {
    await act();
    if (this.isControlled) this.unproven.add(ground);
  }

  /** Tries the controls that are still missing; rejects with the first that fails. */
  async proveAll(): Promise<void> {
    const { reached } = this.context.setup;
    for (const ground of this.unproven) {
      const { state } = GROUNDS[ground];
      if (reached.has(state)) continue;
      await reach(`the control, ${state}`, () => this.again(ground));
      reached.add(state);
    }
  }

  /**
   * At the end: whatever was done to it, the SUT serves a well-behaved peer, if it ever serves a second one, and comes back after an end
   * such as that of the connection before (`ended`).
   */
  async survives(
    ground: GroundName,
    expected: string,
    act: () => Promise<void>,
    ended: () => GroundName | undefined = () => undefined,
  ): Promise<void> {
    try {
      await this.judge(ground, act);
    } catch (error) {
      if (!isJudgement(error)) throw error;
      const failed = new SurvivalError(expected, error);
      const back = ended();
      if (back === undefined) throw failed;
      await this.judge(back, () => Promise.reject(failed));
    }
  }

  /** A SUT that already runs and cannot be started again is given the benefit of the doubt: the control could not run. */
  private async again(ground: GroundName): Promise<void> {
    const { missed, lab } = this.context.setup;
    const first = this.missed(ground);
    if (first) throw first;
    // Who is about to end is not stopped first: that it has ended by itself is then what counts.
    await this.context.settleDeath();
    const { death } = this.context;
    if (death !== undefined) throw new Error(death);
    this.context.undisturb();
    if (lab) await this.lab.heal();
    try {
      await this.controls.reach(ground);
    } catch (error) {
      if (isJudgement(error) && error instanceof Error) missed.set(ground, [...(missed.get(ground) ?? []), error]);
      throw error;
    }
  }

  /** The first of so many tries that missed it. */
  private missed(ground: GroundName): Error | undefined {
    const { [TRIES - 1]: last, 0: first } = this.context.setup.missed.get(ground) ?? [];
    return last && first;
  }
}
