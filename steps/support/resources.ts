import { AttachedSut, KeptSut, type LastingSut } from "../../src/suite/attach";
import { Lab } from "../../src/lab";
import type { ScenarioSetup } from "../../src/suite/scenario";
import { createLinks, type LinkFactory } from "../../src/suite/link";
import { loadSut, OrphanGuard, PortAllocator, SutHost, sutForRole, type SutDescription } from "../../src/suite/sut";
// Not the whole folder: that loads the runner, which the workers do not need.
import { WorkerControl } from "../../src/suite/run/control";
import { keepsOverReset } from "../../src/sockets";
import type { Role } from "../../src/trace";
import { TestPki } from "../../simulators/pki";
import type { WorldParameters } from "./parameters";

type Controlled = Pick<ScenarioSetup, "reached" | "missed">;

/** What scenarios of one worker share: loaded or started once, on first use, and stopped after the last one. */
export class WorkerResources {
  private readonly suts = new Map<string, Promise<SutDescription>>();
  private readonly lastingSuts = new Map<string, LastingSut>();
  private readonly controlled = new Map<string, Controlled>();
  private linkFactory: LinkFactory | undefined;
  private ownLab: Promise<Lab> | undefined;
  private sutHost: SutHost | undefined;
  private orphanGuard: OrphanGuard | undefined;
  private portAllocator: PortAllocator | undefined;
  private workerControl: WorkerControl | undefined;
  private testPki: Promise<TestPki> | undefined;
  private resetLook: Promise<boolean> | undefined;

  /** The description for a role, or that of its variant for scenarios that require one of these capabilities. */
  async sut(role: Role, parameters: WorldParameters, capabilities: readonly string[]): Promise<SutDescription | undefined> {
    const file = parameters.suts[role];
    if (!file) return undefined;
    const load = (path: string) => this.load(role, path, parameters.control !== undefined);
    const sut = await load(file);
    const variant = capabilities.map((name) => sut.variants[name]).find((path) => path !== undefined);
    return variant === undefined ? sut : load(variant);
  }

  /** What the command runs (it has a control) it has checked. */
  private load(role: Role, file: string, isChecked: boolean): Promise<SutDescription> {
    const key = `${role} ${file}`;
    let sut = this.suts.get(key);
    if (!sut) this.suts.set(key, (sut = loadSut(file, isChecked).then((description) => sutForRole(description, role))));
    return sut;
  }

  links(parameters: WorldParameters): LinkFactory {
    const { seed, toxiproxy: toxiproxyUrl } = parameters;
    return (this.linkFactory ??= createLinks({ seed, toxiproxyUrl, lab: this.lab(parameters) }));
  }

  /** The lab of this worker; undefined where the run has none. */
  lab(parameters: WorldParameters): Promise<Lab> | undefined {
    if (!parameters.lab) return undefined;
    return (this.ownLab ??= Lab.start({ number: this.worker, env: process.env }));
  }

  host(lab?: Lab): SutHost {
    return (this.sutHost ??= new SutHost({ env: process.env, enter: lab?.enterSut, guard: this.guard() }));
  }

  /** Number of this Cucumber worker, from 0. */
  get worker(): number {
    return Number(process.env["CUCUMBER_WORKER_ID"] ?? 0);
  }

  guard(): OrphanGuard {
    return (this.orphanGuard ??= new OrphanGuard(process.env));
  }

  ports(): PortAllocator {
    return (this.portAllocator ??= new PortAllocator({ worker: this.worker }));
  }

  pki(parameters: WorldParameters): Promise<TestPki> {
    return (this.testPki ??= TestPki.open({ folder: parameters.pki }));
  }

  /** What a reset does on this system to what arrived before it. */
  keepsOverReset(): Promise<boolean> {
    return (this.resetLook ??= keepsOverReset());
  }

  /** The SUT when it outlives scenarios: it runs already, or its description says `lifetime: run`. */
  lasting(sut: SutDescription, role: Role, lab?: Lab): LastingSut | undefined {
    const key = `${role} ${sut.file}`;
    const known = this.lastingSuts.get(key);
    if (known || (!sut.attach[role] && sut.lifetime === "scenario")) return known;
    const place = { enter: lab?.enterSut, address: lab?.sutAddress };
    const options = { host: this.host(lab), guard: this.guard(), ports: this.ports(), env: process.env, role, ...place };
    const made = sut.attach[role] ? new AttachedSut(sut, role) : new KeptSut(sut, options);
    this.lastingSuts.set(key, made);
    return made;
  }

  /** What a SUT was seen to reach, and not to reach, in this worker. */
  controls(sut: SutDescription, role: Role): Controlled {
    const key = `${role} ${sut.file}`;
    let controlled = this.controlled.get(key);
    if (!controlled) this.controlled.set(key, (controlled = { reached: new Set(), missed: new Map() }));
    return controlled;
  }

  /** The line to the run: it stops scenarios and hears what they wait for. */
  control(parameters: WorldParameters): WorkerControl {
    return (this.workerControl ??= new WorkerControl(parameters.control));
  }

  async stop(): Promise<void> {
    for (const sut of this.lastingSuts.values()) await sut.stop();
    await this.sutHost?.stop();
    await this.linkFactory?.stop();
    this.orphanGuard?.close();
    this.workerControl?.close();
  }
}
