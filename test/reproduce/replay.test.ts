import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { test } from "node:test";
import { encodeOpenChannel, encodeReverseHello, FrameSplitter } from "../../src/protocol";
import { play, replayScript, type Played, type ReplayScript } from "../../src/reproduce/replay";
import { ACK, ERR, HEL, MSG, RHE, Story } from "../report/ladder/sample";

const POLICY = "http://opcfoundation.org/UA/SecurityPolicy#";
const open = (policy: string, channel: number) =>
  encodeOpenChannel({ secureChannelId: channel, securityPolicyUri: `${POLICY}${policy}`, body: Buffer.alloc(20) });

function story(policy = "None"): Story {
  const told = new Story().opens().at(1).passes("to-client", RHE).at(2).passes("to-server", HEL).at(3).passes("to-client", ACK);
  told.at(4).passes("to-server", open(policy, 0)).at(5).passes("to-client", open(policy, 7)).at(6).passes("to-server", MSG);
  return told.at(60).passes("to-client", MSG).at(61).phase("server", "peer-closed", "fin").phase("client", "closed", "fin");
}

/** A peer that says one thing after every so many messages of the other side. */
function partner(socket: Socket, answers: readonly (Buffer | "reset")[]): Buffer[] {
  const heard: Buffer[] = [];
  const splitter = new FrameSplitter();
  socket.on("error", () => undefined);
  socket.on("data", (bytes: Buffer) => {
    for (const item of splitter.push(bytes)) {
      const answer = answers[heard.length];
      heard.push(Buffer.from(item.bytes));
      if (answer === "reset") socket.resetAndDestroy();
      else if (answer) socket.write(answer);
    }
  });
  return heard;
}

const OPTIONS = { host: "127.0.0.1", timing: "answers", timeout: 5000, signal: new AbortController().signal } as const;

async function asServer(script: ReplayScript, answers: readonly (Buffer | "reset")[], timeout = 5000): Promise<[Played, Buffer[]]> {
  let heard: Buffer[] = [];
  const listener = createServer((socket) => (heard = partner(socket, answers))).listen(0, "127.0.0.1");
  await once(listener, "listening");
  try {
    return [await play(script, { ...OPTIONS, timeout, port: (listener.address() as AddressInfo).port }), heard];
  } finally {
    listener.close();
  }
}

test("the server's side is played to the end, each message after its cue", async () => {
  const script = replayScript(story().events, { as: "server" });
  assert.deepEqual(
    script.steps.map(({ message, after }) => [message.type, after]),
    [
      ["RHE", 0],
      ["ACK", 1],
      ["OPN", 2],
      ["MSG", 3],
    ],
  );
  const [result] = await asServer(script, [HEL, open("None", 0), MSG]);
  assert.deepEqual(result, { end: "played", sent: 4, received: 3, detail: "all that was recorded; then closed as recorded" });
});

test("another answer is divergence, a reset is told, silence has a limit", async () => {
  const script = replayScript(story().events, { as: "server" });
  const [diverged] = await asServer(script, [ERR]);
  assert.equal(diverged.end, "diverged");
  assert.match(diverged.detail, /message 1 of the other side: recorded HEL, now ERR/);
  assert.match((await asServer(script, ["reset"]))[0].detail, /the other side (reset|closed) the connection instead of HEL/);
  const [silent] = await asServer(script, [], 50);
  assert.deepEqual([silent.end, silent.detail], ["silent", "HEL did not come in 50 ms"]);
});

test("the client's side listens, and takes EndpointUrl and channel from the live server", async () => {
  const script = replayScript(story().events, { as: "client" });
  const mine = encodeReverseHello({ serverUri: "urn:live", endpointUrl: "opc.tcp://live:1" });
  let heard: Buffer[] = [];
  const result = await play(script, {
    ...OPTIONS,
    port: 0,
    onListening: (port) => {
      const socket = connect(port, "127.0.0.1", () => void socket.write(mine));
      heard = partner(socket, [ACK, open("None", 99), MSG]);
    },
  });
  assert.equal(result.end, "played");
  assert.match(heard[0]?.toString("latin1") ?? "", /opc\.tcp:\/\/live:1$/);
  assert.equal(heard[2]?.readUInt32LE(8), 99);
});

test("under a security policy it ends behind OpenSecureChannel, and says why", async () => {
  const script = replayScript(story("Basic256Sha256").events, { as: "server" });
  assert.deepEqual(
    script.steps.map(({ message }) => message.type),
    ["RHE", "ACK", "OPN"],
  );
  const [result] = await asServer(script, [HEL, open("Basic256Sha256", 0)]);
  assert.equal(result.end, "played");
  assert.match(result.detail, /security policy Basic256Sha256: .* keys that the recording does not hold/);
});

test("recorded timing is kept", async () => {
  const script = replayScript(story().events, { as: "server" });
  const started = performance.now();
  const answers = [HEL, open("None", 0), MSG];
  const listener = createServer((socket) => void partner(socket, answers)).listen(0, "127.0.0.1");
  await once(listener, "listening");
  await play(script, { ...OPTIONS, timing: "recorded", port: (listener.address() as AddressInfo).port });
  listener.close();
  assert.ok(performance.now() - started >= 59, `${performance.now() - started} ms`);
});

test("a trace without the connection, the link or anything to say is refused", () => {
  assert.throws(() => replayScript([], { as: "server" }), /the trace has no link/);
  assert.throws(() => replayScript(story().events, { as: "server", connection: 9 }), /the server said nothing on connection 9/);
  assert.throws(() => replayScript(story().events, { as: "server", link: "B" }), /the trace has the links link, not "B"/);
});
