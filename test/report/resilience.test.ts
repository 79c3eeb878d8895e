import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderResilienceMarkdown, renderSite, type RunSummary } from "../../src/report";
import { resilienceOf, timeOf } from "../../src/report/resilience";
import { CATALOGUE, failed, FACTS, outcome, run } from "./samples";

const LAB = { title: "[1] The link is down for 2 s", uri: "features/lab/server.feature" };
const ID = "lab-server-05.1";

/** A run in which the product came back after so many ms; undefined: it did not. */
function back(valueMs: number | undefined, name = "acme server"): RunSummary {
  const facts = { sut: { ...FACTS.sut, name } };
  if (valueMs === undefined) return run([{ ...failed(ID, ["RC-001"], "no dial"), ...LAB }], facts);
  const recovery = { fault: "its link is lost", waitingMs: valueMs / 2, valueMs, allowedMs: 4000 };
  return run([outcome(ID, ["RC-001"], { ...LAB, observations: { recovery } })], facts);
}

describe("resilience of products", () => {
  it("several runs of a product are one column, with median and worst", () => {
    const { headings, rows } = resilienceOf([back(1000), back(3000), back(2000), back(400, "other server")]);
    assert.deepEqual(headings, ["acme server 2.3 (server)", "other server 2.3 (server)"]);
    assert.deepEqual(rows[0]?.products[0]?.value, [1000, 3000, 2000]);
    assert.equal(timeOf([1000, 3000, 2000]), "2.0 s (worst 3.0 s of 3)");
    assert.equal(timeOf([400]), "0.4 s");
    assert.equal(timeOf([]), "–");
  });

  it("says of a product that did not come back that it failed, and never a time", () => {
    const text = renderResilienceMarkdown([back(1000), back(undefined, "other server")]);
    assert.match(
      text,
      /\| The link is down for 2 s \(lab-server-05\.1\) \| waits again after 0\.5 s, value after 1\.0 s; may take 4\.0 s \| FAIL \(1\) \|/,
    );
    assert.match(text, /\n\n1\. expected a dial; got no dial\n$/);
  });

  it("says why a product was not measured, once for all its faults", () => {
    const facts = { sut: { ...FACTS.sut, name: "other server" } };
    const unjudged = { outcome: "not-applicable", reason: "it states no keepAlive" } as const;
    const text = renderResilienceMarkdown([
      back(1000),
      run(
        [ID, "lab-server-05.2"].map((id) => outcome(id, ["RC-001"], { ...LAB, ...unjudged })),
        facts,
      ),
    ]);
    assert.match(text, /may take 4\.0 s \| n\/a \(1\) \|\n\n1\. it states no keepAlive\n$/);
  });

  it("takes no time from a run that could not be judged", () => {
    const recovery = { fault: "it loses 5 %", valueMs: 9000, allowedMs: 4000 };
    const reason = "it never took effect";
    const more = { outcome: "could-not-run", reason, ...LAB, observations: { recovery } } as const;
    const spoilt = run([outcome(ID, ["RC-001"], more)], { sut: FACTS.sut });
    assert.match(
      renderResilienceMarkdown([back(1000), spoilt]),
      /\| waits again after 0\.5 s, value after 1\.0 s; may take 4\.0 s \|\n$/,
    );
    assert.deepEqual(resilienceOf([spoilt]).rows[0]?.products[0]?.value, []);
  });

  it("leaves out what is no fault of the network, and what was not measured", () => {
    assert.equal(renderResilienceMarkdown([run([outcome("server-x-01", ["RC-001"])])]), "");
    assert.equal(renderResilienceMarkdown([back(undefined)]), "");
  });

  it("stands in the site with a bar against the stated time", () => {
    const page = renderSite([{ run: back(1000), folder: "a" }], CATALOGUE);
    assert.match(page, /<meter min="0" max="4000" value="1000">1\.0 s<\/meter>/);
  });
});
