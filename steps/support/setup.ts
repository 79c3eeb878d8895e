import { join } from "node:path";
import type { ScenarioSetup } from "../../src/suite/scenario";
import type { RelayChanges } from "../../src/suite/link";
import type { SutDescription } from "../../src/suite/sut";
import { Timing } from "../../src/suite/timing";
import type { Role } from "../../src/trace";
import type { WorldParameters } from "./parameters";
import type { WorkerResources } from "./resources";

interface Request {
  readonly id: string;
  /** Requirements that the scenario judges. */
  readonly judges: readonly string[];
  readonly role: Role;
  readonly sut: SutDescription;
  readonly parameters: WorldParameters;
  readonly resources: WorkerResources;
  readonly relay?: RelayChanges;
}

/** Everything that a scenario needs to know before its first step. */
export async function setupFor({ id, judges, role, sut, parameters, resources, relay }: Request): Promise<ScenarioSetup> {
  const lab = await resources.lab(parameters);
  await lab?.reset();
  const lasting = resources.lasting(sut, role, lab);
  const control = resources.control(parameters);
  return {
    id,
    worker: resources.worker,
    role,
    sut,
    timing: new Timing(sut.timing, parameters.timeScale, lasting?.pause() ?? 0),
    dialect: parameters.dialect ?? sut.dialect,
    judges,
    ...resources.controls(sut, role),
    seed: parameters.seed,
    links: resources.links(parameters),
    host: resources.host(lab),
    ...(lab ? { lab } : {}),
    ports: resources.ports(),
    guard: resources.guard(),
    pki: await resources.pki(parameters),
    // What runs already may run elsewhere, behind a network that loses and repeats.
    keepsOverReset: !sut.attach[role] && (await resources.keepsOverReset()),
    stop: control.signal,
    ...(lasting ? { lasting } : {}),
    ...(relay ? { relay } : {}),
    ...(sut.attach[role] ? { onAwaiting: (what, ms) => control.note({ kind: "awaiting", scenario: id, what, ms }) } : {}),
    env: process.env,
    ...(parameters.report ? { outputDir: join(parameters.report, "scenarios", id) } : {}),
  };
}
