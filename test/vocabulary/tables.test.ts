import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { packageRoot } from "../../src/files";
import { loadScenarios } from "../../src/suite/catalogue";
import { parseDuration } from "../../src/trace";
import {
  CAPABILITIES,
  DIALECTS,
  directionOf,
  DEFAULT_TIMING,
  FLEET_KINDS,
  MESSAGE_NAMES,
  MESSAGE_TYPES,
  MESSAGES,
  onlyRoleOf,
  rolesOf,
  SUT_ROLES,
  sutRoleOf,
  messageType,
  sendersOf,
  TIMING_BY_WORDS,
  TIMINGS,
  VERDICTS,
} from "../../src/vocabulary";

interface Schema {
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}
const read = (file: string) => readFileSync(join(packageRoot(), file), "utf8");
const schema = (name: string) => JSON.parse(read(`schemas/${name}.schema.json`)) as Schema;

describe("messages", () => {
  it("are found by name and by letters, and by nothing else", () => {
    for (const { letters, name } of MESSAGES) assert.deepEqual([messageType(letters), messageType(name)], [letters, letters]);
    assert.deepEqual([messageType("any"), messageType("hello"), messageType("")], [undefined, undefined, undefined]);
  });

  it("have a direction when one role sends them (Part 6, 7.1.3)", () => {
    const directions = Object.fromEntries(MESSAGE_TYPES.map((type) => [type, directionOf(type)]));
    assert.deepEqual(directions, {
      HEL: "to-server",
      ACK: "to-client",
      ERR: undefined,
      RHE: "to-client",
      OPN: undefined,
      MSG: undefined,
      CLO: "to-server",
    });
    assert.deepEqual(sendersOf("ERR"), ["server", "client"]);
  });

  it("are what the schema of fault files allows", () => {
    const allowed = schema("fault").definitions?.["on"]?.properties?.["message"]?.enum ?? [];
    assert.deepEqual([...allowed].sort(), [...MESSAGE_TYPES, ...MESSAGE_NAMES, "any"].sort());
  });
});

describe("roles of a product", () => {
  const names = Object.keys(SUT_ROLES) as (keyof typeof SUT_ROLES)[];

  it("are what the schemas allow", () => {
    assert.deepEqual(schema("sut").properties?.["role"]?.enum, names);
    assert.deepEqual(schema("summary").definitions?.["sut"]?.properties?.["role"]?.enum, names);
  });

  it("are told from the ends that they play", () => {
    for (const name of names) assert.deepEqual(rolesOf(sutRoleOf(rolesOf(name))), rolesOf(name));
    assert.deepEqual(names.map(onlyRoleOf), ["server", "client", undefined]);
    assert.equal(sutRoleOf([]), "both");
  });
});

describe("dialects", () => {
  for (const [name, find] of [
    ["sut", (one: Schema) => one.properties?.["dialect"]],
    ["fault", (one: Schema) => one.properties?.["dialect"]],
    ["requirements", (one: Schema) => one.definitions?.["requirement"]?.properties?.["dialect"]],
  ] as const) {
    it(`are those of ${name}.schema.json`, () => assert.deepEqual(find(schema(name))?.enum, DIALECTS));
  }
});

describe("kinds of fleet servers", () => {
  it("are those of the schema of profiles, in the same order", () => {
    assert.deepEqual(
      schema("fleet").definitions?.["group"]?.properties?.["kind"]?.enum,
      FLEET_KINDS.map(({ name }) => name),
    );
  });
});

describe("timings", () => {
  it("are those of the schema of sut.yaml, with the defaults that are in force", () => {
    const properties = schema("sut").properties?.["timing"]?.properties ?? {};
    assert.deepEqual(
      Object.keys(properties),
      TIMINGS.map(({ name }) => name),
    );
    for (const [name, { description = "" }] of Object.entries(properties)) {
      if (TIMINGS.some((row) => row.name === name && row.claimed)) continue;
      const said = /\((\d+(?:ms|s|m))\)/.exec(description)?.[1];
      assert.equal(parseDuration(said ?? ""), DEFAULT_TIMING[name as keyof typeof DEFAULT_TIMING], name);
    }
  });

  it("have words of their own for sentences", () => {
    assert.equal(TIMING_BY_WORDS.size, TIMINGS.filter(({ words }) => words !== undefined).length);
    assert.equal(TIMING_BY_WORDS.get("redial delay"), "redial");
  });
});

describe("capabilities", () => {
  it("are what the features ask for", async () => {
    const asked = new Set((await loadScenarios()).flatMap(({ capabilities }) => capabilities));
    assert.deepEqual([...asked].sort(), CAPABILITIES.map(({ name }) => name).sort());
  });
});

describe("verdicts", () => {
  it("are those of summary.schema.json", () =>
    assert.deepEqual([...(schema("summary").definitions?.["verdict"]?.enum ?? [])].sort(), [...VERDICTS].sort()));
});
