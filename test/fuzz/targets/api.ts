import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { FaultProxyServer } from "../../../src/proxy";
import type { Target } from "../types";

const BODIES = [
  '{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:9","enabled":false}',
  '[{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:9","enabled":false}]',
  '{"type":"latency","stream":"upstream","toxicity":0.5,"attributes":{"latency":5,"jitter":2}}',
  '{"type":"opcua_message","attributes":{"message":"RHE","action":"cut","position":"inside","bytes":5}}',
  '{"connect":[{"mode":"accept_rst","every":3}]}',
  '{"enabled":false}',
  "",
];
const CALLS = [
  "POST /proxies",
  "POST /populate",
  "POST /proxies/a",
  "PATCH /proxies/a",
  "POST /proxies/a/toxics",
  "POST /proxies/a/toxics/x",
  "DELETE /proxies/a",
  "DELETE /proxies/a%2Fb",
  "GET /proxies",
  "GET /proxies/a/toxics",
  "POST /reset",
  "GET /metrics",
  "GET /reverse-hello/decisions",
];

/** Any call of the proxy's API, a line "METHOD PATH" and a body: never a 500 of ours, never silence. */
export const api: Target = {
  name: "api",
  seeds: () => CALLS.flatMap((call) => BODIES.map((body) => Buffer.from(`${call}\n${body}`))),
  open: async () => {
    const server = await new FaultProxyServer({ seed: "fuzz" }).start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const call = (method: string, path: string, body: Buffer) =>
      new Promise<string>((resolve, reject) => {
        const question = request(
          { agent, port: server.port, host: "127.0.0.1", method, path, headers: { "content-length": body.length } },
          (response) => {
            let text = "";
            response.setEncoding("utf8").on("data", (part: string) => (text += part));
            response.on("end", () => resolve(`${response.statusCode} ${text}`));
          },
        );
        question.on("error", reject).setTimeout(5000, () => question.destroy(new Error("no answer for 5 s")));
        question.end(body);
      });
    return {
      execute: async (input) => {
        const end = input.indexOf(10);
        const [method = "", path = ""] = input.toString("latin1", 0, end < 0 ? input.length : end).split(" ");
        // What no client can send is not the API's affair.
        if (!/^(GET|POST|PATCH|DELETE|PUT)$/.test(method) || !/^\/[!-~]{0,4000}$/.test(path)) return;
        const answer = await call(method, path, input.subarray(end < 0 ? input.length : end + 1));
        assert.ok(!answer.startsWith("5") || /"(listen|upstream)/.test(answer), answer.slice(0, 300));
      },
      check: async () => {
        await call("GET", "/version", Buffer.alloc(0));
        const names = Object.keys(JSON.parse((await call("GET", "/proxies", Buffer.alloc(0))).slice(4)) as object);
        for (const name of names)
          assert.match(await call("DELETE", `/proxies/${encodeURIComponent(name)}`, Buffer.alloc(0)), /^204/);
      },
      async [Symbol.asyncDispose]() {
        agent.destroy();
        await server.stop();
      },
    };
  },
};
