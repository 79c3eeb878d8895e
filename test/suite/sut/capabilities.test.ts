import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { loadScenarios } from "../../../src/suite/catalogue";
import { checkCapabilities, loadSut, parseSut, SutDescriptionError } from "../../../src/suite/sut";
import { schemaFile } from "../../../src/files";

const ROOT = join(__dirname, "../../..");
const KNOWN = ["connect-timeout", "suspension", "security"];

function namesOfTheSuite(): Promise<string[]> {
  return loadScenarios().then((all) => [...new Set(all.flatMap(({ capabilities }) => capabilities))].sort());
}

const mistakes: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  [
    "capabilities",
    "role: server\nstart: { command: s }\ncapabilities:\n  - suspension\n  - conect-timeout",
    /^\/sut\.yaml:6: capabilities names "conect-timeout", which no scenario asks for; did you mean "connect-timeout"\? known: connect-timeout, security, suspension$/,
  ],
  [
    "lacks",
    "role: server\nstart: { command: s }\nlacks: [suspention]",
    /^\/sut\.yaml:4: lacks names "suspention".* "suspension"\?/,
  ],
  [
    "an argument group",
    "role: server\nstart:\n  command: s\n  options:\n    securty: []",
    /^\/sut\.yaml:6: start\.options names "securty".* "security"\?/,
  ],
  [
    "an argument group of one role",
    "role: both\nstart:\n  server: { command: s }\n  client:\n    command: c\n    options:\n      securty: []",
    /^\/sut\.yaml:8: start\.client\.options names "securty"/,
  ],
  ["variants", "role: server\nstart: { command: s }\nvariants:\n  secure: b.yaml", /^\/sut\.yaml:5: variants names "secure"/],
  [
    "a name that is like none",
    "role: server\nstart: { command: s }\ncapabilities: [zz]",
    /"zz", which no scenario asks for; known: connect-timeout/,
  ],
];
for (const [what, text, message] of mistakes) {
  test(`a name that no scenario asks for is refused with file, line and the nearest: ${what}`, () => {
    const sut = parseSut(`name: it\n${text}\n`, "/sut.yaml");
    assert.throws(
      () => checkCapabilities(sut, KNOWN),
      (error) => error instanceof SutDescriptionError && message.test(error.message),
    );
  });
}

test("every description of the fixtures and the peers names known capabilities only", async () => {
  const known = await namesOfTheSuite();
  const folders = [
    join(ROOT, "fixtures", "suts"),
    ...(await readdir(join(ROOT, "peers"))).map((name) => join(ROOT, "peers", name)),
  ];
  let seen = 0;
  for (const folder of folders) {
    const files = await readdir(folder).catch(() => []);
    for (const file of files.filter((name) => /^[^.].*\.yaml$/.test(name))) {
      checkCapabilities(await loadSut(join(folder, file)), known);
      seen += 1;
    }
  }
  assert.ok(seen >= 11, `${seen} descriptions`);
});

test("editors offer the names that the suite's scenarios ask for", async () => {
  const schema = JSON.parse(readFileSync(schemaFile("sut"), "utf8")) as {
    readonly definitions: { readonly names: { readonly items: { readonly examples: readonly string[] } } };
  };
  const expected = (await namesOfTheSuite()).filter((name) => name !== "embedded-proxy" && name !== "lab");
  assert.deepEqual(schema.definitions.names.items.examples, expected, "examples in definitions.names of schemas/sut.schema.json");
});
