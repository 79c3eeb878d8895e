import {
  channelRequestType,
  plainChunk,
  securityToken,
  serviceOf,
  serviceResult,
  statusName,
  type SecurityToken,
} from "../../protocol";
import type { LinkView, SutMessage, TraceEvent } from "../../trace";
import type { ScenarioContext } from "../scenario/context";
import { ConformanceError, StateNotReachedError } from "./errors";
import type { Facing } from "./expect";
import { ifItComes } from "./if-it-comes";

/** requestType that opens another channel (Part 4, 5.6.2). */
const ISSUE = 0;

/** The renewal of a secure channel without security, on the record of one connection (Part 6, 6.7.4; Part 4, 5.6.2.1). */
export class Renewal {
  constructor(private readonly context: ScenarioContext) {}

  /** Our client asks for another token of its channel. */
  isAsked({ view, current }: Facing, within: number): Promise<SutMessage> {
    return this.second(
      "our client's request to renew the channel",
      view,
      current,
      (event) => view.isTold(event, current, "OPN"),
      within,
    );
  }

  /** The server under test answers it with another token of the same channel. */
  async isAnswered(facing: Facing): Promise<void> {
    const { view, current } = facing;
    const asked = await this.isAsked(facing, this.context.timing.prompt);
    const expected = "a new token for the open channel, in answer to OpenSecureChannel with requestType Renew";
    const isAnswer = (event: TraceEvent) => view.isSaid(event, current, "OPN") && event.seq > asked.seq;
    const answer = await this.before(view, current, asked, this.context.timing.prompt, isAnswer);
    if (!answer) throw new ConformanceError(expected, view.observed(current)).on(view, current);
    const wrong = faultOf(answer) ?? wrongAnswer(firstAnswer(view, current), answer);
    if (wrong !== undefined) throw new ConformanceError(expected, wrong).on(view, current);
  }

  /** The client under test asks for another token before the lifetime that our server's answer stated is over, and gets it. */
  async isAskedInTime({ view, current }: Facing): Promise<void> {
    const { timing } = this.context;
    const given = firstAnswer(view, current);
    const lifetime = tokenOf(given)?.revisedLifetime;
    if (!given || lifetime === undefined)
      throw new StateNotReachedError("a secure channel without security", new Error("no token can be read"));
    const isRequest = (event: TraceEvent) => view.isSaid(event, current, "OPN") && event.seq > given.seq;
    const asked = await this.before(view, current, given, timing.by(lifetime), isRequest);
    const wrong = asked ? wrongRequest(given, asked) : `none; ${view.observed(current)}`;
    if (!asked || wrong !== undefined) {
      const expected = `OpenSecureChannel with requestType Renew within the ${lifetime / 1000} s that our server's answer gave its token`;
      throw new ConformanceError(expected, wrong ?? "none").on(view, current);
    }
    await this.second("our server's answer to it", view, current, (event) => view.isTold(event, current, "OPN"), timing.prompt);
  }

  /** The connection stays open for a quarter longer than the first token of it lives. */
  async isOutlived({ view, current }: Facing): Promise<void> {
    const { trace, signal } = this.context;
    const given = firstAnswer(view, current);
    const end = (given?.t ?? 0) + (tokenOf(given)?.revisedLifetime ?? 0) * 1.25;
    const closed = view.closing(current);
    if (closed)
      throw new ConformanceError("the connection to stay open over the renewal", view.observed(current)).on(view, current);
    const isEnd = (event: TraceEvent) => view.isClosing(event, current);
    await trace.never("end of the session's connection", isEnd, { for: Math.max(0, end - trace.now()), signal });
  }

  /** What comes behind `since` and within this many ms of it, unless the connection ends first. */
  private async before(
    view: LinkView,
    connection: number,
    since: SutMessage,
    ms: number,
    match: (event: TraceEvent) => boolean,
  ): Promise<SutMessage | undefined> {
    const { trace, signal } = this.context;
    const within = Math.max(1, since.t + ms - trace.now());
    const ends = (event: TraceEvent) => match(event) || view.isClosing(event, connection);
    const event = await ifItComes(trace.waitFor("a renewal of the channel", ends, { within, after: since.seq, signal }));
    return event && match(event) ? (event as SutMessage) : undefined;
  }

  /** The second message of its kind on a connection; what our own side does not do accuses nobody. */
  private async second(
    what: string,
    view: LinkView,
    connection: number,
    match: (event: TraceEvent) => event is SutMessage,
    within: number,
  ): Promise<SutMessage> {
    const { trace, signal } = this.context;
    const [, seen] = view.told(connection).filter(({ message }) => message.type === "OPN");
    if (seen) return seen;
    try {
      return await trace.waitFor(what, match, { within, after: trace.position, signal });
    } catch (error) {
      throw new StateNotReachedError(what, error);
    }
  }
}

/** The server's first answer to OpenSecureChannel, whichever side is under test. */
function firstAnswer(view: LinkView, connection: number): SutMessage | undefined {
  const messages = view.sut === "server" ? view.said(connection) : view.told(connection);
  return messages.find(({ message }) => message.type === "OPN");
}

function serviceIn(event: SutMessage | undefined): ReturnType<typeof serviceOf> {
  return event?.message.type === "OPN" ? serviceOf(plainChunk(event.message)?.body ?? Buffer.alloc(0)) : undefined;
}

function tokenOf(event: SutMessage | undefined): SecurityToken | undefined {
  const service = serviceIn(event);
  return service?.kind === "response" ? securityToken(service.fields) : undefined;
}

function faultOf(event: SutMessage): string | undefined {
  const service = serviceIn(event);
  if (service?.kind !== "fault") return undefined;
  const code = serviceResult(service.fields);
  return `a ServiceFault${code === undefined ? "" : ` with ${statusName(code)}`}`;
}

/** What makes a client's second request no renewal of the open channel; what cannot be read is let pass. */
function wrongRequest(given: SutMessage, asked: SutMessage): string | undefined {
  const [open, channel] = [channelIn(given), channelIn(asked)];
  const service = serviceIn(asked);
  const type = service?.kind === "request" ? channelRequestType(service.fields) : undefined;
  const issue = type === ISSUE ? "requestType Issue" : undefined;
  const other = channel === open ? undefined : `SecureChannelId ${channel} where channel ${open} is open`;
  const wrong = [issue, other].filter((one) => one !== undefined);
  return wrong.length > 0 ? `OpenSecureChannel with ${wrong.join(" and ")}` : undefined;
}

/** What of the second answer does not fit the first; what cannot be read is let pass. */
function wrongAnswer(first: SutMessage | undefined, answer: SutMessage): string | undefined {
  const [old, token] = [tokenOf(first), tokenOf(answer)];
  const channels = [channelIn(first), channelIn(answer), token?.secureChannelId ?? channelIn(answer)];
  const other = channels.find((channel) => channel !== channels[0]);
  if (other !== undefined) return `channel ${other} instead of ${channels[0]}`;
  return token && token.tokenId === old?.tokenId ? `the old TokenId ${token.tokenId}` : undefined;
}

function channelIn(event: SutMessage | undefined): number | undefined {
  return event?.message.type === "OPN" ? event.message.secureChannelId : undefined;
}
