import assert from "node:assert/strict";
import { Agent, request, type OutgoingHttpHeaders } from "node:http";
import { test } from "node:test";
import { FaultProxyServer } from "../../src/proxy";

/** An upper bound of waits, in ms. */
const PATIENCE = 5000;

interface Call {
  readonly port: number;
  readonly agent: Agent;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer;
}

function status({ body, ...call }: Call): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", path: "/version", ...call }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
    });
    asked.setTimeout(PATIENCE, () => asked.destroy(new Error("no answer")));
    asked.on("error", reject);
    asked.end(body);
  });
}

test("the API answers programs, by address or plain name, and no page of a browser", async () => {
  const server = await new FaultProxyServer().start();
  const agent = new Agent();
  const headers: readonly (readonly [number, OutgoingHttpHeaders])[] = [
    [200, {}],
    [200, { host: "localhost:8474" }],
    [200, { host: "[::1]:8474" }],
    [200, { host: "proxy:8474" }],
    [403, { host: "evil.example:8474" }],
    [403, { host: "127.0.0.1.evil.example" }],
    [403, { origin: "http://evil.example" }],
    [403, { origin: "null" }],
    [403, { "user-agent": "Mozilla/5.0" }],
  ];
  for (const [expected, one] of headers)
    assert.equal(await status({ port: server.port, agent, headers: one }), expected, JSON.stringify(one));
  await server.stop();
});

test("a body that is too large is refused, and the next call on the same agent is answered", async () => {
  const server = await new FaultProxyServer().start();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const first = status({ port: server.port, agent, method: "POST", path: "/proxies", body: Buffer.alloc(2_000_000, 97) });
  // The refusal may come while the body is still on its way; the close is then what the caller sees.
  assert.ok([400, "closed"].includes((await first.catch(() => "closed" as const)) ?? 0));
  assert.equal(await status({ port: server.port, agent }), 200);
  agent.destroy();
  await server.stop();
});
