import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { OrphanGuard } from "../../../src/suite/sut";
import { untilGone } from "./gone";

const OWNER = `${__dirname}/orphans-owner.ts`;

interface Pids {
  readonly host: number;
  readonly process: number;
}

test("a worker thread that is terminated takes warm host and spawned SUT with it", async () => {
  const worker = new Worker(OWNER, { execArgv: ["-r", "ts-node/register/transpile-only"] });
  const [pids] = (await once(worker, "message")) as [Pids];
  await worker.terminate();
  await untilGone(pids.host);
  await untilGone(pids.process);
});

test("a harness that is killed takes them with it", async () => {
  const owner = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", OWNER], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface(owner.stdout), "line")) as [string];
  const pids = JSON.parse(line) as Pids;
  owner.kill("SIGKILL");
  await untilGone(pids.host);
  await untilGone(pids.process);
});

test("a group that was taken off the list is left alone, the others end when the guard closes", async () => {
  const [kept, dropped] = ["kept", "dropped"].map(() => spawn("sleep", ["300"], { detached: true, stdio: "ignore" }));
  assert.ok(kept?.pid && dropped?.pid);
  const guard = new OrphanGuard(process.env);
  guard.add(dropped.pid);
  guard.add(kept.pid);
  guard.remove(dropped.pid);
  guard.close();
  const [, signal] = (await once(kept, "exit")) as [number | null, string];
  assert.equal(signal, "SIGKILL");
  assert.equal(dropped.exitCode ?? dropped.signalCode, null);
  dropped.kill("SIGKILL");
});
