import { launchSut, SutError, type PlaceholderValues, type RunningSut, type SutDescription } from "../sut";
import { HopelessSutError, type ProbeOptions } from "./types";

/** Starts it, once more if it must be. Rejects with HopelessSutError when it does not start at all. */
export async function startForProbe(
  sut: SutDescription,
  groups: readonly string[],
  values: () => Promise<PlaceholderValues>,
  { role, env, signal, timeScale }: ProbeOptions,
): Promise<RunningSut> {
  for (let tries = 2; ; tries -= 1) {
    try {
      return await launchSut(sut, { role, values: await values(), options: groups, env, signal, scale: timeScale });
    } catch (error) {
      // An argument group that is not there is a matter of the scenarios that ask for it.
      if (!(error instanceof SutError) || error.code === "SUT_OPTION" || error.code === "SUT_ABORTED") throw error;
      if (tries <= 1)
        throw new HopelessSutError(`${error.message}; no scenario can run (${sut.file}; --no-probe tries all the same)`);
    }
  }
}
