import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import packageFile from "../../package.json";
import { allocatePort } from "../../src/suite/sut";
import { runCli } from "../cli/run-cli";

const ROOT = join(__dirname, "..", "..");

/** Every command line of a code block of the pages for users, and every `reverse-hello …` or `npm …` in a sentence. */
function documented(): string[] {
  const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
  const pages = ["README.md", "CONTRIBUTING.md", ...docs.map((name) => join("docs", name))];
  const found = pages.flatMap((page) => {
    const text = readFileSync(join(ROOT, page), "utf8");
    const blocks = [...text.matchAll(/```(\w*)\n([\s\S]*?)```/g)].flatMap(([, language = "", block = ""]) =>
      ["", "sh", "bash", "console"].includes(language) ? block.replaceAll("\\\n", " ").split("\n") : [],
    );
    const indented = [...text.matchAll(/^ {4}(reverse-hello .*)$/gm)].map(([, line = ""]) => line);
    const inline = [...text.matchAll(/`((?:npx )?reverse-hello [^`]*|npm [^`]*)`/g)].map(([, line = ""]) => line);
    return [...blocks, ...indented, ...inline].flatMap((line) => line.split("&&"));
  });
  const commands = found.map((line) =>
    line
      .replace(/^\$ /, "")
      .replace(/\s+(#|\| ).*$/, "")
      .replaceAll(/\s+/g, " ")
      .trim()
      .replace(/^npx /, ""),
  );
  return [...new Set(commands)].filter((line) => /^(reverse-hello (?!\d)|npm )/.test(line));
}

/** How a documented command is run here: its exit code, what is replaced so that it takes no time, and when it is told to stop. */
interface Run {
  readonly code: number;
  readonly instead?: readonly (readonly [string, string])[];
  readonly more?: readonly string[];
  /** Ends by itself only with a signal, which comes when this has been printed. */
  readonly until?: RegExp;
}

const ONE = ["--scenario", "server-reverse-hello-01", "--no-probe"];
const PLAIN: Run = { code: 0 };

const RUN: Readonly<Record<string, Run>> = {
  "reverse-hello --help": PLAIN,
  "reverse-hello list": PLAIN,
  "reverse-hello explain RC-011": PLAIN,
  "reverse-hello explain RC-031": PLAIN,
  "reverse-hello init server": { code: 0, more: ["--command", "my-server {clientUrl}", "--out", "new.yaml"] },
  "reverse-hello test sut.yaml": { code: 0, more: ONE },
  "reverse-hello test sut.yaml --print-known-failures": { code: 0, more: ONE },
  "reverse-hello report merge REPORT1 REPORT2 REPORT3": { code: 2 },
  "reverse-hello report diff BEFORE AFTER": PLAIN,
  "reverse-hello report site REPORT1 REPORT2 --out SITE": PLAIN,
  "reverse-hello report site run-1 run-2 other-server --out site": PLAIN,
  "reverse-hello judge plant.pcap": PLAIN,
  "reverse-hello import nothing.pcap": PLAIN,
  "reverse-hello import field.pcapng -o field.fault.yaml": PLAIN,
  "reverse-hello reproduce field.fault.yaml --dry-run": PLAIN,
  "reverse-hello reproduce shortest.fault.yaml --as-feature -o features/acknowledge-lost.feature": PLAIN,
  "reverse-hello pki export DIR": PLAIN,
  "reverse-hello doctor --role server --url opc.tcp://0.0.0.0:PORT": { code: 1, more: ["--patience", "100ms"] },
  "reverse-hello doctor --role client --url opc.tcp://CLIENT:PORT": {
    code: 1,
    instead: [["CLIENT", "127.0.0.1"]],
    more: ["--patience", "100ms"],
  },
  "reverse-hello proxy --listen :4841 --upstream localhost:4840 --toxic latency/both:latency=200,jitter=50 --record out": {
    code: 0,
    instead: [[":4841", ":0"]],
    until: /Ctrl-C ends/,
  },
  'reverse-hello simulate client --listen opc.tcp://127.0.0.1:65300 --read "ns=1;s=Counter"': {
    code: 0,
    instead: [["65300", "0"]],
    until: /listening/,
  },
  "reverse-hello simulate server --reverse-connect opc.tcp://127.0.0.1:65300 --redial 2s": { code: 0, until: /listening/ },
};

/** Not run here, and why. */
const EXCUSED: readonly (readonly [commands: RegExp, why: string])[] = [
  [/^npm (ci|install|start|test|pack)\b/, "CI and check:package do these; the README's runs are test/docs/readme.test.ts"],
  [/^npm (version|publish|outdated)$/, "a maintainer's, with a registry"],
  [/^reverse-hello test( sut.yaml --repeat .*)?$/, "test/docs/readme.test.ts, test/cli/test-command-runs.test.ts"],
  [/^reverse-hello re(ference server|produce REPORT)/, "what a run prints, in a sample"],
  [/^npm run /, "a script of the repository: that it exists is asked here"],
  [/^reverse-hello test .*(--network lab|--prove)/, "CI runs npm run prove; test/lab and npm run test:lab"],
  [/^reverse-hello lab /, "test/lab"],
  [/^reverse-hello test --(tags|name)/, "test/cli/test-command-input.test.ts"],
  [/^reverse-hello test --role server --features /, "test/cli/test-command-runs.test.ts"],
  [/^reverse-hello reproduce docs\/faults/, "CI runs npm run test:faults"],
  [/^reverse-hello reproduce field.fault.yaml --sut/, "the same with a sut.yaml: test/cli"],
  [
    /^reverse-hello (load|simulate (fleet|clients|aggregation-server)) /,
    "test/cli/load.test.ts, test/cli/commands/simulate, test/simulators",
  ],
  [/^reverse-hello report merge part-1 /, "reports of load: test/report/load.test.ts"],
  [/^reverse-hello (doctor (sut\.yaml|--lab)|test peers\/)/, "test/cli/doctor.test.ts, npm run peers"],
  [/ (CAPTURE|FILE(\.fault\.yaml)?|REPORT\/scenarios\/ID\S*)( |$)/, "the shape of a command: its example is run"],
  [/^reverse-hello (judge|import|reproduce|replay|proxy|doctor)( --(record|quiet))?$/, "the name of a command"],
];

/** The words of a command line, with quotes. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

describe("the commands of the documentation", () => {
  const cwd = mkdtempSync(join(tmpdir(), "reverse-hello-docs-"));
  const env = { PATH: process.env["PATH"] ?? "", HOME: cwd, REVERSE_HELLO_PKI: join(cwd, "pki") };
  after(() => rmSync(cwd, { recursive: true }));

  before(async () => {
    const samples = join(ROOT, "test/capture/reader/samples");
    for (const [from, to] of [
      [join(samples, "reverse-connect.pcapng"), "field.pcapng"],
      [join(samples, "reverse-connect.pcap"), "nothing.pcap"],
      [join(samples, "reverse-connect.pcap"), "plant.pcap"],
      [join(ROOT, "fixtures/suts/reference-server.yaml"), "sut.yaml"],
      [join(ROOT, "fixtures/suts/aggregation-server.yaml"), "aggregation-server.yaml"],
      [join(ROOT, "docs/faults/sometimes/acknowledge-lost.fault.yaml"), "shortest.fault.yaml"],
    ] as const)
      copyFileSync(from, join(cwd, to));
    mkdirSync(join(cwd, "features"));
    const { code, stderr } = await runCli(["test", "sut.yaml", ...ONE, "--report", "BEFORE"], { cwd, env });
    assert.equal(code, 0, stderr);
    for (const folder of ["AFTER", "REPORT1", "REPORT2", "run-1", "run-2", "other-server"])
      cpSync(join(cwd, "BEFORE"), join(cwd, folder), { recursive: true });
  });

  it("are run, or excused", () => {
    const commands = documented();
    assert.deepEqual(
      commands.filter((command) => !(command in RUN) && !EXCUSED.some(([pattern]) => pattern.test(command))),
      [],
    );
    assert.deepEqual(
      Object.keys(RUN).filter((command) => !commands.includes(command)),
      [],
      "not documented any more",
    );
    const scripts = commands.flatMap((command) => /^npm run (?:-s )?([\w:-]+)/.exec(command)?.[1] ?? []);
    for (const script of scripts) assert.ok(script in packageFile.scripts, script);
  });

  for (const [command, run] of Object.entries(RUN)) {
    it(command, async () => {
      const port = String(await allocatePort());
      const words = [[":PORT", `:${port}`] as const, ...(run.instead ?? [])].reduce(
        (text, [from, to]) => text.replace(from, to),
        command.replace(/^reverse-hello /, ""),
      );
      const { code, stdout, stderr } = await runCli([...wordsOf(words), ...(run.more ?? [])], {
        cwd,
        env,
        ...(run.until === undefined ? {} : { stopAfter: run.until }),
      });
      assert.equal(code, run.code, `${stdout}${stderr}`);
      if (run.until !== undefined) assert.match(stdout + stderr, run.until);
    });
  }
});
