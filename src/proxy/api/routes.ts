import * as handlers from "./handlers";
import type { Call, Handler } from "./handlers";

const ROUTES: readonly { readonly path: RegExp; readonly methods: Readonly<Record<string, Handler>> }[] = [
  { path: /^\/proxies$/, methods: { GET: handlers.listProxies, POST: handlers.createProxy } },
  { path: /^\/populate$/, methods: { POST: handlers.populate } },
  { path: /^\/reset$/, methods: { POST: handlers.reset } },
  { path: /^\/version$/, methods: { GET: handlers.version } },
  { path: /^\/metrics$/, methods: { "*": handlers.metrics } },
  {
    path: /^\/proxies\/([^/]+)$/,
    methods: { GET: handlers.getProxy, POST: handlers.updateProxy, PATCH: handlers.updateProxy, DELETE: handlers.deleteProxy },
  },
  { path: /^\/proxies\/([^/]+)\/toxics$/, methods: { GET: handlers.listToxics, POST: handlers.addToxic } },
  {
    path: /^\/proxies\/([^/]+)\/toxics\/([^/]+)$/,
    methods: { GET: handlers.getToxic, POST: handlers.updateToxic, PATCH: handlers.updateToxic, DELETE: handlers.deleteToxic },
  },
  // Our own, under one prefix.
  { path: /^\/reverse-hello\/decisions$/, methods: { GET: handlers.decisions } },
];

export type Found =
  { readonly handler: Handler; readonly names: Call["names"] } | { readonly status: 404 | 405; readonly text?: string };

/** Finds the handler of a request; an unknown path is 404, a known one with another method 405. */
export function route(method: string, url: string): Found {
  const raw = url.split(/[?#]/, 1)[0] ?? "";
  const path = decoded(raw);
  const found = path === undefined ? undefined : find(method, path, (name) => name);
  // Not in Toxiproxy: a name with a slash in it, written as %2F, is found too.
  return found ?? find(method, raw, decoded) ?? { status: 404, text: "404 page not found\n" };
}

function find(method: string, path: string, nameOf: (text: string) => string | undefined): Found | undefined {
  for (const { path: pattern, methods } of ROUTES) {
    const match = pattern.exec(path);
    if (!match) continue;
    const handler = methods[method] ?? methods["*"];
    const [, proxy = "", toxic = ""] = match.map((name) => nameOf(name) ?? name);
    return handler ? { handler, names: [proxy, toxic] } : { status: 405 };
  }
  return undefined;
}

/** Toxiproxy's router decodes a path before it is matched. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
