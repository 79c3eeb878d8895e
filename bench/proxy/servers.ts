import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { freePort, usageOf } from "../machine";

export interface Contender {
  readonly name: string;
  readonly url: string;
  /** Resident memory in MB. */
  memory(): number;
  /** Processor time that it used so far, in seconds. */
  cpu(): number;
  /** A port that leads to the target. */
  proxy(target: number, toxic: boolean): Promise<number>;
  stop(): Promise<void>;
}

const ROOT = join(__dirname, "../..");

/** The embedded proxy in a process of its own, with or without recording. */
export async function startEmbedded(name: string, recording: "off" | "on"): Promise<Contender> {
  const child = spawn(process.execPath, ["--require", "ts-node/register", join(__dirname, "embedded.ts"), recording], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [first] = (await once(child.stdout ?? child, "data")) as [Buffer];
  return contender(name, child, first.toString().trim());
}

export async function startReal(): Promise<Contender | undefined> {
  const binary = join(ROOT, ".tools/toxiproxy-server");
  if (!existsSync(binary)) return undefined;
  const port = await freePort();
  const child = spawn(binary, ["-host", "127.0.0.1", "-port", String(port)], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries++) {
    if (
      await fetch(`${url}/version`).then(
        () => true,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return contender("Toxiproxy 2.12.0", child, url);
}

function contender(name: string, child: ChildProcess, url: string): Contender {
  let made = 0;
  const exited = once(child, "exit");
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${name}: ${path}: ${await answer.text()}`);
    return (await answer.json()) as { listen: string };
  };
  return {
    name,
    url,
    memory: () => usageOf(child.pid).rss / 1e6,
    cpu: () => usageOf(child.pid).cpu,
    proxy: async (target, toxic) => {
      const proxy = `p${++made}`;
      const { listen } = await post("/proxies", { name: proxy, listen: "127.0.0.1:0", upstream: `127.0.0.1:${target}` });
      for (const stream of toxic ? ["upstream", "downstream"] : []) {
        await post(`/proxies/${proxy}/toxics`, { type: "latency", stream, attributes: { latency: 0 } });
      }
      return Number(listen.split(":").at(-1));
    },
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
