import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { encodeError, encodeHello, STATUS_CODES, type Message } from "../../../src/protocol";
import {
  startReverseConnectServer,
  type ReverseClientStatus,
  type ReverseConnectServerOptions,
  type ReverseState,
} from "../../../simulators/server";
import { ListeningPeer, type Accepted } from "./listening-peer";

const INTERVAL = 150;
const REJECT = 450;
/** Timers may fire up to 1 ms early on the monotonic clock. */
const ROUNDING = 2;

function start(
  clients: readonly string[],
  more: ReverseConnectServerOptions["reverseConnect"] = {},
  rest: ReverseConnectServerOptions = {},
) {
  const reverseConnect = { redial: INTERVAL, suspension: REJECT, connectTimeout: 400, jitter: 0, ...more };
  return startReverseConnectServer({
    port: 0,
    host: "127.0.0.1",
    applicationUri: "urn:test:server",
    endpointUrl: "opc.tcp://localhost:4840/test",
    ...rest,
    reverseConnect: { clients: clients.map((endpointUrl) => ({ endpointUrl })), ...reverseConnect },
  });
}

const reject = (code: number) => encodeError({ code, reason: "not now" });

describe("dial loop", { concurrency: 6 }, () => {
  test("the first message is a ReverseHello with the configured fields, sent without waiting", async () => {
    using peer = await new ListeningPeer().start();
    await using _server = await start([peer.url]);
    const message = await (await peer.connection(1)).message(0);
    assert.equal(message.type, "RHE");
    assert.ok(message.type === "RHE");
    assert.equal(message.serverUri.value, "urn:test:server");
    assert.equal(message.endpointUrl.value, "opc.tcp://localhost:4840/test");
    assert.equal(message.chunk, "F");
    assert.equal(message.trailing.length, 0);
  });

  const ENDS: Record<string, (accepted: Accepted) => unknown> = {
    "FIN before Hello": ({ socket }) => socket.end(),
    "RST before Hello": ({ socket }) => socket.resetAndDestroy(),
    "FIN after Hello": async (accepted) => {
      accepted.socket.write(encodeHello({ endpointUrl: "opc.tcp://localhost:4840/test" }));
      assert.equal((await accepted.message(1)).type, "ACK");
      accepted.socket.end();
    },
    "ERR BadServerTooBusy": ({ socket }) => socket.write(reject(STATUS_CODES.BadServerTooBusy)),
    "ERR BadTcpEndpointUrlInvalid": ({ socket }) => socket.write(reject(STATUS_CODES.BadTcpEndpointUrlInvalid)),
  };

  for (const [name, end] of Object.entries(ENDS)) {
    test(`after ${name} the next dial comes after the connect interval, without end`, async () => {
      using peer = await new ListeningPeer().start();
      await using server = await start([peer.url]);
      for (let number = 1; number <= 2; number++) {
        const accepted = await peer.connection(number);
        await accepted.message(0);
        const endedAt = performance.now();
        await end(accepted);
        const next = await peer.connection(number + 1);
        const gap = next.acceptedAt - endedAt;
        assert.ok(gap >= INTERVAL - ROUNDING, `dialed again after ${gap} ms`);
      }
      assert.notEqual(server.reverseConnect.get(peer.url)?.lastResult, undefined);
    });
  }

  test("a refused dial is repeated until the client listens", async () => {
    using peer = await new ListeningPeer().start();
    peer.unlisten();
    await using server = await start([peer.url]);
    await stateOf(server, "errored");
    assert.equal(server.reverseConnect.get(peer.url)?.lastResult?.kind, "dial-failed");
    await peer.start();
    assert.equal((await (await peer.connection(1)).message(0)).type, "RHE");
  });

  test("ERR BadTcpMessageTypeInvalid suspends; the next rejection suspends again; the ERR is not answered", async () => {
    using peer = await new ListeningPeer().start();
    await using server = await start([peer.url]);
    for (let number = 1; number <= 2; number++) {
      const accepted = await peer.connection(number);
      await accepted.message(0);
      const rejectedAt = performance.now();
      accepted.socket.write(reject(STATUS_CODES.BadTcpMessageTypeInvalid));
      assert.equal(await accepted.end(), "fin");
      const status = server.reverseConnect.get(peer.url) as ReverseClientStatus;
      assert.equal(status.state, "rejected");
      assert.deepEqual(status.lastResult, {
        kind: "error-received",
        phase: "waiting",
        code: STATUS_CODES.BadTcpMessageTypeInvalid,
        status: "BadTcpMessageTypeInvalid",
        reason: "not now",
      });
      assert.ok(status.rejectedAt !== undefined && status.nextDialAt !== undefined);
      assert.ok(Math.abs(status.nextDialAt - status.rejectedAt - REJECT) <= 1);
      const next = await peer.connection(number + 1);
      const gap = next.acceptedAt - rejectedAt;
      assert.ok(gap >= REJECT - ROUNDING, `dialed again after ${gap} ms`);
      assert.deepEqual(types(accepted), ["RHE"]);
    }
  });

  test("in the specification's dialect a rejection only delays", async () => {
    using peer = await new ListeningPeer().start();
    await using server = await start([peer.url], { dialect: "spec", suspension: 60_000 });
    const accepted = await peer.connection(1);
    await accepted.message(0);
    accepted.socket.write(reject(STATUS_CODES.BadTcpMessageTypeInvalid));
    await peer.connection(2);
    assert.equal(server.reverseConnect.get(peer.url)?.rejectedAt, undefined);
  });

  test("a suspension concerns one client URL only", async () => {
    const refuse = ({ socket }: Accepted) => socket.write(reject(STATUS_CODES.BadTcpMessageTypeInvalid));
    using rejecting = await new ListeningPeer("127.0.0.1", refuse).start();
    using closing = await new ListeningPeer("127.0.0.1", ({ socket }) => socket.end()).start();
    await using _server = await start([rejecting.url, closing.url], { suspension: 60_000 });
    await closing.connection(3);
    assert.equal(rejecting.accepted.length, 1);
  });

  test("a client that parks the connection keeps it; exactly one waits", async () => {
    using peer = await new ListeningPeer().start();
    using clock = await new ListeningPeer("127.0.0.1", ({ socket }) => socket.end()).start();
    await using server = await start([peer.url, clock.url], { connectTimeout: 50 });
    // Five redials of the other client: several connect intervals and connect timeouts have passed.
    await clock.connection(5);
    assert.equal(peer.accepted.length, 1);
    assert.equal(peer.accepted[0]?.endedBy, undefined);
    assert.equal(server.reverseConnect.get(peer.url)?.waiting, 1);
  });

  test("with a timeout for the client the parked connection is replaced", async () => {
    using peer = await new ListeningPeer().start();
    const clients = [{ endpointUrl: peer.url, timeout: 100 }];
    await using _server = await start([], { clients });
    const first = await peer.connection(1);
    assert.equal(await first.end(), "fin");
    assert.ok(first.endedAt - first.acceptedAt >= 100 - ROUNDING);
    await peer.connection(2);
  });

  test("a Hello without OpenSecureChannel is ended after the connect timeout", async () => {
    using peer = await new ListeningPeer().start();
    await using server = await start([peer.url]);
    const accepted = await peer.connection(1);
    await accepted.message(0);
    const helloAt = performance.now();
    accepted.socket.write(encodeHello({ endpointUrl: "opc.tcp://localhost:4840/test" }));
    await accepted.end();
    assert.ok(accepted.endedAt - helloAt >= 400 - ROUNDING);
    assert.equal(server.reverseConnect.get(peer.url)?.lastResult?.kind, "channel-failed");
  });

  test("add, disable, enable, remove while the server runs", async () => {
    using peer = await new ListeningPeer().start();
    await using server = await start([]);
    const states: ReverseState[] = [];
    server.reverseConnect.on("state", (status) => states.push(status.state));
    server.reverseConnect.add({ endpointUrl: peer.url });
    await (await peer.connection(1)).message(0);
    assert.throws(() => server.reverseConnect.add({ endpointUrl: `${peer.url}/` }), { code: "SERVER_CONFIG" });
    assert.equal(server.reverseConnect.disable(peer.url), true);
    assert.equal(await peer.accepted[0]?.end(), "fin");
    assert.equal(server.reverseConnect.enable(peer.url), true);
    await (await peer.connection(2)).message(0);
    assert.equal(server.reverseConnect.remove(peer.url), true);
    assert.equal(await peer.accepted[1]?.end(), "fin");
    assert.deepEqual(server.reverseConnect.list(), []);
    assert.equal(server.reverseConnect.remove(peer.url), false);
    assert.deepEqual(states, ["connecting", "waiting", "closed", "connecting", "waiting", "closed"]);
  });

  test("IPv6 literals and names are dialed", async () => {
    using six = await new ListeningPeer("::1").start();
    using four = await new ListeningPeer("127.0.0.1").start();
    // "localhost" may resolve to ::1 first, where nobody listens on this port: the second address is tried.
    await using _server = await start([six.url, `opc.tcp://localhost:${four.port}`]);
    await six.connection(1);
    await four.connection(1);
  });

  test("jitter only ever adds, and comes from the given source", async () => {
    using peer = await new ListeningPeer("127.0.0.1", ({ socket }) => socket.end()).start();
    await using _server = await start([peer.url], { jitter: 1000, random: () => 0.3 });
    const first = await peer.connection(1);
    const second = await peer.connection(2);
    assert.ok(second.acceptedAt - first.acceptedAt >= INTERVAL + 300 - ROUNDING);
  });

  test("a behaviour that differs breaks one rule only", async () => {
    using peer = await new ListeningPeer().start();
    const isRejection = () => false;
    await using _server = await start([peer.url], { suspension: 60_000 }, { behaviour: { isRejection, delayAfter: () => 0 } });
    const accepted = await peer.connection(1);
    accepted.socket.write(reject(STATUS_CODES.BadTcpMessageTypeInvalid));
    await peer.connection(2);
  });

  test("mutants: two waiting connections; a second dial without closing the first", async () => {
    using two = await new ListeningPeer().start();
    await using both = await start([two.url], {}, { behaviour: { mayDial: ({ pending }) => pending < 2 } });
    await two.connection(2);
    await (await two.connection(1)).message(0);
    await (await two.connection(2)).message(0);
    assert.equal(both.reverseConnect.get(two.url)?.waiting, 2);

    using left = await new ListeningPeer().start();
    const leaving = await start([left.url], {}, { behaviour: { closeAs: () => "leave" } });
    const accepted = await left.connection(1);
    accepted.socket.write(reject(STATUS_CODES.BadServerTooBusy));
    await left.connection(2);
    assert.equal(accepted.endedBy, undefined);
    await leaving.stop();
    await accepted.end();
  });
});

function types(accepted: Accepted): Message["type"][] {
  return accepted.messages.map((message) => message.type);
}

async function stateOf(server: Awaited<ReturnType<typeof start>>, state: ReverseState): Promise<void> {
  while (server.reverseConnect.list().every((status) => status.state !== state)) await once(server.reverseConnect, "state");
}
