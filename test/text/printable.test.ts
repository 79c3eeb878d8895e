import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clip, oneLine, plural, printable } from "../../src/text";

describe("text of a peer", () => {
  it("is shown as it is when nothing in it acts", () => {
    const text = "urn:acme:Gerät-1 日本 😀 <b>\nsecond line";
    assert.equal(printable(text), text);
  });

  it("moves no cursor, turns no direction and hides nothing", () => {
    assert.equal(printable("\u001b[31mred\u0007\u0000\r\u009b2J"), "\\x1b[31mred\\x07\\x00\\x0d\\x9b2J");
    assert.equal(printable("abc\u202edcba\u2066x\u200b\ufeff\u2028"), "abc\\u202edcba\\u2066x\\u200b\\ufeff\\u2028");
    assert.equal(printable("\ud800 \udc00 \ud83d\ude00"), "\\ud800 \\udc00 \ud83d\ude00");
    assert.equal(printable("a\tb"), "a b");
  });

  it("fits one line where there is one", () => assert.equal(oneLine(" a \r\n\t b\nc\u001b "), "a b c\\x1b"));

  it("is clipped with its length, never inside a character", () => {
    assert.equal(clip("x".repeat(1_000_000), 3), "xxx… (1000000 characters)");
    assert.equal(clip("ab\ud83d\ude00cd", 3), "ab… (6 characters)");
    assert.equal(clip("abc", 3), "abc");
  });

  it("counts in the singular", () => {
    assert.deepEqual(
      [plural(1, "scenario"), plural(2, "scenario"), plural(0, "entry", "entries")],
      ["1 scenario", "2 scenarios", "0 entries"],
    );
  });
});
