import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { Agent, request } from "node:http";
import { test } from "node:test";
import { encodeHello } from "../../src/protocol";
import { oddAcknowledges, oddFirstMessages, oddFrames } from "./frames";
import { Program } from "./program";
import { dial, strike } from "./strike";

/** The peer behind the proxy says the same odd things in its direction. */
async function upstream() {
  const attacks = [...oddAcknowledges(), ...oddFirstMessages()];
  const seen: Socket[] = [];
  const server = createServer((socket) => {
    seen.push(socket);
    const attack = attacks[seen.length % attacks.length];
    if (attack) void strike(socket, Buffer.alloc(0), attack);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.close();
    for (const socket of seen) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, seen, [Symbol.dispose]: close };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function call(port: number, method: string, path: string, body?: string | Buffer, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ port, host: "127.0.0.1", method, path, ...(agent ? { agent } : {}) }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
    });
    call.on("error", reject);
    call.setTimeout(10_000, () => call.destroy(new Error("no answer in 10 s")));
    call.end(body);
  });
}

test("the proxy survives every odd frame in both directions, passes bytes on, and its API survives odd calls", async () => {
  using peer = await upstream();
  await using proxy = new Program(
    "proxy",
    "--listen",
    "127.0.0.1:0",
    "--upstream",
    `127.0.0.1:${peer.port}`,
    "--toxic",
    "opcua_message/both:message=MSG,action=cut,nth=3",
  );
  const port = Number((await proxy.line(/127\.0\.0\.1:(\d+)/))[1]);
  const api = Number((await proxy.line(/API[^\n]*:(\d+)/i))[1]);
  const hello = encodeHello({ endpointUrl: "opc.tcp://a" });
  const attacks = [...oddFrames(), ...oddFirstMessages()];
  await Promise.all(
    attacks.flatMap((attack) => [hello, Buffer.alloc(0)].map(async (before) => strike(await dial(port), before, attack))),
  );
  assert.ok(proxy.alive);
  assert.ok(peer.seen.length > attacks.length);
  const deep = (open: string, count: number) => open.repeat(count);
  const bodies = [
    "",
    "null",
    "1",
    '"x"',
    "[",
    "{",
    "[]",
    "[[]]",
    "[null]",
    deep("[", 200_000),
    deep('{"a":', 100_000),
    '{"__proto__":{"name":"x"}}',
    '{"name":1}',
    '{"name":"x","listen":"127.0.0.1:99999999"}',
    '{"name":"a/b","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}',
    '{"type":"latency","attributes":{"latency":1e308}}',
    '{"type":"latency","toxicity":-5}',
    '{"type":"latency","attributes":{"latency":"x"}}',
    '{"type":"__proto__"}',
    '{"type":"constructor"}',
    '{"type":["latency"]}',
    '{"name":"\\ud800"}',
  ];
  const paths = [
    "/proxies",
    "/populate",
    "/reset",
    "/proxies/proxy",
    "/proxies/__proto__",
    "/proxies/constructor/toxics",
    "/proxies/proxy/toxics",
    "/proxies/a%2fb/toxics",
    "/proxies/%ff",
    "//",
    "/metrics",
    "/version",
  ];
  for (const path of paths) {
    for (const body of bodies) {
      for (const method of ["POST", "PATCH"]) {
        const { status, text } = await call(api, method, path, body);
        assert.ok(
          status < 500 || /"(listen|upstream)/.test(text),
          `${method} ${path} ${body.slice(0, 60)}: ${status} ${text.slice(0, 200)}`,
        );
      }
    }
  }
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  // Refused, or the connection ended while it was sent: either way the next call is answered.
  await call(api, "POST", "/proxies", Buffer.alloc(2_000_000, 97), agent).catch(() => undefined);
  assert.equal((await call(api, "GET", "/version", undefined, agent)).status, 200);
  agent.destroy();
  for (const name of Object.keys(JSON.parse((await call(api, "GET", "/proxies")).text) as object)) {
    assert.equal((await call(api, "DELETE", `/proxies/${encodeURIComponent(name)}`)).status, 204, name);
  }
  assert.ok(proxy.alive);
});
