import { isJudgement, StateNotReachedError } from "./errors";

/** Something that every later part of a conversation stands on, and the requirements that are judged by it alone. */
export interface Ground {
  /** As findings name it: "a client that answers its ReverseHello with Hello". */
  readonly state: string;
  /** Whoever does not get here breaks these requirements, and no others. */
  readonly requirements: readonly string[];
}

export interface Control {
  readonly ground: Ground;
  /** Grounds that the SUT has reached in this run; shared by all scenarios of a worker. */
  readonly reached: Set<string>;
  /** Tries to reach the ground again, with a SUT that nobody has wronged; rejects with what was missed. */
  readonly again: () => Promise<void>;
  /** False: what holds may hold without the ground, as a close where an answer was as good, or a dial that does not come. */
  readonly shows?: () => boolean;
}

/**
 * Lets `act` accuse the SUT only of what it can do otherwise: when it fails, the well-behaved twin is tried, unless it worked in this run
 * before. If the twin fails too, the scenario could not run.
 */
export async function withControl<T>({ ground, reached, again, shows = () => true }: Control, act: () => Promise<T>): Promise<T> {
  try {
    const result = await act();
    if (shows()) reached.add(ground.state);
    return result;
  } catch (error) {
    if (!isJudgement(error) || reached.has(ground.state)) throw error;
    try {
      await again();
    } catch (missed) {
      throw new StateNotReachedError(`the control, ${ground.state}`, missed);
    }
    reached.add(ground.state);
    throw error;
  }
}
