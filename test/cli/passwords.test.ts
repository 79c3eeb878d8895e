import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { platform, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { after, before, describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { main } from "../../src/cli/main";
import { Program } from "../hostile/program";
import { runCli } from "./run-cli";

const PASSWORD = "geheimes-wort-99";

describe("passwords", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "passwords-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** A client and a server that know a user; resolves with the client's exit code, and all that both have printed. */
  async function login(server: Known, client: Known): Promise<{ code: number; text: string }> {
    const stop = new AbortController();
    const ready = Promise.withResolvers<number>();
    let text = "";
    const start = async ({ words = [], env = {}, stdin }: Known, argv: readonly string[]) => {
      const heard = (chunk: Buffer) => {
        text += chunk.toString();
        const port = /"event":"ready".*"port":(\d+)/.exec(chunk.toString())?.[1];
        if (port !== undefined) ready.resolve(Number(port));
      };
      const [stdout, stderr] = [new PassThrough().on("data", heard), new PassThrough().on("data", heard)];
      const line = (said: string) => void stderr.write(`${said}\n`);
      const io = { out: line, err: line, stdout, stderr, env, cwd: folder, isTerminal: false, signal: stop.signal };
      return main(["simulate", ...argv, "--log-format", "json", ...words], { ...io, ...(stdin ? { stdin } : {}) });
    };
    const count = ["--count", "1", "--timeout", "20s"];
    const done = start(client, ["client", "--listen", "opc.tcp://127.0.0.1:0", ...count]);
    const url = `opc.tcp://127.0.0.1:${await Promise.race([ready.promise, done.then(() => assert.fail(text))])}`;
    const serving = start(server, ["server", "--reverse-connect", url, "--redial", "100ms", "--pki", join(folder, "pki")]);
    const code = await done;
    stop.abort();
    await serving;
    return { code, text };
  }

  interface Known {
    readonly words?: readonly string[];
    readonly env?: Record<string, string>;
    readonly stdin?: NodeJS.ReadableStream;
  }

  it("come from the environment, a file, a prompt or the command line, and are shown nowhere", async () => {
    await writeFile(join(folder, "words"), `somebody:else\noperator:${PASSWORD}\n`);
    await writeFile(join(folder, "word"), `${PASSWORD}\n`);
    const [words, env] = [["--user", "operator"], { REVERSE_HELLO_PASSWORD: PASSWORD }];
    const typed = () => {
      const stdin = new PassThrough();
      stdin.write(`${PASSWORD}\n`);
      return stdin;
    };
    const ways: readonly (readonly [Known, Known])[] = [
      [{ words, env }, { words: [...words, "--password-file", "words"] }],
      [{ words: ["--user", `operator:${PASSWORD}`] }, { words: [...words, "--password-file", "word"] }],
      [
        { words, env },
        { words, stdin: typed() },
      ],
    ];
    for (const [server, client] of ways) {
      const { code, text } = await login(server, client);
      assert.equal(code, 0, text);
      assert.doesNotMatch(text, new RegExp(PASSWORD));
    }
    const wrong = await login({ words, env }, { words, env: { REVERSE_HELLO_PASSWORD: "another" } });
    assert.equal(wrong.code, 3, wrong.text);
  });

  it("that are not known are one sentence, which repeats nothing of what was given", async () => {
    const argv = ["simulate", "server", "--user", "operator"];
    const missing = await runCli(argv);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /--user operator: its password is not known; give --password-file, or the variable REVERSE_HELLO/);
    const nameless = await runCli(["simulate", "server", "--user", `:${PASSWORD}`]);
    assert.equal(nameless.code, 2);
    assert.doesNotMatch(nameless.stderr, new RegExp(PASSWORD));
    assert.equal((await runCli([...argv, "--password-file", join(folder, "nowhere")])).code, 2);
  });

  it("of a command line are not in the process list", { skip: platform() !== "linux" }, async () => {
    await using program = new Program("simulate", "server", "--log-format", "json", "--user", `operator:${PASSWORD}`);
    await program.line(/"event":"ready"/);
    const seen = await readFile(`/proc/${program.pid}/cmdline`, "latin1");
    assert.match(seen, /--user operator:\*\*\*/);
    assert.doesNotMatch(seen, new RegExp(PASSWORD));
  });

  it("of a product under test come from the environment, and are in no file of the report", async () => {
    const command = [process.execPath, resolve("test/cli/password-peer.js"), "{clientUrl}", "{password}"];
    const start = { command, ready: "ready, the password has 16 characters, true", env: { APP_PASSWORD: "{password}" } };
    const timing = { redial: "50ms", tolerance: "50ms" };
    const security = { users: [{ user: "operator", passwordEnv: "LINE_7" }] };
    await writeFile(join(folder, "sut.yaml"), JSON.stringify({ name: "talker", role: "server", start, security, timing }));
    // It says something else first: a finding, which tells what came.
    const selection = [
      "--features",
      resolve("features/server"),
      "--scenario",
      "server-reverse-hello-01",
      "--parallel",
      "1",
      "--no-probe",
    ];
    const env = { PATH: process.env["PATH"] ?? "", REVERSE_HELLO_PKI: join(folder, "tool-pki") };
    const argv = ["test", "sut.yaml", ...selection, "--report", "R", "--log-level", "debug"];
    const { code, stdout, stderr } = await runCli(argv, { cwd: folder, env: { ...env, LINE_7: PASSWORD } });
    assert.equal(code, 1, stdout);
    assert.match(stderr, /logging in with \*\*\*/);
    assert.doesNotMatch(`${stdout}${stderr}`, new RegExp(PASSWORD));
    const files = (await readdir(join(folder, "R"), { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
    let masked = 0;
    for (const { parentPath, name } of files) {
      const raw = await readFile(join(parentPath, name));
      const bytes = name.endsWith(".gz") ? gunzipSync(raw) : raw;
      for (const secret of [PASSWORD, Buffer.from(PASSWORD).toString("hex"), Buffer.from(PASSWORD).toString("base64")])
        assert.equal(bytes.indexOf(secret), -1, `${join(parentPath, name)} has ${secret}`);
      masked += Number(bytes.includes("a token in clear: ****************"));
    }
    assert.ok(masked > 0, "the capture has what was sent, masked");
    const unset = await runCli([...argv.slice(0, -2)], { cwd: folder, env });
    assert.equal(unset.code, 3, unset.stdout);
    assert.match(unset.stdout, /the password of operator is to come from the variable LINE_7, and that is not set; export it/);
  });
});
