import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { allMutants, serverMutants, type RoleMutant } from "../../simulators/mutants";
import { loadScenarios, type ScenarioInfo } from "../../src/suite/catalogue";
import { loadSut } from "../../src/suite/sut";
import { planMutants, SMOKE_TAG, type MutantPlan } from "../../src/mutants";

function entry(name: string): RoleMutant {
  const mutant = serverMutants.find((candidate) => candidate.name === name);
  assert.ok(mutant);
  return { role: "server", mutant };
}

describe("plan of a run of mutants", () => {
  let folder: string;
  let plan: MutantPlan;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "reverse-hello-plan-"));
    plan = await planMutants([entry("two-waiting"), entry("suspends-in-spec-dialect")], { folder });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("takes the scenarios of the broken requirement, and the quick ones", () => {
    const [first] = plan.mutants;
    assert.ok(first && first.scenarios.length > 3);
    for (const { id, requirements, tags, roles } of first.scenarios) {
      assert.ok(roles.includes("server") && (requirements.includes("RC-031") || tags.includes(SMOKE_TAG)), id);
    }
  });

  it("writes copies with the same ids, lines and tags, and the tag of the mutant", async () => {
    const [first] = plan.mutants;
    const copies = await loadScenarios([join(folder, "two-waiting")]);
    for (const original of first?.scenarios ?? []) {
      const copy = copies.find(({ id }) => id === original.id);
      assert.equal(copy?.line, original.line, original.id);
      assert.deepEqual(copy?.tags, ["@mutant:two-waiting", ...original.tags], original.id);
    }
    const places = ({ uri, line }: ScenarioInfo) => `${uri}:${line}`;
    const written = new Set(copies.map(places));
    assert.ok(first && first.copies.length === first.scenarios.length);
    for (const copy of first.copies) assert.ok(written.has(places(copy)), places(copy));
  });

  it("describes each mutant like the reference, with another module and its name", async () => {
    const [first, second] = await Promise.all(plan.mutants.map(({ sutFile }) => loadSut(sutFile)));
    assert.ok(first && second);
    const reference = await loadSut(join(__dirname, "../../fixtures/suts/reference-server.yaml"));
    assert.deepEqual(first.timing, reference.timing);
    assert.deepEqual(first.start.server?.command.slice(0, 3), ["mutant", "two-waiting", "server"]);
    assert.deepEqual(first.start.server?.command.slice(3), reference.start.server?.command.slice(3));
    assert.match(first.start.server?.module ?? "", /mutants.main$/);
    assert.deepEqual([first.dialect, second.dialect], ["netstandard", "spec"]);
  });

  it("puts a mutant of the aggregation server in that program's place, with its scenarios only", async () => {
    const wrong = allMutants().filter(({ mutant }) => mutant.name === "dials-no-client");
    const [planned] = (await planMutants(wrong, { folder: join(folder, "aggregation") })).mutants;
    assert.ok(planned && planned.scenarios.length > 1);
    for (const { id, capabilities } of planned.scenarios) assert.ok(capabilities.includes("aggregation"), id);
    const { command } = (await loadSut(planned.sutFile)).start.server ?? {};
    assert.deepEqual(command?.slice(0, 3), ["mutant", "dials-no-client", "aggregation-server"]);
  });

  it("selects each mutant's own scenarios only, by file and line", () => {
    for (const { mutant, scenarios } of plan.mutants) {
      const own = plan.features.filter((path) => path.startsWith(join(folder, mutant.name)));
      const lines = own.flatMap((path) => path.split(":").slice(1));
      assert.deepEqual(lines.map(Number).sort(), scenarios.map(({ line }) => line).sort());
    }
  });

  it("takes of each outline as many rows as asked for, the first and the last among them", async () => {
    const wrong = [entry("refuses-by-reset")];
    const [whole] = (await planMutants(wrong, { folder: join(folder, "whole") })).mutants;
    const [few] = (await planMutants(wrong, { folder: join(folder, "few"), rows: 2 })).mutants;
    const rowsOf = (planned: typeof few) => Map.groupBy(planned?.scenarios ?? [], ({ id }) => id.replace(/\.\d+$/, ""));
    const about = whole?.scenarios.filter(({ requirements }) => requirements.some((id) => wrong[0]?.mutant.breaks.includes(id)));
    assert.deepEqual([...rowsOf(few).keys()], [...new Set(about?.map(({ id }) => id.replace(/\.\d+$/, "")))]);
    for (const [outline, rows] of rowsOf(few)) {
      const all = rowsOf(whole).get(outline) ?? [];
      assert.deepEqual([rows[0], rows.at(-1)], [all[0], all.at(-1)]);
      assert.equal(rows.length, Math.min(2, all.length));
    }
  });

  it("keeps what needs the network lab apart", async () => {
    const wrong = [entry("dials-for-ever"), entry("two-waiting")];
    const { mutants } = await planMutants(wrong, { folder: join(folder, "lab"), lab: true });
    const ids = mutants.map(({ scenarios }) => scenarios.map(({ id }) => id));
    assert.deepEqual(ids, [["lab-server-03.1", "lab-server-03.2"], []]);
    for (const { id } of plan.mutants.flatMap(({ scenarios }) => scenarios)) assert.doesNotMatch(id, /^lab-/);
  });

  it("takes every scenario of the role when asked to", async () => {
    const [all] = (await planMutants([entry("two-waiting")], { folder: join(folder, "full"), full: true })).mutants;
    const server = (await loadScenarios()).filter(
      ({ roles, capabilities }) =>
        roles.includes("server") && !capabilities.includes("aggregation") && !capabilities.includes("lab"),
    );
    assert.equal(all?.scenarios.length, server.length);
  });
});
