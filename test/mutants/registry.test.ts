import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { allMutants } from "../../simulators/mutants";
import { packageRoot } from "../../src/files";
import { loadCatalogue, loadScenarios, type Catalogue, type ScenarioInfo } from "../../src/suite/catalogue";
import { SMOKE_TAG } from "../../src/mutants";

/** Each list of what is wrong has to be empty. */
describe("registry of mutants", () => {
  const mutants = allMutants();
  let catalogue: Catalogue;
  let scenarios: ScenarioInfo[];
  before(async () => {
    [catalogue, scenarios] = await Promise.all([loadCatalogue(), loadScenarios()]);
  });

  it("has thirty servers at least", () => {
    assert.ok(mutants.filter(({ role }) => role === "server").length >= 30);
  });

  it("names are unique, in kebab case, and those of files", () => {
    const names = mutants.map(({ mutant }) => mutant.name);
    assert.deepEqual([...new Set(names)], names);
    const odd = mutants.filter(({ role, program, mutant: { name } }) => {
      const file = join(packageRoot(), "simulators", "mutants", program ? "aggregation" : role, `${name}.ts`);
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || !existsSync(file);
    });
    assert.deepEqual(odd, []);
  });

  it("each breaks testable requirements of its role, for which there are scenarios", () => {
    const wrong = mutants.flatMap(({ role, mutant }) => {
      const ids = mutant.breaks.filter(
        (id) =>
          catalogue.get(id)?.roles.includes(role) !== true ||
          !scenarios.some(({ roles, requirements }) => roles.includes(role) && requirements.includes(id)),
      );
      return mutant.breaks.length === 0 ? [`${mutant.name}: breaks nothing`] : ids.map((id) => `${mutant.name}: ${id}`);
    });
    assert.deepEqual(wrong, []);
  });

  it("each excuse is about a requirement of its role that is not broken on purpose, and has a reason", () => {
    const wrong = mutants.flatMap(({ role, mutant }) =>
      Object.entries(mutant.also ?? {})
        .filter(([id, why]) => catalogue.get(id)?.roles.includes(role) !== true || mutant.breaks.includes(id) || why.length < 10)
        .map(([id]) => `${mutant.name}: ${id}`),
    );
    assert.deepEqual(wrong, []);
  });

  it("every requirement of a server that forbids or demands something has a mutant", () => {
    const broken = new Set(mutants.flatMap(({ role, mutant }) => (role === "server" ? mutant.breaks : [])));
    const free = catalogue.testable.filter(({ id, roles }) => roles.includes("server") && !broken.has(id)).map(({ id }) => id);
    assert.deepEqual(free, []);
  });

  it("every requirement of a client that forbids or demands something has a mutant", () => {
    const broken = new Set(mutants.flatMap(({ role, mutant }) => (role === "client" ? mutant.breaks : [])));
    const free = catalogue.testable.filter(({ id, roles }) => roles.includes("client") && !broken.has(id)).map(({ id }) => id);
    assert.deepEqual(free, []);
  });

  it("there are quick scenarios of the server, which every mutant runs", () => {
    assert.ok(scenarios.filter(({ roles, tags }) => roles.includes("server") && tags.includes(SMOKE_TAG)).length >= 3);
  });
});
