import { parentPort } from "node:worker_threads";
import { launchSut, OrphanGuard, parseSut, SutHost } from "../../../src/suite/sut";

/** Starts one SUT in a warm host and one as a process, says their process ids, and never stops them. */
async function own(): Promise<void> {
  const describe = (start: object) => parseSut(JSON.stringify({ name: "it", role: "server", start }), `${__dirname}/sut.yaml`);
  const shared = { values: {}, env: process.env, host: new SutHost(), guard: new OrphanGuard(process.env) };
  const hosted = await launchSut(describe({ command: ["it", "deaf"], module: "./module.js", ready: "^started" }), shared);
  const script = 'trap "" TERM; sleep 300 & echo up; wait';
  const spawned = await launchSut(describe({ command: ["sh", "-c", script], ready: "up" }), shared);
  const pids = { host: hosted.pid, process: spawned.pid };
  if (parentPort) parentPort.postMessage(pids);
  else process.stdout.write(`${JSON.stringify(pids)}\n`);
}

void own();
