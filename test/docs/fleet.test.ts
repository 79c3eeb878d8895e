import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Job } from "kubernetes-types/batch/v1";
import {
  createCompilerHost,
  createProgram,
  createSourceFile,
  flattenDiagnosticMessageText,
  getPreEmitDiagnostics,
  ModuleKind,
  ScriptTarget,
  type CompilerOptions,
} from "typescript";
import { parse } from "yaml";
import { ReverseConnectManager, type StartedReverseConnectManager } from "../../simulators/client";
import { packageRoot } from "../../src/files";
import { live } from "../cli/live";
import { runCli } from "../cli/run-cli";

const page = readFileSync(join(packageRoot(), "docs", "fleet.md"), "utf8");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text = ""]) => text);
const commands = blocks("sh").flatMap((block) =>
  block.split("\n").flatMap((line) => (line.startsWith("npx reverse-hello ") ? [line.split(" ").slice(2)] : [])),
);
const those = (name: string) => commands.filter((words) => words.join(" ").startsWith(name));

/** Every command of docs/fleet.md, as it stands there; its files are those of the page, with shorter times. */
describe("docs/fleet.md", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "docs-fleet-"));
  const env = { ...process.env, REVERSE_HELLO_PKI: join(folder, "pki") } as Record<string, string>;
  let manager: StartedReverseConnectManager;
  before(async () => {
    manager = await new ReverseConnectManager({ listen: "opc.tcp://127.0.0.1:0", holdTime: 60_000 }).start();
    for (const text of blocks("yaml")) {
      const [, name] = /^# (\S+\.yaml)$/m.exec(text) ?? [];
      if (name === undefined) continue;
      const quick = text.replace(/^( +(?:steady|outage)): \d+s/gm, "$1: 200ms").replace(/^redial: 1s/m, "redial: 200ms");
      writeFileSync(join(folder, name), quick);
    }
    copyFileSync(join(packageRoot(), "fixtures", "suts", "reference-client.yaml"), join(folder, "sut.yaml"));
  });
  after(async () => {
    await manager.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has no command that is not run here", () => {
    const run = ["simulate fleet", "simulate clients", "load", "report merge"].flatMap(those);
    assert.deepEqual(run.length, commands.length);
    assert.equal(commands.length, 11);
  });

  for (const words of those("simulate fleet"))
    it(`${words.slice(2).join(" ")}: all wait`, async () => {
      const fleet = live(
        words.map((word) => word.replace(/^opc\.tcp:.*/, manager.url)),
        { cwd: folder, env },
      );
      const parts = words.includes("--processes") ? 2 : 1;
      try {
        for (let nth = 1; nth <= parts; nth += 1) {
          const { good } = JSON.parse(await fleet.lines.line(/"event":"all-wait"/, nth)) as { good: number };
          assert.equal(good, words.includes("--shard") ? 10 : 20 / parts);
        }
      } finally {
        assert.equal(await fleet.stop(), 0);
      }
    });

  for (const words of those("simulate clients"))
    it(`${words.slice(2).join(" ")}: all listen`, async () => {
      const clients = live(
        words.map((word) => word.replace(/:\d+$/, ":0")),
        { cwd: folder, env },
      );
      const { urls } = JSON.parse(await clients.lines.line(/"event":"ready"/)) as { urls: string[] };
      assert.equal(new Set(urls).size, 20);
      assert.equal(await clients.stop(), 0);
    });

  it("load, its parts, and what is merged of them: nothing is missed", async () => {
    const results = await Promise.all(those("load").map((words) => runCli(words, { cwd: folder, env })));
    for (const { code, stdout, stderr } of results) assert.equal(code, 0, stdout + stderr);
    for (const words of those("report merge")) {
      const { code, stdout } = await runCli(words, { cwd: folder, env });
      assert.equal(code, 0, stdout);
      assert.match(stdout, /all are served again after the outage: expected 20 good servers, seen 20 of 20/);
    }
  });

  it("has a Job of Kubernetes that is one: each pod is a part, and the parts are the whole", () => {
    const job =
      blocks("yaml")
        .map((text) => parse(text) as Job)
        .find(({ kind }) => kind === "Job") ?? assert.fail("no Job");
    assert.deepEqual(problemsOf(job), []);
    const unknown = problemsOf({ ...job, spec: { ...job.spec, parallelIsm: 4 } });
    assert.match(unknown.join(), /parallelIsm.* does not exist in type 'JobSpec'/);
    const { spec } = job;
    assert.ok(spec?.template.spec);
    const { restartPolicy, containers, volumes } = spec.template.spec;
    assert.deepEqual([spec.completionMode, restartPolicy], ["Indexed", "Never"]);
    assert.equal(spec.parallelism, spec.completions);
    const [{ args = [], volumeMounts = [] } = {}] = containers;
    assert.match(
      args[0] ?? "",
      new RegExp(
        `reverse-hello load \\S+ --profile \\S+ --shard \\$\\(\\(JOB_COMPLETION_INDEX \\+ 1\\)\\)/${spec.completions} --report`,
      ),
    );
    assert.deepEqual(
      volumeMounts.map(({ name }) => name),
      volumes?.map(({ name }) => name),
    );
  });
});

/** What the types that are made of Kubernetes' own schema say against an object, a field that they do not have among it. */
function problemsOf(job: object): string[] {
  const file = resolve("test/docs/job.ts");
  const text = `import type { Job } from "kubernetes-types/batch/v1";\nexport const job: Job = ${JSON.stringify(job)};`;
  const options: CompilerOptions = { strict: true, noEmit: true, skipLibCheck: true, types: [], module: ModuleKind.Node16 };
  const host = createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === file ? createSourceFile(name, text, ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  return getPreEmitDiagnostics(createProgram([file], options, host)).map(({ messageText }) =>
    flattenDiagnosticMessageText(messageText, " "),
  );
}
