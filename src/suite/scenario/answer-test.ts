import type { MessageType } from "../../protocol";
import type { TraceEvent } from "../../trace";
import type { TestServer } from "./client-test";
import { ConformanceError } from "./conformance-error";
import type { ScenarioContext } from "./context";
import { ifItComes } from "./if-it-comes";
import { isLastWord } from "./last-words";
import { settleReset } from "./settle-reset";

/** What the client under test makes of a server that we play by hand: refusals, and where more than one answer is right, or none. */
export class AnswerTest {
  constructor(private readonly context: ScenarioContext) {}

  /**
   * The two halves of a refusal of what we sent last: what was said (ERR with one of the codes; without codes ERR, CLO or nothing) and
   * that the client itself closed. Anything else that it says is no refusal, and ends the wait. An Error that the system's reset may
   * have swallowed is not asked for.
   */
  async refuses(server: TestServer, codes?: readonly string[], within = this.context.timing.prompt): Promise<void> {
    const { trace, signal } = this.context;
    const { view, current, spoke } = server;
    const isOther = (event: TraceEvent) => view.isSaid(event, current) && event.seq > spoke && !isLastWord(event.message.type);
    const what = `the client to close connection ${current}`;
    await trace.waitFor(what, (event) => view.isClosing(event, current) || isOther(event), { within, signal });
    await settleReset(this.context, view, current);
    const answer = view.said(current).filter(({ seq }) => seq > spoke);
    const refused = answer.every(({ message }) => isLastWord(message.type));
    if (refused && view.closing(current)?.by !== "sut")
      throw new ConformanceError("the client to close the connection", view.observed(current));
    const errors = view.errors(current, spoke);
    const right =
      codes === undefined || view.mayHaveLostError(current, spoke) || (errors.length === 1 && codes.includes(errors[0] ?? ""));
    if (right && refused) return;
    const expected = codes === undefined ? "a close, and nothing before it but an Error" : `ERR ${codes.join(" or ")} and a close`;
    throw new ConformanceError(expected, view.observed(current));
  }

  /** The client itself ends the current connection. */
  async closes(server: TestServer, within = this.context.timing.prompt): Promise<void> {
    const { trace, signal } = this.context;
    await trace.waitFor(
      `the client to close connection ${server.current}`,
      (event) => server.view.isClosing(event, server.current),
      { within, signal },
    );
    const closing = server.view.closing(server.current);
    if (closing?.by !== "sut")
      throw new ConformanceError("the client to close the connection", server.view.observed(server.current));
  }

  /** The connection stays open, and the client says nothing on it, for `ms` from now. */
  async keeps(server: TestServer, ms: number): Promise<void> {
    const disturbed = (event: TraceEvent) =>
      server.view.isClosing(event, server.current) || server.view.isSaid(event, server.current);
    await this.context.trace.never(`message or close on connection ${server.current}`, disturbed, {
      for: ms,
      signal: this.context.signal,
    });
  }

  /** Hello or a refusal, where both are right, before the client's time for a first message and for holding a connection is up. */
  async helloOrRefusal(server: TestServer): Promise<void> {
    const { timing } = this.context;
    const { firstMessageTimeout, holdTime } = timing.stated;
    await this.answer(server, timing.by(Math.max(firstMessageTimeout, holdTime)));
  }

  /** Gives the client time for an answer; silence is right too. What it says is judged on the record. */
  async mayAnswer(server: TestServer): Promise<void> {
    await ifItComes(this.answer(server, this.context.timing.prompt));
  }

  private async answer(server: TestServer, within: number): Promise<void> {
    const { trace, signal } = this.context;
    const { view, current } = server;
    await trace.waitFor(
      `Hello or a close on connection ${current}`,
      (event) => view.isSaid(event, current, "HEL") || view.isClosing(event, current),
      { within, signal },
    );
  }

  /** The next message of the handshake or a close, where both are right. */
  async goesOnOrCloses(server: TestServer, type: MessageType): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { view, current } = server;
    await trace.waitFor(
      `${type} or a close on connection ${current}`,
      (event) => view.isSaid(event, current, type) || view.isClosing(event, current),
      { within: timing.by(timing.stated.openTimeout), signal },
    );
  }

  /** Nothing is said on the current connection for `ms`, nor was it since we ended it. */
  async quiet(server: TestServer, ms: number): Promise<void> {
    const { trace, signal } = this.context;
    const ended = server.view.closing(server.current);
    const since = ended?.by === "peer" ? { since: ended.t } : {};
    await trace.never(`message on connection ${server.current}`, (event) => server.view.isSaid(event, server.current), {
      for: ms,
      signal,
      ...since,
    });
  }

  /** Every connection that we ended is ended by the client too. */
  async letsGo(server: TestServer): Promise<void> {
    const { trace, timing, signal } = this.context;
    for (const connection of server.view.connections()) {
      const gone = (event: TraceEvent) =>
        event.kind === "connection" &&
        event.link === server.name &&
        event.connection === connection &&
        event.side === "client" &&
        event.phase === "peer-closed";
      await trace.waitFor(`the client's close of connection ${connection}`, gone, { within: timing.prompt, signal });
    }
  }
}
