import assert from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import { connect } from "node:net";
import { once } from "node:events";
import { Toxiproxy } from "toxiproxy-node-client";
import { call, KINDS, startApi, whyNot, type ApiUnderTest } from "./servers";

const UP = "127.0.0.1:9";
const A = { name: "a", listen: "127.0.0.1:0", upstream: UP };

type Json = Record<string, unknown>;

/** The same demands on both servers. What differs is in differences.test.ts, by name. */
for (const kind of KINDS) {
  suite(`Toxiproxy's API, ${kind}`, { skip: whyNot(kind) }, () => {
    let api: ApiUnderTest;
    before(async () => (api = await startApi(kind)));
    after(() => api.stop());
    beforeEach(async () => {
      for (const name of Object.keys((await call(api, "GET", "/proxies")).json as Json))
        await call(api, "DELETE", `/proxies/${name}`);
    });

    const create = async (body: Json = A) => (await call(api, "POST", "/proxies", body)).json as Json;
    const error = (status: number, text: string) => ({ error: text, status });

    test("version", async () => {
      const answer = await call(api, "GET", "/version");
      assert.equal(answer.text, '{"version": "2.12.0"}\n'.replace("2.12.0", (answer.json as { version: string }).version));
      assert.equal(answer.type, "application/json;charset=utf-8");
    });

    test("create answers 201 and the address that was bound", async () => {
      const answer = await call(api, "POST", "/proxies", A);
      assert.equal(answer.status, 201);
      assert.equal(answer.type, "application/json");
      const { name, listen, upstream, enabled, toxics } = answer.json as Json;
      assert.deepEqual({ name, upstream, enabled, toxics }, { name: "a", upstream: UP, enabled: true, toxics: [] });
      assert.match(String(listen), /^127\.0\.0\.1:[1-9]\d*$/);
    });

    test("create: disabled keeps the address as given; localhost, any address and no address are bound", async () => {
      assert.equal((await create({ ...A, enabled: false }))["listen"], "127.0.0.1:0");
      assert.match(String((await create({ ...A, name: "b", listen: "localhost:0" }))["listen"]), /^127\.0\.0\.1:[1-9]/);
      assert.match(String((await create({ ...A, name: "c", listen: ":0" }))["listen"]), /^\[::\]:[1-9]/);
      assert.match(String((await create({ ...A, name: "d", listen: "" }))["listen"]), /^\[::\]:[1-9]/);
    });

    test("create: keys in any case, unknown fields and what follows the value do not matter", async () => {
      const answer = await call(api, "POST", "/proxies", `{"NAME":"a","Upstream":"${UP}","listen":"127.0.0.1:0","x":[1]} trailing`);
      assert.equal(answer.status, 201);
      assert.equal((answer.json as Json)["name"], "a");
    });

    test("create: what is missing or wrong", async () => {
      const fails = async (body: unknown) => (await call(api, "POST", "/proxies", body)).json as Json;
      assert.deepEqual(await fails({ upstream: UP }), error(400, "missing required field: name"));
      assert.deepEqual(await fails({ name: "a" }), error(400, "missing required field: upstream"));
      assert.deepEqual(await fails("null"), error(400, "missing required field: name"));
      for (const body of ["", "{", "[]", '"x"', '{"name":5}']) {
        const answer = await fails(body);
        assert.equal(answer["status"], 400, body);
        assert.match(String(answer["error"]), /^bad request body: /, body);
      }
      assert.deepEqual(await fails(""), error(400, "bad request body: EOF"));
    });

    test("create: a name or a port that is taken", async () => {
      const { listen } = await create();
      const again = await call(api, "POST", "/proxies", A);
      assert.equal(again.status, 409);
      assert.deepEqual(again.json, error(409, "proxy already exists"));
      const port = await call(api, "POST", "/proxies", { ...A, name: "b", listen });
      assert.equal(port.status, 500);
      assert.deepEqual(port.json, error(500, `listen tcp ${listen}: bind: address already in use`));
      assert.deepEqual(Object.keys((await call(api, "GET", "/proxies")).json as Json), ["a"]);
    });

    test("index, show, delete", async () => {
      assert.deepEqual((await call(api, "GET", "/proxies")).json, {});
      const made = await create();
      const index = (await call(api, "GET", "/proxies")).json as Json;
      assert.deepEqual(Object.keys(index), ["a"]);
      assert.equal((index["a"] as Json)["listen"], made["listen"]);
      assert.equal(((await call(api, "GET", "/proxies/a")).json as Json)["listen"], made["listen"]);
      const gone = await call(api, "DELETE", "/proxies/a");
      assert.deepEqual([gone.status, gone.text], [204, ""]);
      assert.equal((await call(api, "DELETE", "/proxies/a")).status, 404);
    });

    test("errors come as Go's http.Error sends them", async () => {
      const answer = await call(api, "GET", "/proxies/none");
      assert.equal(answer.status, 404);
      assert.equal(answer.text, '{"error":"proxy not found","status":404}\n');
      assert.equal(answer.type, "text/plain; charset=utf-8");
      assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
      assert.match(String(answer.headers.get("x-toxiproxy-request-id")), /^[0-9a-v]{20}$/);
    });

    test("unknown paths 404, wrong methods 405, browsers 403", async () => {
      for (const path of ["/", "/proxies/", "/proxies/a/", "/nothing"]) {
        const answer = await call(api, "GET", path);
        assert.deepEqual([answer.status, answer.text], [404, "404 page not found\n"], path);
        assert.equal(answer.headers.get("x-toxiproxy-request-id"), null);
      }
      const method = await call(api, "PUT", "/proxies");
      assert.deepEqual([method.status, method.text], [405, ""]);
      assert.equal((await call(api, "HEAD", "/proxies")).status, 405);
      const browser = await call(api, "GET", "/proxies", undefined, { "user-agent": "Mozilla/5.0 (X11; Linux)" });
      assert.deepEqual([browser.status, browser.text], [403, "User agent not allowed\n"]);
    });

    test("update by POST and PATCH: absent fields stay, toxics stay, a disabled proxy refuses", async () => {
      const { listen } = await create();
      await call(api, "POST", "/proxies/a/toxics", { type: "latency" });
      for (const method of ["POST", "PATCH"]) {
        const off = await call(api, method, "/proxies/a", { enabled: false });
        assert.equal(off.status, 200);
        const { enabled, listen: same, toxics } = off.json as Json;
        assert.deepEqual([enabled, same, (toxics as unknown[]).length], [false, listen, 1]);
        assert.equal(await dial(String(listen)), "ECONNREFUSED");
        assert.equal(((await call(api, method, "/proxies/a", { enabled: true })).json as Json)["listen"], listen);
        assert.equal(await dial(String(listen)), "connected");
      }
      const other = (await call(api, "POST", "/proxies/a", { upstream: "127.0.0.1:8", name: "z" })).json as Json;
      assert.deepEqual([other["name"], other["upstream"], other["listen"]], ["a", "127.0.0.1:8", listen]);
      assert.equal((await call(api, "POST", "/proxies/none", {})).status, 404);
    });

    test("update to a port that is taken: 500, and the proxy stays, disabled, with that address", async () => {
      await create();
      const { listen } = await create({ ...A, name: "b" });
      const answer = await call(api, "POST", "/proxies/a", { listen });
      assert.equal(answer.status, 500);
      const { enabled, listen: now } = (await call(api, "GET", "/proxies/a")).json as Json;
      assert.deepEqual([enabled, now], [false, listen]);
    });

    test("populate creates, keeps what is the same with its toxics, and replaces what differs", async () => {
      const first = await call(api, "POST", "/populate", [A, { ...A, name: "b", enabled: false }]);
      assert.equal(first.status, 201);
      const [a, b] = (first.json as { proxies: Json[] }).proxies;
      assert.deepEqual([a?.["enabled"], b?.["enabled"]], [true, false]);
      await call(api, "POST", "/proxies/a/toxics", { type: "latency" });
      const same = await call(api, "POST", "/populate", [{ ...A, listen: a?.["listen"], enabled: false }]);
      const kept = (same.json as { proxies: Json[] }).proxies[0];
      assert.deepEqual([kept?.["enabled"], (kept?.["toxics"] as unknown[]).length], [true, 1]);
      const differs = await call(api, "POST", "/populate", [{ ...A, listen: a?.["listen"], upstream: "127.0.0.1:8" }]);
      const replaced = (differs.json as { proxies: Json[] }).proxies[0];
      assert.deepEqual([replaced?.["upstream"], replaced?.["toxics"]], ["127.0.0.1:8", []]);
    });

    test("populate: names the proxy that is wrong, and keeps what came before one that fails", async () => {
      const wrong = await call(api, "POST", "/populate", [A, { ...A, name: "" }]);
      assert.equal(wrong.status, 400);
      assert.equal((wrong.json as Json)["error"], "missing required field: name at proxy 2");
      assert.deepEqual((await call(api, "GET", "/proxies")).json, {});
      const { listen } = await create({ ...A, name: "z" });
      const fails = await call(api, "POST", "/populate", [A, { ...A, name: "b", listen }, { ...A, name: "c" }]);
      assert.equal(fails.status, 500);
      const { proxies, status, error: text } = fails.json as { proxies: Json[]; status: number; error: string };
      assert.deepEqual([proxies.map((proxy) => proxy["name"]), status], [["a"], 500]);
      assert.match(text, /address already in use/);
      assert.deepEqual(Object.keys((await call(api, "GET", "/proxies")).json as Json).sort(), ["a", "z"]);
    });

    test("toxics: defaults, list order, show, update, delete", async () => {
      await create();
      const added = await call(api, "POST", "/proxies/a/toxics", { type: "latency", attributes: { latency: 10 } });
      assert.equal(added.status, 200);
      const made = {
        attributes: { latency: 10, jitter: 0 },
        name: "latency_downstream",
        type: "latency",
        stream: "downstream",
        toxicity: 1,
      };
      assert.deepEqual(added.json, made);
      await call(api, "POST", "/proxies/a/toxics", {
        type: "slicer",
        stream: "UPSTREAM",
        attributes: { average_size: 5 },
        toxicity: 0.5,
      });
      const list = (await call(api, "GET", "/proxies/a/toxics")).json as Json[];
      assert.deepEqual(
        list.map((toxic) => [toxic["name"], toxic["stream"], toxic["toxicity"]]),
        [
          ["slicer_UPSTREAM", "UPSTREAM", 0.5],
          ["latency_downstream", "downstream", 1],
        ],
      );
      assert.deepEqual((await call(api, "GET", "/proxies/a/toxics/latency_downstream")).json, made);
      for (const [method, jitter] of [
        ["POST", 3],
        ["PATCH", 4],
      ] as const) {
        const body = { name: "x", stream: "upstream", type: "noop", attributes: { jitter } };
        const updated = await call(api, method, "/proxies/a/toxics/latency_downstream", body);
        assert.equal(updated.status, 200);
        assert.deepEqual(updated.json, { ...made, attributes: { latency: 10, jitter } });
      }
      const gone = await call(api, "DELETE", "/proxies/a/toxics/latency_downstream");
      assert.deepEqual([gone.status, gone.text], [204, ""]);
      for (const method of ["GET", "POST", "DELETE"]) {
        const answer = await call(api, method, "/proxies/a/toxics/latency_downstream", method === "POST" ? {} : undefined);
        assert.deepEqual(answer.json, error(404, "toxic not found"), method);
      }
      assert.deepEqual((await call(api, "GET", "/proxies/none/toxics")).json, error(404, "proxy not found"));
    });

    test("every toxic of Toxiproxy has its attributes, filled with zeros", async () => {
      await create();
      const attributes: Record<string, string[]> = {
        latency: ["jitter", "latency"],
        bandwidth: ["rate"],
        slow_close: ["delay"],
        timeout: ["timeout"],
        slicer: ["average_size", "delay", "size_variation"],
        limit_data: ["bytes"],
        noop: [],
      };
      for (const [type, names] of Object.entries(attributes)) {
        const answer = (await call(api, "POST", "/proxies/a/toxics", { type, attributes: null })).json as Json;
        assert.deepEqual(answer["attributes"], Object.fromEntries(names.map((name) => [name, 0])), type);
      }
      const reset = (await call(api, "POST", "/proxies/a/toxics", { type: "reset_peer" })).json as { attributes: Json };
      assert.equal(reset.attributes["timeout"], 0);
    });

    test("toxics: what is refused, and with which words", async () => {
      await create();
      const add = async (body: unknown) => (await call(api, "POST", "/proxies/a/toxics", body)).json;
      assert.deepEqual(
        await add({ type: "latency", stream: "sideways" }),
        error(400, "stream was invalid, can be either upstream or downstream"),
      );
      for (const type of ["down", "nothing", undefined]) assert.deepEqual(await add({ type }), error(400, "invalid toxic type"));
      await add({ type: "latency", name: "x" });
      assert.deepEqual(await add({ type: "slicer", stream: "upstream", name: "x" }), error(409, "toxic already exists"));
      for (const attributes of [{ latency: 1.5 }, { latency: "5" }, { latency: true }, []]) {
        const answer = (await add({ type: "latency", name: "y", attributes })) as Json;
        assert.equal(answer["status"], 400, JSON.stringify(attributes));
        assert.match(String(answer["error"]), /^bad request body: /);
      }
      assert.deepEqual(
        ((await call(api, "GET", "/proxies/a/toxics")).json as Json[]).map((toxic) => toxic["name"]),
        ["x"],
      );
    });

    test("reset enables everything and removes all toxics", async () => {
      await create();
      await create({ ...A, name: "b", enabled: false });
      await call(api, "POST", "/proxies/a/toxics", { type: "latency" });
      const answer = await call(api, "POST", "/reset");
      assert.deepEqual([answer.status, answer.text], [204, ""]);
      const { a, b } = (await call(api, "GET", "/proxies")).json as Record<string, Json>;
      assert.deepEqual([a?.["toxics"], b?.["enabled"]], [[], true]);
    });

    test("metrics are in Prometheus' text format", async () => {
      const answer = await call(api, "GET", "/metrics");
      assert.equal(answer.status, 200);
      assert.match(String(answer.type), /^text\/plain; version=0\.0\.4/);
    });

    test("toxiproxy-node-client drives it unchanged", async () => {
      const client = new Toxiproxy(api.url);
      const proxy = await client.createProxy({ name: "a", listen: "127.0.0.1:0", upstream: UP });
      assert.deepEqual(Object.keys(await client.getAll()), ["a"]);
      const toxic = await proxy.addToxic({
        name: "l",
        type: "latency",
        stream: "upstream",
        toxicity: 1,
        attributes: { latency: 5, jitter: 1 },
      });
      assert.deepEqual((await proxy.getToxic("l")).attributes, { latency: 5, jitter: 1 });
      const updated = await toxic.update({ ...toxic.toJson(), attributes: { latency: 7, jitter: 1 } });
      assert.deepEqual(updated.attributes, { latency: 7, jitter: 1 });
      await updated.remove();
      const off = await proxy.update({ enabled: false, listen: proxy.listen, upstream: proxy.upstream });
      assert.equal(off.enabled, false);
      await client.reset();
      assert.equal((await client.get("a")).enabled, true);
      await client.populate([{ name: "b", listen: "127.0.0.1:0", upstream: UP }]);
      await (await client.get("b")).remove();
      await assert.rejects(client.get("b"), /status code 404/);
      assert.match(await client.getVersion(), /^\{"version": "[^"]+"\}\n$/);
    });
  });
}

/** Dials `host:port` and says how it went. */
async function dial(address: string): Promise<string> {
  const [host = "", port] = address.split(":");
  const socket = connect({ host, port: Number(port) });
  try {
    await once(socket, "connect");
    return "connected";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "";
  } finally {
    socket.on("error", () => undefined);
    socket.destroy();
  }
}
