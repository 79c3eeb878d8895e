import { launchSut, type PlaceholderValues, type RunningSut, type SutDescription } from "../sut";
import type { ProbeOptions } from "./types";

export function startForProbe(
  sut: SutDescription,
  groups: readonly string[],
  values: PlaceholderValues,
  { role, env, signal }: ProbeOptions,
): Promise<RunningSut> {
  return launchSut(sut, { role, values, options: groups, env, signal });
}
