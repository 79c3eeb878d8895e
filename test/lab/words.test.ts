import { test } from "node:test";
import assert from "node:assert/strict";
import { FAULT_WORDS, parseFault, readFault, type FaultKind } from "../../src/lab";
import { recipeOf } from "../../src/lab/faults";
import { planOf } from "../../src/lab/addresses";

test("every word reads its own example, and its rules have a counter or another proof", () => {
  for (const [word, { attributes }] of Object.entries(FAULT_WORDS)) {
    const fault = readFault(word, attributes);
    assert.equal(fault.kind, word as FaultKind);
    const { rules, proof } = recipeOf(fault, planOf(3));
    const all = Object.values(rules).flat();
    if (proof === "counter") assert.ok(all.length > 0 && all.every((rule) => rule.includes("COUNTER")), word);
    else assert.equal(all.length, 0, word);
  }
});

test("a fault by one text", () => {
  assert.deepEqual(parseFault("reject:how=icmp-host,from=us"), { kind: "reject", how: "icmp-host", what: "dials", from: "us" });
  assert.deepEqual(parseFault("forget-flow"), { kind: "forget-flow", inside: "silence", outside: "rst" });
});

for (const [text, words] of [
  ["melt", /no fault "melt"; there are drop-syn/],
  ["rate:speed=3", /rate takes no "speed"; it takes kbit, from/],
  ["rate:kbit=none", /rate needs kbit, a number over 0; it has "none"/],
  ["mtu:bytes=576,icmp=maybe", /icmp is true or false, not "maybe"/],
  ["reject:how=shouting", /how is one of rst, icmp-host/],
  ["drop-syn:from=moon", /from is one of sut, us, not "moon"/],
  ["rate:kbit", /expected WORD:name=value/],
] as const) {
  test(`"${text}" is refused with a sentence`, () => assert.throws(() => parseFault(text), words));
}
