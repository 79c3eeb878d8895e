import type { MessageType } from "../../protocol";
import type { TraceEvent } from "../../trace";
import type { TestServer } from "./client-test";
import type { ScenarioContext } from "./context";

/** What the client under test makes of a server that we play by hand, where more than one answer is right, or none is due. */
export class AnswerTest {
  constructor(private readonly context: ScenarioContext) {}

  /** Hello or a refusal, where both are right. */
  async helloOrRefusal(server: TestServer, within: number): Promise<void> {
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
