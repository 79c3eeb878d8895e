import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { packageRoot } from "../../../src/files";
import { probeSut } from "../../../src/suite/probe";
import { runSuite } from "../../../src/suite/run";
import { loadSut, PortAllocator } from "../../../src/suite/sut";
import { TestPki } from "../../../simulators/pki";
import { type Role } from "../../../src/vocabulary";

/** Longer than a first dial may take that is due at once, and shorter than the ready timeout, in ms. */
const LATE = 4_000;

const JUDGED: Record<Role, string> = { server: "@RC-019 and @quick", client: "@RC-020 and @quick" };

describe("a product that needs its time to start, and has no ready line", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "reverse-hello-without-ready-"));
    await writeFile(join(folder, "late.js"), `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${LATE});`);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** The reference peer as a process of its own that begins late. */
  async function slow(role: Role): Promise<string> {
    const text = await readFile(join(packageRoot(), "fixtures", "suts", `reference-${role}.process.yaml`), "utf8");
    const file = join(folder, `${role}.yaml`);
    const env = `env: { NODE_OPTIONS: "--require ${join(folder, "late.js")}" }`;
    await writeFile(file, text.replace(/^ {2}ready: .*$/m, `  ${env}`).replace(/^variants: .*$/m, ""));
    return file;
  }

  for (const role of ["server", "client"] as const) {
    it(`${role}: the probe waits for it, and it is judged by what it does`, async () => {
      const file = await slow(role);
      const [pki, ports] = [join(folder, "pki"), new PortAllocator({ worker: 53 })];
      const { signal } = new AbortController();
      const common = { env: process.env, signal };
      const options = {
        ...common,
        role,
        timeScale: 1,
        ports,
        pki: await TestPki.open({ folder: pki }),
        folder: join(folder, "store"),
      };
      assert.deepEqual(await probeSut(await loadSut(file), options), []);
      const { outcomes, errors } = await runSuite({
        ...common,
        tags: `@${role} and ${JUDGED[role]} and not @requires:lab`,
        names: [],
        parallel: 2,
        report: folder,
        cucumberReports: false,
        worldParameters: { suts: { [role]: file }, timeScale: 1, seed: "late", report: folder, evidenceOf: "failures", pki },
      });
      assert.deepEqual(errors, []);
      assert.ok(outcomes.length > 0);
      assert.deepEqual(
        outcomes.filter(({ outcome }) => outcome !== "passed").map(({ id, reason, failure }) => [id, reason, failure?.message]),
        [],
      );
    });
  }
});
