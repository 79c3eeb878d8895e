import assert from "node:assert/strict";
import { test } from "node:test";
import { launchSut, parseSut, SutError, SutHost, type LaunchOptions } from "../../../src/suite/sut";
import { untilGone } from "./gone";

const launch = (host: SutHost | undefined, args: readonly string[], start: object = {}, options: Partial<LaunchOptions> = {}) => {
  const all = { command: ["it", ...args], module: "./module.js", ready: "^started", env: { OWN: "env" }, ...start };
  const sut = parseSut(JSON.stringify({ name: "it", role: "server", start: all }), `${__dirname}/sut.yaml`);
  return launchSut(sut, { values: {}, env: process.env, ...(host ? { host } : {}), ...options });
};

test("instances run side by side in one process, and each is stopped by its signal", async () => {
  await using host = new SutHost();
  await host.warm(`${__dirname}/module.js`);
  const [a, b] = await Promise.all([launch(host, ["a"]), launch(host, ["b"])]);
  assert.equal(a.pid, b.pid);
  assert.equal(a.tail(1)[0], `started a in ${__dirname} with env by ${host.pid}`);
  assert.deepEqual(await a.stop(), { code: 0, signal: null });
  assert.equal(a.tail(1)[0], "bye");
  assert.equal(b.status, undefined);
  assert.deepEqual(await b.stop(), { code: 0, signal: null });
});

test("exit codes and exceptions of main are the instance's end", async () => {
  await using host = new SutHost();
  assert.deepEqual(await (await launch(host, ["code", "5"])).exited, { code: 5, signal: null });
  const broken = await launch(host, ["throw"]);
  assert.deepEqual(await broken.exited, { code: 1, signal: null });
  assert.equal(broken.tail(1)[0], "it broke");
  await assert.rejects(
    launch(host, ["x"], { module: "./none.js" }),
    (error) => error instanceof SutError && error.code === "SUT_EXITED" && /Cannot find module/.test(error.message),
  );
  await assert.rejects(host.warm(`${__dirname}/none.js`), /cannot be loaded: Cannot find module/);
});

test("a host that dies ends its instances with that reason; the next start forks anew", async () => {
  await using host = new SutHost();
  const innocent = await launch(host, ["a"]);
  const guilty = await launch(host, ["crash"]);
  for (const sut of [innocent, guilty]) {
    assert.deepEqual(await sut.exited, { code: 1, signal: null, detail: "the warm host that ran it ended" });
    assert.ok(sut.tail().some((line) => line.includes("it crashed")));
  }
  await using again = await launch(host, ["b"]);
  assert.notEqual(again.pid, innocent.pid);
});

test("an instance that does not end takes the host with it after the grace", async () => {
  await using host = new SutHost();
  const sut = await launch(host, ["deaf"], { stopTimeout: "200ms" });
  assert.deepEqual(await sut.stop(), { code: null, signal: "SIGKILL", detail: "the warm host that ran it ended" });
  await untilGone(sut.pid);
});

test("a SUT without a shared host gets one of its own, which ends with it", async () => {
  const sut = await launch(undefined, ["a"]);
  await sut.stop();
  await untilGone(sut.pid);
});

test("stopping the host ends what runs there, twice is fine", async () => {
  const host = new SutHost();
  const sut = await launch(host, ["deaf"]);
  await host.stop();
  await host.stop();
  assert.equal((await sut.exited).detail, "the warm host that ran it ended");
  await untilGone(sut.pid);
});

test("the tool's own command line runs in it, again and again", async () => {
  await using host = new SutHost();
  for (let round = 0; round < 3; round += 1) {
    const start = { module: "builtin:cli", ready: String.raw`^\d+\.\d+\.\d+`, readyTimeout: "60s" };
    assert.deepEqual(await (await launch(host, ["--version"], start)).exited, { code: 0, signal: null });
  }
});
