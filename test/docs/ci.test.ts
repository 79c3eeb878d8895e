import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { validateAction, validateWorkflow } from "@action-validator/core";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { parse } from "yaml";
import { renderJunit, renderSarif } from "../../src/report";
import { hostileRun } from "../report/hostile";
import { CATALOGUE, mixedRun } from "../report/samples";

const ROOT = join(__dirname, "..", "..");
const page = readFileSync(join(ROOT, "docs", "ci.md"), "utf8");

/** Blocks of a language below a heading of docs/ci.md. */
function blocks(heading: string, language: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  return [...section.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text]) => text ?? "");
}

describe("what CI services read", () => {
  it("action.yml is an action, and each of its inputs is used", () => {
    const text = readFileSync(join(ROOT, "action.yml"), "utf8");
    assert.deepEqual(validateAction(text).errors, []);
    const { inputs } = parse(text) as { inputs: Record<string, unknown> };
    for (const name of Object.keys(inputs)) assert.match(text, new RegExp(`\\$\\{\\{ inputs\\.${name}\\b`), name);
    // In a script an input would be code of whoever gives it.
    for (const [, script] of text.matchAll(/run: \|\n((?: {8}.*\n)+)/g)) assert.doesNotMatch(script ?? "", /\$\{\{/);
  });

  it("the workflows of the page are workflows", () => {
    const found = blocks("GitHub", "yaml");
    assert.ok(found.length >= 1);
    for (const text of found) assert.deepEqual(validateWorkflow(text).errors, []);
  });

  it("the snippets for GitLab and Azure parse, and keep what the tool writes", () => {
    for (const service of ["GitLab", "Azure Pipelines"]) {
      const found = blocks(service, "yaml");
      assert.ok(found.length >= 1, service);
      for (const text of found) {
        assert.equal(typeof parse(text), "object");
        assert.match(text, /REPORT(\/junit\.xml)?/);
      }
    }
    for (const [name, job] of Object.entries(parse(blocks("GitLab", "yaml").join("\n")) as Record<string, Job>)) {
      assert.ok(Array.isArray(job.script), name);
      assert.equal(job.artifacts?.when, "always", name);
    }
  });

  it("the Jenkinsfile closes what it opens, and reads junit.xml", () => {
    const [text = ""] = blocks("Jenkins", "groovy");
    const bare = text.replaceAll(/'[^']*'|"[^"]*"/g, "''");
    assert.equal([...bare.matchAll(/[{(]/g)].length, [...bare.matchAll(/[})]/g)].length);
    assert.match(text, /^pipeline \{[\s\S]*junit [\s\S]*REPORT\/junit\.xml/);
  });

  it("SARIF has what code scanning needs: rules, results that name one, a place in the repository", () => {
    interface Sarif {
      readonly runs: readonly [
        {
          readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
          readonly results: readonly {
            readonly ruleId: string;
            readonly level: string;
            readonly locations: readonly [{ readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }];
          }[];
        },
      ];
    }
    const [run] = (JSON.parse(renderSarif(mixedRun(), CATALOGUE, { file: "sut.yaml" })) as Sarif).runs;
    const rules = new Set(run.tool.driver.rules.map(({ id }) => id));
    assert.ok(run.results.length >= 4);
    for (const { ruleId, locations } of run.results) {
      assert.ok(rules.has(ruleId));
      assert.equal(locations[0].physicalLocation.artifactLocation.uri, "sut.yaml");
    }
    assert.deepEqual(
      run.results.map(({ ruleId, level }) => `${ruleId} ${level}`),
      ["RC-005 error", "RC-006 error", "RC-002 warning", "NS-01 warning"],
    );
  });

  it("junit.xml holds only what Jenkins' junit-10.xsd knows, whatever a product says", () => {
    for (const run of [mixedRun(), hostileRun()]) {
      const text = renderJunit(run, CATALOGUE, { attachments: (id) => [`REPORT/scenarios/${id}/wire.pcapng`] });
      assert.equal(XMLValidator.validate(text), true);
      const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@", preserveOrder: true });
      for (const node of parser.parse(text) as Node[]) check(node);
    }
  });
});

interface Job {
  readonly script?: unknown;
  readonly artifacts?: { readonly when?: string };
}

type Node = Readonly<Record<string, unknown>> & { readonly ":@"?: Readonly<Record<string, string>> };

/** Elements and their attributes and children by junit-10.xsd, as far as this tool may write them. */
const ALLOWED: Readonly<Record<string, { readonly attributes: readonly string[]; readonly children: readonly string[] }>> = {
  testsuites: { attributes: ["name", "time", "tests", "failures", "errors"], children: ["testsuite"] },
  testsuite: {
    attributes: ["name", "tests", "failures", "errors", "time", "skipped", "timestamp"],
    children: ["testcase"],
  },
  testcase: { attributes: ["name", "classname", "time"], children: ["skipped", "error", "failure", "system-out"] },
  skipped: { attributes: ["message"], children: [] },
  error: { attributes: ["type", "message"], children: [] },
  failure: { attributes: ["type", "message"], children: [] },
  "system-out": { attributes: [], children: [] },
};

function check(node: Node): void {
  for (const [name, children] of Object.entries(node)) {
    if (name === ":@" || name === "#text" || name === "?xml") continue;
    const rule = ALLOWED[name];
    assert.ok(rule, `<${name}>`);
    for (const attribute of Object.keys(node[":@"] ?? {}))
      assert.ok(rule.attributes.includes(attribute.slice(1)), `${name} ${attribute}`);
    for (const child of children as Node[]) {
      for (const inner of Object.keys(child))
        if (inner !== ":@" && inner !== "#text") assert.ok(rule.children.includes(inner), `${name} > ${inner}`);
      check(child);
    }
  }
}
