import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Line } from "./line";
import { call, KINDS, startApi, whyNot, type ApiUnderTest } from "./servers";

/**
 * Where the embedded proxy does it differently, on purpose: the name, what is tried, and what each of the two does. Each is in
 * docs/proxy.md under the same name.
 */
const DIFFERENCES: readonly {
  readonly name: string;
  readonly embedded: string;
  readonly real: string;
  seen(api: ApiUnderTest): Promise<string>;
}[] = [
  {
    name: "populate with an empty list",
    embedded: '{"proxies":[]}',
    real: '{"proxies":null}',
    seen: async (api) => (await call(api, "POST", "/populate", [])).text.trim(),
  },
  {
    name: "a bad update of a toxic is applied in part",
    embedded: "latency 1",
    real: "latency 9",
    seen: async (api) => {
      await using line = await Line.open(api, "part");
      await line.toxic("latency", "upstream", { latency: 1 });
      await call(api, "POST", "/proxies/part/toxics/latency", '{"attributes":{"latency":9,"jitter":"x"}}');
      const { attributes } = (await call(api, "GET", "/proxies/part/toxics/latency")).json as { attributes: { latency: number } };
      return `latency ${attributes.latency}`;
    },
  },
  {
    name: "an attribute that does not exist",
    embedded: "400",
    real: "200",
    seen: async (api) => {
      await using line = await Line.open(api, "unknown");
      const body = { type: "latency", attributes: { latencey: 5 } };
      return String((await call(api, "POST", `/proxies/${line.name}/toxics`, body)).status);
    },
  },
  {
    name: "bandwidth with a negative rate",
    embedded: "400",
    real: "200",
    seen: async (api) => {
      await using line = await Line.open(api, "rate");
      return String(
        (await call(api, "POST", `/proxies/${line.name}/toxics`, { type: "bandwidth", attributes: { rate: -1 } })).status,
      );
    },
  },
  {
    name: "reset_peer on a connection that is open already",
    embedded: "rst",
    real: "fin",
    seen: async (api) => {
      await using line = await Line.open(api, "reset");
      const [dialer, target] = await line.pair();
      await line.toxic("reset_peer", "upstream", { timeout: 0 });
      dialer.send("x");
      await target.ends();
      return String(target.ended);
    },
  },
  {
    name: "metrics while a connection is open",
    embedded: "counted",
    real: "not yet",
    seen: async (api) => {
      await using line = await Line.open(api, "metrics");
      const [dialer, target] = await line.pair();
      dialer.send("12345");
      await target.receives(5);
      const { text } = await call(api, "GET", "/metrics");
      return /toxiproxy_proxy_received_bytes_total\{direction="upstream",[^}]*proxy="metrics"[^}]*\} 5\b/.test(text)
        ? "counted"
        : "not yet";
    },
  },
  {
    name: "packet_loss (in Toxiproxy after 2.12.0)",
    embedded: "200",
    real: "400",
    seen: async (api) => {
      await using line = await Line.open(api, "loss");
      return String((await call(api, "POST", `/proxies/${line.name}/toxics`, { type: "packet_loss" })).status);
    },
  },
];

for (const kind of KINDS) {
  suite(`Deliberate differences from Toxiproxy, ${kind}`, { skip: whyNot(kind) }, () => {
    for (const difference of DIFFERENCES) {
      test(difference.name, async () => {
        const api = await startApi(kind);
        try {
          assert.equal(await difference.seen(api), difference[kind]);
        } finally {
          await api.stop();
        }
      });
    }
  });
}
