import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { launchSut, OUTPUT_LIMITS, parseSut, SutError, type LaunchOptions } from "../../../src/suite/sut";
import { untilGone } from "./gone";

const launch = (start: object, options: Partial<LaunchOptions> = {}, more: object = {}) => {
  const sut = parseSut(
    JSON.stringify({ name: "it", role: "server", start, identity: { applicationUri: "urn:it" }, ...more }),
    "/tmp/sut.yaml",
  );
  return launchSut(sut, { values: {}, env: process.env, ...options });
};
const shell = (script: string, more: object = {}) => ({
  command: ["sh", "-c", script.replaceAll("{", "{{").replaceAll("}", "}}")],
  ...more,
});
const isError = (code: string, message: RegExp) => (error: unknown) =>
  error instanceof SutError && error.code === code && error.exitCode === 3 && message.test(error.message);

test("a SUT gets its words and environment, says that it is ready, and is stopped with TERM", async () => {
  const states: string[] = [];
  const lines: string[] = [];
  const script = 'trap "echo bye; exit 7" TERM; echo "$1 $2 $OWN"; echo oops >&2; echo ready; while :; do sleep 0.05; done';
  const command = ["sh", "-c", script, "sh", "{serverUri}", "{port}"];
  await using sut = await launch(
    { command, ready: "^ready$", env: { OWN: "at {port}" } },
    { values: { port: 99 }, onState: (state) => states.push(state), onLine: (stream, line) => lines.push(`${stream} ${line}`) },
  );
  assert.equal(sut.status, undefined);
  assert.deepEqual(await sut.stop(), { code: 7, signal: null });
  assert.deepEqual(await sut.stop(), { code: 7, signal: null });
  assert.deepEqual(states, ["starting", "ready", "stopping", "exited"]);
  assert.ok(lines.includes("stdout urn:it 99 at 99") && lines.includes("stderr oops") && lines.includes("stdout bye"));
  // The shell may add on its other stream that its `sleep` was terminated too.
  assert.ok(sut.tail(2).includes("bye"));
  assert.deepEqual(sut.status, { code: 7, signal: null });
});

test("one that ignores TERM is killed after the grace, with its children", async () => {
  const sut = await launch(shell('trap "" TERM; sleep 300 & echo "child $!"; wait', { ready: "child", stopTimeout: "200ms" }));
  const child = Number(/child (\d+)/.exec(sut.tail(1)[0] ?? "")?.[1]);
  const start = performance.now();
  assert.deepEqual(await sut.stop(), { code: null, signal: "SIGKILL" });
  assert.ok(performance.now() - start >= 199);
  await untilGone(child);
});

test("children of one that ended by itself are ended too, also when they keep its output open", async () => {
  const sut = await launch(shell('sleep 300 & echo "child $!"; exit 4', { ready: "child" }));
  assert.deepEqual(await sut.exited, { code: 4, signal: null });
  await untilGone(Number(/child (\d+)/.exec(sut.tail(1)[0] ?? "")?.[1]));
});

test("a command that does not exist", () =>
  assert.rejects(launch({ command: ["nonesuch-server"] }), isError("SUT_NOT_FOUND", /command "nonesuch-server" was not found/)));

test("a working folder that does not exist", () =>
  assert.rejects(
    launch({ command: ["sh"], cwd: "nowhere-here" }),
    isError("SUT_NOT_FOUND", /working folder \/tmp\/nowhere-here does not exist/),
  ));

test("a file that cannot be run", () =>
  assert.rejects(launch({ command: [__filename] }), isError("SUT_NOT_STARTED", /not an executable file \(permission denied\)/)));

test("one that crashes at once, with exit code and last lines", async () => {
  const crash = launch(shell("echo first; echo cannot bind >&2; exit 3", { ready: "up" }));
  await assert.rejects(
    crash,
    isError("SUT_EXITED", /^it ended with exit code 3 before it was ready .*its last lines: .*"cannot bind"/),
  );
  await assert.rejects(
    launch(shell("kill -SEGV $$", { ready: "up" })),
    isError("SUT_EXITED", /^it ended with signal SIGSEGV before/),
  );
});

test("one whose port is taken: the line that says so, though a stack trace follows, and what to do", async () => {
  const trace = ["one", "two", "three", "four", "five"].map((frame) => `    at ${frame}`).join("\\n");
  const crash = launch(
    shell(`printf 'Error: listen EADDRINUSE: address already in use :::4840\\n${trace}\\nnode 24\\n'; exit 1`, { ready: "up" }),
  );
  await assert.rejects(
    crash,
    isError(
      "SUT_EXITED",
      /its port is taken.*\{port\}.*--parallel 1; its last lines: "Error: listen EADDRINUSE[^"]*", " {4}at one", " {4}at two", "node 24"$/,
    ),
  );
});

test("one that never gets ready is stopped", async () => {
  let pid = 0;
  const never = launch(shell("echo pid $$; exec sleep 300", { ready: "up", readyTimeout: "200ms" }), {
    onLine: (_stream, line) => (pid = Number(line.split(" ")[1])),
  });
  await assert.rejects(
    never,
    isError("SUT_NOT_READY", /^it printed no line that matches \/up\/ within 0\.2 s; its last lines: "pid \d+"$/),
  );
  await untilGone(pid);
});

test("giving up while it starts stops it", async () => {
  const abort = new AbortController();
  const starting = launch(shell("echo begun; exec sleep 300", { ready: "up" }), {
    signal: abort.signal,
    onLine: () => abort.abort(),
  });
  await assert.rejects(starting, isError("SUT_ABORTED", /the start of it was given up/));
});

test("an argument group that is not there", () =>
  assert.rejects(
    launch({ command: ["sh"], options: { a: [] } }, { options: ["b"] }),
    isError("SUT_OPTION", /needs the argument group "b"; start\.options has a$/),
  ));

test("what a SUT printed stays when it is started again in the same scenario", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sut-"));
  try {
    for (const word of ["first", "second"]) await (await launch(shell(`echo ${word}`), { outputDir: folder })).exited;
    assert.equal(await readFile(join(folder, "sut.stdout"), "utf8"), "first\n\n(started again)\nsecond\n");
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("megabytes of output: memory, trace and file stay bounded, and the last lines are right", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sut-"));
  try {
    let lines = 0;
    const script = `head -c ${OUTPUT_LIMITS.fileBytes + 400_000} /dev/zero | tr '\\0' '\\n'; head -c 100000 /dev/zero | tr '\\0' x; echo; echo done`;
    const sut = await launch(shell(script), { outputDir: join(folder, "out"), onLine: () => (lines += 1) });
    assert.deepEqual(await sut.exited, { code: 0, signal: null });
    assert.equal(lines, OUTPUT_LIMITS.tracedLines + 1);
    assert.equal(sut.tail(1)[0], "done");
    assert.equal(sut.tail(2)[0]?.length, OUTPUT_LIMITS.lineChars + 1);
    const { size } = await stat(join(folder, "out", "sut.stdout"));
    assert.ok(size > OUTPUT_LIMITS.fileBytes && size < OUTPUT_LIMITS.fileBytes + 200_000, `${size} bytes`);
    assert.equal(await readFile(join(folder, "out", "sut.stderr"), "utf8"), "");
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("{tool} starts this tool's command line as a process", async () => {
  const sut = await launch({ command: ["{tool}", "--version"], ready: String.raw`^\d+\.\d+\.\d+`, readyTimeout: "60s" });
  assert.deepEqual(await sut.exited, { code: 0, signal: null });
});

test("the login of security.users and a client's own URI have placeholders", async () => {
  const more = {
    role: "client",
    identity: { applicationUri: "urn:own" },
    security: { users: [{ user: "operator", password: "secret" }] },
  };
  // Said as it is, the password would be masked.
  const command = ["sh", "-c", 'echo "$0 $(echo $1 | tr a-z A-Z) $2"; exec sleep 300', "{user}", "{password}", "{clientUri}"];
  await using sut = await launch({ command, ready: "operator" }, {}, more);
  assert.equal(sut.tail(1)[0], "operator SECRET urn:own");
});

test("the time to get ready is scaled", async () => {
  const ready = { ready: "up", readyTimeout: "100ms" };
  await assert.rejects(launch(shell("exec sleep 300", ready)), isError("SUT_NOT_READY", /within 0\.1 s/));
  await using sut = await launch(shell("sleep 0.4; echo up; exec sleep 300", ready), { scale: 100 });
  assert.equal(sut.status, undefined);
});

test("a ready pattern that would take for ever is given up, and says so", async () => {
  const line = `${"a".repeat(60)}!`;
  const begin = performance.now();
  await assert.rejects(
    launch(shell(`echo ${line}; sleep 60`, { ready: "(a+)+$" })),
    isError("SUT_NOT_READY", /start.ready of it: .* takes too long on the last printed line/),
  );
  assert.ok(performance.now() - begin < 8000);
});

const crashes: [string, string, RegExp][] = [
  ["of a fatal signal", "echo ready; kill -SEGV $$; sleep 9", /^it crashed with SIGSEGV$/],
  ["of a fatal signal behind a shell", "echo ready; sh -c 'kill -ABRT $$'; exit $?", /^it crashed with SIGABRT \(exit code 134\)$/],
  ["with an exit code, unasked", "echo ready; exit 3", /^it ended unasked with exit code 3$/],
];
for (const [how, script, expected] of crashes) {
  test(`one that ends ${how} has crashed`, async () => {
    const sut = await launch(shell(script, { ready: "ready" }));
    await sut.exited;
    assert.match(sut.crash ?? "none", expected);
    assert.equal(sut.isAsked, false);
  });
}

const told: [string, string, RegExp | undefined][] = [
  ["crashes", "kill -SEGV $$", /^it crashed with SIGSEGV$/],
  ["throws", "echo Unhandled exception. System.Exception >&2; exit 1", /uncaught exception when it was told to end$/],
  ["has another exit code", "exit 1", undefined],
  ["ends as of an interrupt", "exit 130", undefined],
  ["ends as TERM has it", "trap - TERM; kill -TERM $$", undefined],
];
for (const [how, handler, expected] of told) {
  test(`one that ${how} when it is told to end has ${expected ? "" : "not "}crashed`, async () => {
    const script = `trap '${handler}' TERM; echo "Traceback (most recent call last):"; echo ready; while :; do sleep 0.05; done`;
    const sut = await launch(shell(script, { ready: "ready" }));
    await sut.stop();
    assert.equal(sut.isAsked, true);
    if (expected) assert.match(sut.crash ?? "none", expected);
    else assert.equal(sut.crash, undefined);
  });
}
