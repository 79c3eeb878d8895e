import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CatalogueError, loadCatalogue, parseCatalogue } from "../../../src/suite/catalogue";

const ENTRY = `requirements:
  - id: RC-001
    title: t
    clause: c
    edition: "1.05"
    source: s
    level: MUST
    roles: [server]
    evidence: A
    statement: st
    sent: x
    accepted: y
    notJudged: z
`;

describe("requirement catalogue", () => {
  it("of the package holds RC-001 to RC-063, NS-01 to NS-32, RH-01 and RH-02 in order, each once", async () => {
    const { requirements } = await loadCatalogue();
    const expected = [
      ...Array.from({ length: 63 }, (_, index) => `RC-${String(index + 1).padStart(3, "0")}`),
      ...Array.from({ length: 32 }, (_, index) => `NS-${String(index + 1).padStart(2, "0")}`),
      "RH-01",
      "RH-02",
    ];
    assert.deepEqual(
      requirements.map(({ id }) => id),
      expected,
    );
  });

  it("separates what is tested from what is not, with a reason", async () => {
    const { requirements, testable, get } = await loadCatalogue();
    assert.ok(requirements.length > testable.length);
    assert.match(get("RC-017")?.notTested ?? "", /opc\.tcp/);
    assert.equal(get("RC-019")?.notTested, undefined);
    assert.equal(get("RC-999"), undefined);
  });

  it("lets the rejection code depend on the dialect", async () => {
    const { get } = await loadCatalogue();
    assert.equal(get("RC-008")?.dialect, "spec");
    assert.equal(get("NS-24")?.dialect, "netstandard");
  });

  const bad: [string, string, RegExp][] = [
    [
      "a wrong level",
      ENTRY.replace("level: MUST", "level: SHALL"),
      /requirement RC-001: level must be one of MUST, SHOULD, MAY, DESC, not "SHALL"/,
    ],
    ["a missing field", ENTRY.replace("    title: t\n", ""), /requirement RC-001: the entry must have required property 'title'/],
    ["an unknown field", `${ENTRY}    note: n\n`, /requirement RC-001: unknown field note/],
    ["a wrong role", ENTRY.replace("[server]", "[proxy]"), /roles\.0 must be one of server, client, not "proxy"/],
    [
      "neither sent nor a reason",
      ENTRY.replace("    sent: x\n    accepted: y\n", ""),
      /either sent, accepted and notJudged, or notTested/,
    ],
    ["nothing that is not judged", ENTRY.replace("    notJudged: z\n", ""), /either sent, accepted and notJudged, or notTested/],
    ["an id twice", ENTRY + ENTRY.replace("requirements:\n", ""), /RC-001 is there twice/],
    ["no YAML", "requirements: [", /no YAML/],
  ];
  for (const [name, text, message] of bad) {
    it(`refuses ${name} with one sentence that names it`, () => {
      assert.throws(
        () => parseCatalogue(text, "file.yaml"),
        (error: unknown) =>
          error instanceof CatalogueError && error.exitCode === 2 && message.test(error.message) && !error.message.includes("\n"),
      );
    });
  }

  it("names a file that is not there", async () => {
    await assert.rejects(loadCatalogue("/nowhere/requirements.yaml"), /\/nowhere\/requirements\.yaml cannot be read/);
  });
});
