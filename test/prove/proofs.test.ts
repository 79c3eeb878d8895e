import assert from "node:assert/strict";
import { test } from "node:test";
import { loadProofs } from "../../src/prove";
import { relayOf } from "../../src/prove/proofs";
import { FaultProxyServer } from "../../src/proxy";
import { loadCatalogue, loadScenarios } from "../../src/suite/catalogue";
import { changesFor } from "../../src/suite/link";

test("every requirement that a scenario judges has its change or its excuse, in each role, and none has it that nobody judges", async () => {
  const [proofs, catalogue, scenarios] = await Promise.all([loadProofs(), loadCatalogue(), loadScenarios()]);
  for (const role of ["server", "client"] as const) {
    const judged = scenarios.flatMap(({ roles, requirements, capabilities }) =>
      roles.includes(role) && !capabilities.includes("lab") ? requirements : [],
    );
    const needed = catalogue.testable.filter(({ id, roles }) => roles.includes(role) && judged.includes(id)).map(({ id }) => id);
    assert.deepEqual(
      needed.filter((id) => proofs[role][id] === undefined),
      [],
      role,
    );
    assert.deepEqual(
      Object.keys(proofs[role]).filter((id) => !needed.includes(id)),
      [],
      role,
    );
  }
});

test("the proxy takes every change, and an excuse is a sentence", async () => {
  const proofs = await loadProofs();
  const server = await new FaultProxyServer({}).start();
  try {
    for (const role of ["server", "client"] as const)
      for (const [id, proof] of Object.entries(proofs[role])) {
        if ("none" in proof) {
          assert.ok(proof.none.split(" ").length > 5, `${id}: ${proof.none}`);
          continue;
        }
        const alternatives = proof.every((entry) => Array.isArray(entry)) ? proof : [proof];
        for (const [index, changes] of (alternatives as (typeof proof)[]).entries()) {
          const { toxics, dials } = changesFor(2, relayOf(role, changes as Parameters<typeof relayOf>[1]));
          const link = await server.proxies.create({
            name: `${role} ${id} ${index}`,
            listen: "127.0.0.1:0",
            upstream: "127.0.0.1:9",
          });
          for (const toxic of toxics) link.addToxic(toxic);
          await link.setConnect([...dials]);
        }
      }
  } finally {
    await server.stop();
  }
});

test("says is what the product writes, hears what it reads, and link names one of several", () => {
  const changes = [
    { says: "HEL", action: "drop", link: 2 },
    { hears: "MSG", action: "drop" },
    { dials: "accept_hold", nth: 2 },
  ];
  assert.deepEqual(
    relayOf("client", changes).toxics.map(({ stream }) => stream),
    ["downstream", "upstream"],
  );
  assert.deepEqual(
    relayOf("server", changes).toxics.map(({ stream }) => stream),
    ["upstream", "downstream"],
  );
  const [first, second] = [1, 2].map((link) => changesFor(link, relayOf("client", changes)));
  assert.deepEqual(
    first?.toxics.map(({ attributes }) => attributes["message"]),
    ["MSG"],
  );
  assert.deepEqual(
    second?.toxics.map(({ attributes }) => attributes["message"]),
    ["HEL", "MSG"],
  );
  assert.deepEqual(second?.dials, [{ mode: "accept_hold", nth: 2 }]);
});
