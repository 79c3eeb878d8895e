import { encodeAcknowledge, encodeError, encodeHello, encodeReverseHello, statusCode } from "../../protocol";
import type { TraceEvent } from "../../trace";
import { ClientStack } from "../dialing/client-stack";
import { Redial } from "../dialing/redial";
import type { ServerUnderTest } from "../dialing/server-under-test";
import { DialingPeer } from "../conversation/dialing-peer";
import { OWN_SIZES } from "../conversation/peer";
import type { ListeningPeer } from "../conversation/listening-peer";
import { CONTROL_BEGINS } from "../expect/account";
import { ConformanceError, isJudgement } from "../expect/errors";
import { Expect } from "../expect/expect";
import type { ScenarioContext } from "../scenario/context";
import type { ClientStart, ClientUnderTest } from "../serving/client-under-test";
import type { GroundName } from "./grounds";

/** No OPC UA message at all; any peer has to refuse it. */
const HTTP = Buffer.from("GET / HTTP/1.1\r\nHost: opcua.example\r\n\r\n", "latin1");

/** A server that has not dialed for so many ms never does. */
const HOWEVER_LATE = 20_000;

/** Reaches each ground with a SUT that starts again and that nobody has wronged: the control of what a scenario does to it. */
export class Controls {
  private readonly expect: Expect;
  private readonly stack: ClientStack;
  private readonly redial: Redial;
  private count = 0;

  constructor(
    private readonly context: ScenarioContext,
    private readonly server: ServerUnderTest,
    private readonly client: ClientUnderTest,
  ) {
    this.expect = new Expect(context);
    this.stack = new ClientStack(context);
    this.redial = new Redial(context);
  }

  /** Rejects with what was missed. */
  async reach(ground: GroundName): Promise<void> {
    this.count += 1;
    this.context.trace.add({ kind: "state", actor: "harness", state: CONTROL_BEGINS, detail: ground });
    await this.ways[ground]();
  }

  private readonly ways: Readonly<Record<GroundName, () => Promise<void>>> = {
    acknowledges: async () => {
      const client = await this.server.afresh();
      await client.send(encodeHello({ ...client.sizes, endpointUrl: client.addresses.endpointUrl }));
      await this.expect.says(client, "ACK");
    },
    opensChannel: async () => this.stack.opensChannel(await this.server.afresh()),
    givesSession: async () => void (await this.serverWithSession()),
    givesAnother: async () => {
      const client = await this.serverWithSession();
      await this.stack.closesSession(client);
      await this.stack.opensSessionOnNext(client);
    },
    dialsAgain: async () => {
      const client = await this.closedOne();
      await this.redial.inTime(client, { ms: this.context.timing.stated.redial, what: "its redial delay" });
    },
    dialsSometime: async () => {
      await this.redial.anew(await this.closedOne(), this.context.timing.dialBy(this.latest));
    },
    comesBack: async () => {
      const client = await this.server.afresh();
      await client.send(encodeHello({ ...client.sizes, endpointUrl: client.addresses.endpointUrl }));
      await this.expect.says(client, "ACK");
      client.closes();
      await this.redial.anew(client, this.context.timing.dialBy(this.latest));
    },
    // Who never dials again is suspended by nothing.
    suspends: async () => {
      await this.ways.dialsSometime();
      const client = await this.server.afresh();
      await this.refuse(client, "BadTcpMessageTypeInvalid");
      await this.redial.never(client, { ms: this.context.timing.stated.suspension, what: "its suspension", isPause: true });
    },
    keepsOneWaiting: async () => this.redial.waits(await this.serverWithSession(), "some"),
    serverClosesOnError: async () => {
      const client = await this.server.afresh();
      await client.send(encodeError({ code: statusCode("BadTcpServerTooBusy") ?? 0, reason: "control" }));
      await this.expect.closes(client);
    },
    serverRefuses: () =>
      this.eitherOf([encodeAcknowledge(OWN_SIZES), HTTP], async (bytes) => {
        const client = await this.server.afresh();
        await client.send(bytes, { deliberate: true });
        await this.expect.closes(client);
      }),
    saysHello: async () => void (await this.clientWithHello()),
    // The client starts again as the scenario started it.
    takesAny: async () => void (await this.clientWithHello(this.client.started)),
    asksForChannel: async () => {
      const server = await this.clientWithHello();
      await server.send(encodeAcknowledge(server.sizes));
      await this.expect.says(server, "OPN");
    },
    opensSession: () => this.sessionOnRealServer(),
    opensSecured: () => this.sessionOnRealServer({ start: this.client.started }),
    opensAnother: async () => {
      const server = await this.clientWithHello();
      server.closes();
      await this.sessionOnRealServer({ start: undefined });
    },
    opensAfterItsClose: async () => {
      await this.ways.clientClosesOnError();
      const { trace, timing } = this.context;
      const before = trace.position;
      await this.sessionOnRealServer({ start: undefined });
      // What keeps its port may go by chance, when a dial of ours comes from the same port as the connection that it closed.
      const ms = refusedFor(trace.events.slice(before));
      if (ms > timing.hello)
        throw new ConformanceError("a client that listens again at once", `connections that its system refused for ${ms / 1000} s`);
    },
    clientClosesOnError: async () => {
      const server = await this.clientWithHello();
      await server.send(encodeError({ code: statusCode("BadTcpServerTooBusy") ?? 0, reason: "control" }));
      await this.expect.closes(server);
    },
    clientRefuses: () =>
      this.eitherOf([encodeHello({ ...OWN_SIZES, endpointUrl: this.client.wanted.endpointUrl }), HTTP], async (bytes) => {
        await this.client.afresh({});
        const server = await this.dial();
        await server.send(bytes, { deliberate: true });
        const { timing } = this.context;
        await this.expect.closes(server, bytes === HTTP ? timing.by(timing.stated.firstMessageTimeout) : timing.prompt);
      }),
  };

  /** A server that has not dialed for so long, in ms, never does. */
  private get latest(): number {
    const { redial, suspension } = this.context.timing.stated;
    return Math.max(redial, suspension, HOWEVER_LATE);
  }

  /** A client of a SUT that has started again; it has closed the connection that waited. */
  private async closedOne(): Promise<ListeningPeer> {
    const client = await this.server.afresh();
    client.closes();
    return client;
  }

  /** There are products that refuse a message that is not due and wait for the rest of nonsense, and the other way round: either shows it. */
  private async eitherOf(nonsense: readonly [Buffer, Buffer], refuses: (bytes: Buffer) => Promise<void>): Promise<void> {
    try {
      await refuses(nonsense[0]);
    } catch (error) {
      if (!isJudgement(error)) throw error;
      await refuses(nonsense[1]);
    }
  }

  private async serverWithSession(): Promise<ListeningPeer> {
    const client = await this.server.afresh();
    await this.stack.opensSession(client);
    return client;
  }

  private async refuse(client: ListeningPeer, code: string): Promise<void> {
    await client.send(encodeError({ code: statusCode(code) ?? 0, reason: "control" }));
    client.closes();
  }

  private async clientWithHello(start: ClientStart = {}): Promise<DialingPeer> {
    await this.client.afresh(start);
    const server = await this.dial();
    await server.send(encodeReverseHello(server.addresses));
    await this.expect.says(server, "HEL");
    await server.hears("HEL");
    return server;
  }

  private async dial(): Promise<DialingPeer> {
    const { host, port, wanted } = this.client;
    const server = await DialingPeer.start(`control ${this.count}`, this.context, { host, port }, wanted);
    await server.dial();
    return server;
  }

  /** Without a start the client goes on as it is. */
  private async sessionOnRealServer({ start }: { start: ClientStart | undefined } = { start: {} }): Promise<void> {
    if (start) await this.client.afresh(start);
    const real = await this.client.startRealServer({ name: `control ${this.count} (real)` });
    const { timing } = this.context;
    const { reconnect, holdTime, openTimeout } = timing.stated;
    await real.session(timing.by(reconnect + holdTime + 2 * openTimeout));
  }
}

/** For how long, in ms, the system of a client refused dials before it took the first one. */
export function refusedFor(events: readonly TraceEvent[]): number {
  const ends = events.filter((event) => event.kind === "connection" && event.side === "client");
  const taken = ends.findIndex((event) => event.kind === "connection" && event.phase === "opened");
  const refused = ends.slice(0, Math.max(0, taken)).filter((event) => event.kind === "connection" && event.phase === "refused");
  return (refused.at(-1)?.t ?? 0) - (refused[0]?.t ?? 0);
}
