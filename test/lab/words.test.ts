import { test } from "node:test";
import assert from "node:assert/strict";
import { FAULT_WORDS, parseFault, placed, readFault, readSentence, sentenceOf, type FaultKind } from "../../src/lab";
import { recipeOf } from "../../src/lab/faults";
import { planOf } from "../../src/lab/addresses";

test("every word reads its own example, and its rules have a counter or another proof", () => {
  for (const [word, row] of Object.entries(FAULT_WORDS)) {
    const attributes = Object.fromEntries(Object.entries(row.attributes).map(([name, { example }]) => [name, example]));
    const fault = readFault(word, attributes);
    assert.equal(fault.kind, word as FaultKind);
    const { rules, proof } = recipeOf(fault, planOf(3));
    const all = Object.values(rules).flat();
    if (proof === "counter") assert.ok(all.length > 0 && all.every((rule) => rule.includes("COUNTER")), word);
    else assert.equal(all.length, 0, word);
  }
});

test("every word has a sentence that is read as the same fault, with each of its choices", () => {
  for (const [word, row] of Object.entries(FAULT_WORDS)) {
    const sides = (name: string) => (["from", "side"].includes(name) ? ["server", "client"] : undefined);
    const variants = Object.entries(row.attributes).flatMap(([name, { example, choices }]) =>
      (sides(name) ?? choices ?? (typeof example === "boolean" ? [true, false] : [example])).map((value) => ({ [name]: value })),
    );
    const numbers = Object.entries(row.attributes).filter(([, { example }]) => typeof example === "number");
    const needed = Object.fromEntries(numbers.map(([name, { example }]) => [name, example]));
    for (const variant of [{}, ...variants]) {
      const side = { side: "client", ...variant };
      const attributes = { ...needed, ...("side" in row.attributes ? side : variant) };
      const sentence = sentenceOf({ word, attributes });
      const read = readSentence(sentence);
      const lay = (given: typeof attributes) =>
        readFault(
          word,
          placed(given, (role: string) => (role === "server" ? "sut" : "us")),
        );
      assert.equal(read?.word, word, sentence);
      assert.deepEqual(lay(read.attributes), lay(attributes), sentence);
    }
  }
  assert.equal(readSentence("sings"), undefined);
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
