import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { loadCatalogue, loadScenarios, readTags, type Catalogue, type ScenarioInfo } from "../src/suite/catalogue";

/** Requirements and features must not drift apart: each list of what is wrong has to be empty. */
describe("requirements and features agree", () => {
  let catalogue: Catalogue;
  let scenarios: ScenarioInfo[];
  before(async () => {
    [catalogue, scenarios] = await Promise.all([loadCatalogue(), loadScenarios()]);
  });
  const list = (...problems: string[]): void => assert.deepEqual(problems, []);

  it("there are features", () => assert.ok(scenarios.length > 0));

  it("every testable requirement has a scenario, in each role that it binds", () => {
    const missing = catalogue.testable.flatMap(({ id, title, roles }) =>
      roles
        .filter((role) => !scenarios.some((scenario) => scenario.roles.includes(role) && scenario.requirements.includes(id)))
        .map((role) => `${id} (${role}): ${title}`),
    );
    list(...missing);
  });

  it("a requirement that is not tested has no scenario", () => {
    list(
      ...scenarios.flatMap(({ id, requirements }) =>
        requirements.filter((each) => catalogue.get(each)?.notTested).map((each) => `${id}: ${each}`),
      ),
    );
  });

  it("every scenario judges one requirement, of one role, and has a number in its title", () => {
    list(
      ...scenarios
        .filter(({ requirements }) => requirements.length !== 1)
        .map(({ id, requirements }) => `${id}: ${requirements.join(", ") || "no requirement"}`),
      ...scenarios.filter(({ roles }) => roles.length !== 1).map(({ id, roles }) => `${id}: roles ${roles.join(", ") || "none"}`),
      ...scenarios.filter(({ title }) => !/^\[\d+\] \S/.test(title)).map(({ id, title }) => `${id}: title "${title}"`),
    );
  });

  it("every tag is known, and every requirement in a tag exists", () => {
    list(
      ...scenarios.flatMap(({ id, tags }) => readTags(tags).unknown.map((tag) => `${id}: ${tag}`)),
      ...scenarios.flatMap(({ id, requirements }) =>
        requirements.filter((each) => !catalogue.get(each)).map((each) => `${id}: ${each}`),
      ),
    );
  });

  it("a scenario names requirements of its role and its dialect only", () => {
    const problems = scenarios.flatMap(({ id, roles, requirements, dialect }) =>
      requirements.flatMap((each) => {
        const requirement = catalogue.get(each);
        if (!requirement) return [];
        const role = roles.every((name) => requirement.roles.includes(name))
          ? []
          : [`${id}: ${each} binds the ${requirement.roles.join(" and ")} only`];
        const other = dialect !== undefined && requirement.dialect !== undefined && dialect !== requirement.dialect;
        return other ? [...role, `${id}: ${each} holds in dialect ${requirement.dialect} only`] : role;
      }),
    );
    list(...problems);
  });
});
