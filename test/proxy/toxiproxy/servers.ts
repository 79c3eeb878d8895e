import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { FaultProxyServer, type FaultProxyOptions } from "../../../src/proxy";

/** A server of Toxiproxy's API under test. */
export interface ApiUnderTest {
  readonly kind: "embedded" | "real";
  readonly url: string;
  stop(): Promise<void>;
}

export const KINDS = ["embedded", "real"] as const;
const ROOT = join(__dirname, "../../..");
const BINARY = join(ROOT, ".tools/toxiproxy-server");

/** Why the real server cannot be tried here, or false. Builds it when Go is there. */
export function whyNot(kind: ApiUnderTest["kind"]): string | false {
  if (kind === "embedded" || existsSync(BINARY)) return false;
  const { stdout } = spawnSync(process.execPath, [join(ROOT, "scripts/get-toxiproxy.js")], { encoding: "utf8" });
  return existsSync(BINARY) ? false : `the real Toxiproxy is not here: ${stdout.trim()}`;
}

/** Starts one of the two; the options concern the embedded one. By default it ends connections as Toxiproxy does. */
export async function startApi(
  kind: ApiUnderTest["kind"],
  options: FaultProxyOptions = { halfClose: "full" },
): Promise<ApiUnderTest> {
  if (kind === "real") return startReal();
  const server = await new FaultProxyServer({ seed: "compatibility", ...options }).start();
  return { kind, url: server.url, stop: () => server.stop() };
}

async function startReal(): Promise<ApiUnderTest> {
  const port = await freePort();
  const child = spawn(BINARY, ["-host", "127.0.0.1", "-port", String(port), "-proxy-metrics"], {
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  await answers(url);
  const exited = once(child, "exit");
  return {
    kind: "real",
    url,
    stop: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** A process without a sign of readiness but this. */
async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const ok = await fetch(`${url}/version`).then(
      (answer) => answer.text().then(() => true),
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`no answer from ${url}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

export interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

/** One call of the API; a body that is no text is sent as JSON. */
export async function call(api: ApiUnderTest, method: string, path: string, body?: unknown, headers?: Record<string, string>) {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const answer = await fetch(`${api.url}${path}`, {
    method,
    ...(text === undefined ? {} : { body: text }),
    ...(headers ? { headers } : {}),
  });
  const got = await answer.text();
  return { status: answer.status, type: answer.headers.get("content-type"), headers: answer.headers, text: got, json: parse(got) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
