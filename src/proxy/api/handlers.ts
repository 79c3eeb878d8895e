import { defined } from "../../objects";
import { readConnectRules } from "../connect-rules";
import { ProxyError } from "../errors";
import type { ProxyRegistry } from "../registry";
import type { ProxySpec, ProxyUpdate, ToxicSpec } from "../types";
import { asList, asObject, optionalFlag, optionalText } from "./json";
import { renderMetrics } from "./metrics";

export interface Answer {
  readonly status: number;
  /** JSON value, or text with its own type; nothing for 204. */
  readonly json?: unknown;
  readonly text?: string;
  readonly type?: string;
}

export interface Call {
  readonly registry: ProxyRegistry;
  readonly version: string;
  /** Names out of the path, decoded; "" where the path has none. */
  readonly names: readonly [proxy: string, toxic: string];
  /** The parsed body; undefined for routes that have none. */
  readonly body: () => unknown;
}

export type Handler = (call: Call) => Promise<Answer> | Answer;

export const listProxies: Handler = ({ registry }) => ({
  status: 200,
  json: Object.fromEntries(registry.list().map((proxy) => [proxy.name, proxy])),
});

export const createProxy: Handler = async ({ registry, body }) => {
  const proxy = await registry.create(readProxy(asObject(body())));
  return { status: 201, json: proxy };
};

export const populate: Handler = async ({ registry, body }) => {
  const specs = asList(body()).map((item) => readProxy(asObject(item)));
  specs.forEach((spec, index) => {
    for (const field of ["name", "upstream"] as const) {
      if (!spec[field]) throw new ProxyError("MISSING_FIELD", 400, `missing required field: ${field} at proxy ${index + 1}`);
    }
  });
  const proxies = [];
  try {
    for (const spec of specs) proxies.push(await registry.put(spec));
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error;
    return { status: error.status, json: { error: error.message, status: error.status, proxies } };
  }
  return { status: 201, json: { proxies } };
};

export const getProxy: Handler = ({ registry, names }) => ({ status: 200, json: registry.get(names[0]) });

export const updateProxy: Handler = async ({ registry, names, body }) => {
  const proxy = registry.get(names[0]);
  await proxy.update(readUpdate(asObject(body())));
  return { status: 200, json: proxy };
};

export const deleteProxy: Handler = async ({ registry, names }) => {
  await registry.delete(names[0]);
  return { status: 204 };
};

export const listToxics: Handler = ({ registry, names }) => ({ status: 200, json: registry.get(names[0]).toxics });

export const addToxic: Handler = ({ registry, names, body }) => {
  const proxy = registry.get(names[0]);
  return { status: 200, json: proxy.addToxic(asObject(body()) as unknown as ToxicSpec) };
};

export const getToxic: Handler = ({ registry, names }) => ({ status: 200, json: registry.get(names[0]).toxic(names[1]) });

export const updateToxic: Handler = ({ registry, names, body }) => {
  const proxy = registry.get(names[0]);
  proxy.toxic(names[1]);
  return { status: 200, json: proxy.updateToxic(names[1], asObject(body())) };
};

export const deleteToxic: Handler = ({ registry, names }) => {
  registry.get(names[0]).removeToxic(names[1]);
  return { status: 204 };
};

export const reset: Handler = async ({ registry }) => {
  await registry.reset();
  return { status: 204 };
};

export const version: Handler = (call) => ({
  status: 200,
  text: `{"version": "${call.version}"}\n`,
  type: "application/json;charset=utf-8",
});

export const metrics: Handler = ({ registry }) => ({
  status: 200,
  text: renderMetrics(registry.list()),
  type: "text/plain; version=0.0.4; charset=utf-8",
});

export const decisions: Handler = ({ registry }) => ({
  status: 200,
  text: registry.decisions.toNdjson(),
  type: "application/x-ndjson",
});

function readProxy(object: Record<string, unknown>): ProxySpec {
  return { name: optionalText(object, "name") ?? "", listen: "", upstream: "", ...readUpdate(object) };
}

function readUpdate(object: Record<string, unknown>): ProxyUpdate {
  return defined({
    listen: optionalText(object, "listen"),
    upstream: optionalText(object, "upstream"),
    enabled: optionalFlag(object, "enabled"),
    connect: object["connect"] === undefined ? undefined : readConnectRules(object["connect"]),
  });
}
