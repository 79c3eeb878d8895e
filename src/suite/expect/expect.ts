import type { MessageType } from "../../protocol";
import { DeadlineError, type LinkView, type SutMessage, type TraceEvent } from "../../trace";
import type { ScenarioContext } from "../scenario/context";
import { NotApplicableError } from "../attach";
import { BEGINNINGS, TAKEN } from "../states/grounds";
import type { Ground } from "./control";
import { ConformanceError, StateNotReachedError } from "./errors";
import { ifItComes } from "./if-it-comes";
import { isLastWord, isRefusedChannel } from "./last-words";
import { judgeRefusal, type Refusal } from "./refusal";
import { settleReset } from "./settle-reset";

/** The peer of ours that the SUT faces: expectations are about its current connection. */
export interface Facing {
  readonly name: string;
  readonly view: LinkView;
  /** Number of the connection that steps speak of. */
  readonly current: number;
  /** Position in the trace at which we dialed or sent last: what comes behind it is the answer. */
  readonly spoke: number;
  /** Answers that are still due for what we sent before that, in the same segment. */
  readonly due?: readonly MessageType[];
}

/** What the SUT says and does on one connection, whichever role it has. Each rejects with a judgement: what was expected, what came. */
export class Expect {
  /** What a step has waited for, and so expected. */
  private readonly awaited = new Set<TraceEvent>();

  constructor(private readonly context: ScenarioContext) {}

  /** When an answer of this type should have come. */
  private usual(type: MessageType): number {
    const { timing, setup } = this.context;
    if (type === "HEL") return timing.hello;
    // A client may take its time between Acknowledge and OpenSecureChannel, within its open timeout (RC-025).
    const isAsking = type === "OPN" && this.sut === "client" && setup.sut.statedTiming.has("openTimeout");
    return isAsking ? Math.max(timing.prompt, timing.by(timing.stated.openTimeout)) : timing.prompt;
  }

  async says(facing: Facing, type: MessageType, within = this.usual(type)): Promise<SutMessage> {
    const match = (event: TraceEvent): event is SutMessage => facing.view.isSaid(event, facing.current, type);
    const what = `${type} from the ${this.sut} on connection ${facing.current}`;
    return this.onTaken(facing, () => about(facing, this.wait(what, match, within)));
  }

  /**
   * The SUT refuses what we sent last. Anything else that it says is no refusal, and ends the wait; so does its timeout where the sentence
   * states no deadline (`within`).
   */
  async refuses(facing: Facing, how: Refusal = "with or without an Error", within?: number): Promise<void> {
    const { view, current } = facing;
    const isFault = (event: TraceEvent) => view.isSaid(event, current, "OPN") && isRefusedChannel(event.message);
    const ends = (event: TraceEvent) => view.isClosing(event, current) || this.isOther(facing, event) || isFault(event);
    const closes = this.wait(`the ${this.sut} to close connection ${current}`, ends, within ?? this.context.timing.prompt);
    await this.onTaken(facing, () => about(facing, closes));
    await settleReset(this.context, view, current);
    judgeRefusal({ view, connection: current, after: facing.spoke, patience: this.patience(within) }, how);
  }

  /** The SUT itself ends the current connection; its last words may make our end close first. */
  async closes(facing: Facing, within = this.context.timing.prompt): Promise<void> {
    const { view, current, spoke } = facing;
    const ends = (event: TraceEvent) => view.isClosing(event, current);
    await this.onTaken(facing, () => about(facing, this.wait(`the ${this.sut} to close connection ${current}`, ends, within)));
    const lastWords = view.said(current).some(({ message, seq }) => seq > spoke && isLastWord(message));
    if (view.closing(current)?.by === "sut" || lastWords) return;
    throw new ConformanceError(`the ${this.sut} to close the connection`, view.observed(current)).on(view, current);
  }

  /** The connection stays open for `ms` from now. Behind what we sent last the SUT says nothing on it but what was awaited. */
  async keeps(facing: Facing, ms: number): Promise<void> {
    const { view, current, spoke } = facing;
    const unasked = (event: TraceEvent) => event.seq > spoke && view.isSaid(event, current) && !this.awaited.has(event);
    const disturbed = (event: TraceEvent) => view.isClosing(event, current) || unasked(event);
    if (view.closing(current) || view.said(current).some(unasked))
      throw new ConformanceError("the connection to stay open, with nothing said on it", view.observed(current)).on(view, current);
    await this.onTaken(facing, () => this.never(`message or close on connection ${current}`, disturbed, ms));
  }

  /** The SUT says nothing on the current connection for `ms`, nor did it since we ended it. */
  async isQuiet({ view, current }: Facing, ms: number): Promise<void> {
    const ended = view.closing(current);
    const since = ended?.by === "peer" ? ended.t : undefined;
    await this.never(`message on connection ${current}`, (event) => view.isSaid(event, current), ms, since);
  }

  /** The SUT does not say this on the current connection for `ms` from now, nor has it said it before. */
  async saysNot(facing: Facing, type: MessageType, ms: number): Promise<void> {
    const { view, current } = facing;
    if (view.said(current).some(({ message }) => message.type === type))
      throw new ConformanceError(`no ${type} on this connection`, view.observed(current)).on(view, current);
    const never = () => this.never(`${type} on connection ${current}`, (event) => view.isSaid(event, current, type), ms);
    await this.onTaken(facing, () => about(facing, never()));
  }

  /** No response to our last request: the connection may end, and an Error may come. */
  async givesNoResponse({ view, current, spoke }: Facing, ms: number): Promise<void> {
    const { trace, signal } = this.context;
    const answers = (event: TraceEvent) => event.seq > spoke && view.isSaid(event, current, "MSG");
    const ends = (event: TraceEvent) => view.isClosing(event, current);
    const what = "an answer or the end of the connection";
    const wait = trace.waitFor(what, (event) => answers(event) || ends(event), { within: ms, after: spoke, signal });
    const event = await ifItComes(wait);
    if (event && answers(event)) throw new ConformanceError("no response", "a response").on(view, current);
  }

  /** The next message of the handshake, or the end of the connection, where both are right. */
  async saysOrCloses({ view, current }: Facing, type: MessageType, within = this.usual(type)): Promise<void> {
    const ends = (event: TraceEvent) => view.isSaid(event, current, type) || view.isClosing(event, current);
    await this.wait(`${type} or a close on connection ${current}`, ends, within);
  }

  /** Gives the SUT time for an Error and a close. What the Error says is judged on the record; without one there is nothing to judge. */
  async mayAnswer({ view, current, spoke }: Facing): Promise<void> {
    const ends = (event: TraceEvent) => view.isClosing(event, current);
    await ifItComes(this.wait(`a close of connection ${current}`, ends, this.context.timing.prompt));
    if (view.errors(current, spoke).length === 0)
      throw new NotApplicableError(`the ${this.sut} said no Error that could be judged`);
  }

  /** The connection ends, whoever ends it. */
  async breaks({ name, view, current }: Facing, within: number): Promise<void> {
    await this.wait(`the end of connection ${current} of ${name}`, (event) => view.isClosing(event, current), within);
  }

  /** Every connection that we ended is ended by the SUT too, or was refused by it in the first place. */
  async letsGo({ name, view }: Facing): Promise<void> {
    for (const connection of view.connections()) {
      const gone = (event: TraceEvent) =>
        event.kind === "connection" &&
        event.link === name &&
        event.connection === connection &&
        event.side === view.sut &&
        (event.phase === "peer-closed" || event.phase === "refused");
      await this.wait(`the ${this.sut}'s close of connection ${connection}`, gone, this.context.timing.prompt);
    }
  }

  /** What the SUT's system has refused to take never reached it: whatever came of it, or did not, says nothing of what is done there. */
  private async onTaken<T>({ name, view, current }: Facing, act: () => Promise<T>): Promise<T> {
    const { setup, trace } = this.context;
    const isRefusal = (event: TraceEvent) =>
      event.kind === "connection" &&
      event.link === view.link &&
      event.connection === current &&
      event.side === view.sut &&
      event.phase === "refused";
    const [result] = await Promise.allSettled([act()]);
    const isTaken = (event: TraceEvent) => event.kind === "connection" && event.side === view.sut && event.phase === "opened";
    const ground: Ground = trace.events.some(isTaken) ? TAKEN : BEGINNINGS.listens;
    if (trace.events.some(isRefusal) && !ground.requirements.some((id) => setup.judges.includes(id)))
      throw new StateNotReachedError(ground.state, new Error(`connection ${current} of ${name} was refused by its system`));
    if (result.status === "rejected") throw result.reason;
    return result.value;
  }

  private get sut(): string {
    return this.context.setup.role;
  }

  /** A server that gives up a dialed connection says so with BadTimeout or a close: that refuses nothing. */
  private patience(within: number | undefined): number {
    const { timing, setup } = this.context;
    return within === undefined && setup.role === "server" ? timing.notBefore(timing.stated.connectTimeout) : Infinity;
  }

  /** Whether the SUT went on as though what we sent last were right. */
  goesOn(facing: Facing): boolean {
    return facing.view.said(facing.current).some((event) => this.isOther(facing, event));
  }

  /** Something else than last words or an answer that was due anyway; what crossed our words on their way answers nothing. */
  private isOther({ view, current, spoke, due = [] }: Facing, event: TraceEvent): boolean {
    if (event.seq <= spoke || !view.isSaid(event, current) || isLastWord(event.message)) return false;
    const isBefore = (heard: TraceEvent) => heard.seq > spoke && heard.seq < event.seq && view.isHeard(heard, current);
    if (!this.context.trace.events.some(isBefore) || isUnasked(view, current, event)) return false;
    const hadSession = view.said(current).some(({ message, seq }) => message.type === "MSG" && seq <= spoke);
    return !due.includes(event.message.type) && !(hadSession && event.message.type === "MSG");
  }

  private wait<T extends TraceEvent>(what: string, match: (event: TraceEvent) => event is T, within: number): Promise<T>;
  private wait(what: string, match: (event: TraceEvent) => boolean, within: number): Promise<TraceEvent>;
  private async wait(what: string, match: (event: TraceEvent) => boolean, within: number): Promise<TraceEvent> {
    const event = await this.context.trace.waitFor(what, match, { within, signal: this.context.signal });
    this.awaited.add(event);
    return event;
  }

  private never(what: string, match: (event: TraceEvent) => boolean, ms: number, since?: number): Promise<void> {
    const { trace, signal } = this.context;
    return trace.never(what, match, { for: ms, signal, ...(since === undefined ? {} : { since }) });
  }
}

/** What was awaited in vain was awaited on this connection: what a finding tells of it is about no other. */
async function about<T>({ view, current }: Facing, wait: Promise<T>): Promise<T> {
  try {
    return await wait;
  } catch (error) {
    if (error instanceof DeadlineError) error.about = { link: view.link, connection: current };
    throw error;
  }
}

/** An Acknowledge without a Hello, and another one, answer nothing: they break RC-021 and RC-022, which are judged on the record. */
function isUnasked(view: LinkView, connection: number, { message: { type }, seq }: SutMessage): boolean {
  const before = (messages: readonly SutMessage[], name: MessageType) =>
    messages.some((each) => each.message.type === name && each.seq < seq);
  return type === "ACK" && (before(view.said(connection), "ACK") || !before(view.told(connection), "HEL"));
}
