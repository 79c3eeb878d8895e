import { rm } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../../files";
import { defined } from "../../objects";
import { FIRST_READ } from "../../proxy";
import { LinkView, monotonicClock, type Role, Trace, TraceRecorder } from "../../trace";
import type { Lab } from "../../lab";
import { checkOffer, type LastingSut } from "../attach";
import { changesFor, createRelayed, type Link, type LinkFactory, type RelayChanges } from "../link";
import {
  crashOf,
  describeStatus,
  launchSut,
  type LaunchOptions,
  type OrphanGuard,
  type PortAllocator,
  type RunningSut,
  type SutDescription,
  SutError,
  type SutHost,
  lastWords,
} from "../sut";
import type { ChannelSecurity } from "../../../simulators/adopted";
import type { TestPki } from "../../../simulators/pki";
import type { Timing } from "../timing";
import { guardAgainstFlood } from "./flood-guard";
import { otherRole, type Dialect, type Finding, type ScenarioFigures } from "../../vocabulary";
import { messageOf } from "../../text";

export interface ScenarioSetup {
  /** For example "server-reverse-hello-03"; unique in a run. */
  readonly id: string;
  readonly worker: number;
  readonly role: Role;
  readonly sut: SutDescription;
  readonly timing: Timing;
  readonly dialect: Dialect;
  /** Requirements that the scenario judges. */
  readonly judges: readonly string[];
  /** What a relay in front of the SUT changes, to see that the scenario notices (`test --prove`). */
  readonly relay?: RelayChanges;
  /** What this SUT was seen to reach in this run (src/suite/states); shared by the scenarios of a worker. */
  readonly reached: Set<string>;
  /** What the controls that it did not reach in this run missed, by ground. */
  readonly missed: Map<string, readonly Error[]>;
  /** Seed of every chance. */
  readonly seed: string;
  readonly links: LinkFactory;
  readonly host: SutHost;
  /** The network lab in which the SUT runs; absent: it shares our loopback. */
  readonly lab?: Lab;
  readonly ports: PortAllocator;
  /** Ends spawned processes when the harness dies. */
  readonly guard: OrphanGuard;
  readonly pki: TestPki;
  /** Nothing that the SUT sent is lost to a reset after it: it runs on this system, which hands over what arrived before. */
  readonly keepsOverReset: boolean;
  /** Folder for this scenario's evidence. */
  readonly outputDir?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the run is stopped: every wait of the scenario then ends. */
  readonly stop?: AbortSignal;
  /** The SUT when it outlives the scenario; otherwise the scenario starts its own. */
  readonly lasting?: LastingSut;
  /** Hears what takes its time: what is awaited, and for how many ms at most. */
  readonly onAwaiting?: (what: string, ms: number) => void;
}

/** Ms between the last FIN of a process that dies and the news of its end; some 50 were seen through a wrapper on busy cores. */
const LATE_DEATH = 400;

/** Everything that one scenario started, in one place, so that all of it ends: always, in reverse order. */
export class ScenarioContext {
  readonly trace = new Trace(monotonicClock());
  readonly recorder = new TraceRecorder(this.trace);
  readonly links: Link[] = [];
  readonly views = new Map<string, LinkView>();
  sut: RunningSut | undefined;
  /** How the first SUT that ended by itself did; what a control starts is not asked. */
  private ended: string | undefined;
  private isControl = false;
  private started: readonly RunningSut[] = [];
  private crashedAtStart: string | undefined;
  private workFolder: string | undefined;
  private isRelayed = true;
  /** What steps found besides what they throw; each is about its own requirement. */
  readonly findings: Finding[] = [];
  figures: ScenarioFigures = {};
  /** Of a session that no sentence speaks of the security of; undefined: none. */
  usualSecurity: ChannelSecurity | undefined;
  private readonly linkActions: ((link: Link) => Promise<void>)[] = [];
  private readonly abort = new AbortController();
  private readonly cleanups: (() => Promise<void> | void)[] = [];

  constructor(readonly setup: ScenarioSetup) {
    const { stop } = setup;
    const onStop = () => this.abort.abort(stop?.reason);
    stop?.addEventListener("abort", onStop, { once: true });
    this.defer(() => stop?.removeEventListener("abort", onStop));
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  get timing(): Timing {
    return this.setup.timing;
  }

  /** Lets this many ms pass, unless the run is stopped. */
  waits(ms: number): Promise<void> {
    return this.trace.until(this.trace.now() + ms, this.signal);
  }

  defer(cleanup: () => Promise<void> | void): void {
    this.cleanups.push(cleanup);
  }

  async link(name: string, target: { host: string; port: number }): Promise<Link> {
    // Chances are drawn by this name: it must not depend on which worker took the scenario.
    const scope = `${this.setup.id}-${this.links.length}`;
    const listen = this.setup.role === "server" ? await this.setup.lasting?.clientAddress(this.links.length) : undefined;
    const more = listen ? { listen } : {};
    const request = { name, scope, target, dialer: "server", observer: this.recorder, ...more } as const;
    const { relay, links, role } = this.setup;
    const changes = relay && this.isRelayed ? changesFor(this.links.length + 1, relay) : undefined;
    const link = changes ? await createRelayed(links, request, role, changes) : await links.create(request);
    this.links.push(link);
    this.defer(() => link.stop());
    if (this.setup.role === "server") guardAgainstFlood(this, link);
    for (const act of this.linkActions) await act(link);
    return link;
  }

  /** Calls `act` for every link that is made from now on, before anything passes through it. */
  onLink(act: (link: Link) => Promise<void>): void {
    this.linkActions.push(act);
  }

  forgetLinkActions(): void {
    this.linkActions.length = 0;
  }

  /** What is started from now on is a control: without fault and relay on its links, and its end is nobody's fault. */
  undisturb(): void {
    this.noteDeath();
    this.isControl = true;
    this.forgetLinkActions();
    this.isRelayed = false;
  }

  /** What our side does from now on on a connection, or on all of a link, is wrong on purpose: it is not judged there any more. */
  straysOn(link: string, connection: number | undefined, what: string, unfinished?: string): void {
    this.trace.add({ kind: "deliberate", link, what, ...defined({ connection, unfinished }) });
  }

  /** Something that no sentence of a clause forbids: a warning, and the scenario goes on. */
  remark(expected: string, actual: string): void {
    for (const requirement of this.setup.judges) this.finds({ requirement, expected, actual, reading: true });
  }

  finds(finding: Finding): void {
    if (!this.isControl) this.findings.push(finding);
  }

  measures(figures: ScenarioFigures): void {
    this.figures = { ...this.figures, ...figures };
  }

  /** The record of every link as our own side has it. */
  ourViews(): LinkView[] {
    return [...this.views.keys()].map((link) => new LinkView(this.trace, link, otherRole(this.setup.role)));
  }

  /** A folder of this scenario, for certificate stores and the like; removed with the scenario. */
  async folder(name: string): Promise<string> {
    if (!this.workFolder) {
      const folder = temporaryFolder();
      this.workFolder = folder;
      this.cleanups.unshift(() => rm(folder, { recursive: true, force: true }));
    }
    return join(this.workFolder, name);
  }

  view(link: string): LinkView {
    const { role, keepsOverReset } = this.setup;
    let view = this.views.get(link);
    if (!view)
      this.views.set(link, (view = new LinkView(this.trace, link, role, keepsOverReset ? { writesAtOnce: FIRST_READ } : {})));
    return view;
  }

  /** Resolves with the process; undefined when the SUT runs already and is not ours. */
  async startSut(options: Pick<LaunchOptions, "values" | "options">): Promise<RunningSut | undefined> {
    const { setup } = this;
    const { lasting } = setup;
    checkOffer(setup.sut, options.values);
    if (lasting) {
      const values = { dialect: setup.dialect, ...options.values };
      const sut = await lasting.use({ ...options, values, scale: setup.timing.scale }, this.trace);
      return sut && this.watches(sut);
    }
    const sut = await this.launch({
      ...options,
      values: { dialect: setup.dialect, ...options.values },
      role: setup.role,
      env: setup.env,
      signal: this.signal,
      scale: setup.timing.scale,
      onLine: (stream, line) => void this.trace.add({ kind: "log", actor: "sut", stream, line }),
      onState: (state, detail) => void this.trace.add({ kind: "state", actor: "sut", state, ...(detail ? { detail } : {}) }),
      host: setup.host,
      enter: setup.lab?.enterSut,
      guard: setup.guard,
      ...(setup.outputDir ? { outputDir: setup.outputDir } : {}),
    });
    this.defer(() => this.stopSut());
    return this.watches(sut);
  }

  /** One that crashes before it is ready is a finding too; one that ends otherwise was perhaps not started as it should be. */
  private async launch(options: LaunchOptions): Promise<RunningSut> {
    try {
      return await launchSut(this.setup.sut, options);
    } catch (error) {
      const { status, lines = [] } = error instanceof SutError ? error : {};
      const crash = status && crashOf({ status, asked: true, lines: [] });
      if (crash !== undefined && !this.isControl) this.crashedAtStart = `${crash} before it was ready${printed(lines)}`;
      throw error;
    }
  }

  /** A crash counts whenever it comes: in a step, while it is told to end, or of one that another has followed. */
  private watches(sut: RunningSut): RunningSut {
    this.sut = sut;
    if (!this.isControl && !this.started.includes(sut)) this.started = [...this.started, sut];
    return sut;
  }

  /** Whether any that was started has crashed by now, in words, with its last ones. */
  crash(): string | undefined {
    const crashed = this.started.find(({ crash }) => crash !== undefined);
    return crashed?.crash === undefined ? this.crashedAtStart : `${crashed.crash}${printed(crashed.tail())}`;
  }

  /** Ends the SUT before the scenario ends. Rejects with NotApplicableError when it is not ours. */
  async stopSut(): Promise<void> {
    this.noteDeath();
    if (this.setup.lasting) await this.setup.lasting.end();
    await this.sut?.stop();
    this.sut = undefined;
  }

  /** A process that dies closes its connections first; its parent learns of its end only then. Waits for that, shortly. */
  async settleDeath(): Promise<void> {
    const { sut } = this;
    const closed = this.trace.events.some(
      (event) => event.kind === "connection" && event.phase === "peer-closed" && event.side === this.setup.role,
    );
    if (!sut || sut.status || !closed) return;
    await Promise.race([sut.exited, this.trace.until(this.trace.now() + LATE_DEATH)]);
  }

  /** How a SUT ended that should be running, if one did, with its last words; also when another was started since. */
  get death(): string | undefined {
    this.noteDeath();
    return this.ended;
  }

  /** A SUT that has ended with an exit code of its own has refused its configuration, which is no finding. */
  forgivesEnd(): void {
    const { sut } = this;
    if (!sut?.status || sut.status.signal !== null || crashOf({ status: sut.status, asked: true, lines: [] }) !== undefined) return;
    this.sut = undefined;
    // What a control started is not among them.
    this.started = this.started.filter((each) => each !== sut);
  }

  private noteDeath(): void {
    const { sut } = this;
    if (!sut?.status || this.isControl || (sut.isAsked && sut.crash === undefined)) return;
    this.ended ??= `${sut.crash ?? `it ended unasked with ${describeStatus(sut.status)}`}${printed(sut.tail())}`;
  }

  async close(): Promise<void> {
    this.abort.abort(new Error("the scenario is over"));
    for (const cleanup of this.cleanups.splice(0).reverse()) {
      try {
        await cleanup();
      } catch (error) {
        this.trace.add({
          kind: "log",
          actor: "harness",
          stream: "log",
          line: `cleanup: ${messageOf(error)}`,
        });
      }
    }
    // When the links are gone: what the SUT was told while they ended counts as well.
    this.setup.lasting?.leave(this.trace);
  }
}

function printed(lines: readonly string[]): string {
  const words = lastWords(lines);
  return words.length === 0 ? "; it printed nothing" : `; its last lines: ${words.join(" | ")}`;
}
