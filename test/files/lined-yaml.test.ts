import assert from "node:assert/strict";
import { test } from "node:test";
import { LinedYaml, YamlError } from "../../src/files";

const TEXT = `# comment
name: it
start:
  options:
    first: [--a]
    "4840": {}
list:
  - one
  - two:
      deep: 1
both: &both
  x: 1
other: *both
`;

test("a circle is no file of ours, and the same thing in two places is none", () => {
  for (const text of ["name: &a\n  b: *a\n", "a: &a [1, [*a]]\n"])
    assert.throws(
      () => new LinedYaml(text),
      (error) => error instanceof YamlError && /an alias \(\*name\) stands in what it names$/.test(error.message),
    );
  assert.deepEqual(new LinedYaml("a: &a { x: 1 }\nb: [*a, { c: *a }]\n").data, { a: { x: 1 }, b: [{ x: 1 }, { c: { x: 1 } }] });
});

test("lines of values, of keys, of list items, and of the nearest thing above", () => {
  const yaml = new LinedYaml(TEXT);
  const lines: readonly (readonly [path: readonly (string | number)[], value: number, key: number])[] = [
    [[], 2, 2],
    [["name"], 2, 2],
    [["start"], 4, 3],
    [["start", "options", "first"], 5, 5],
    [["start", "options", "4840"], 6, 6],
    [["list", 1, "two", "deep"], 10, 10],
    [["list", "1", "two"], 10, 9],
    // Not there: what is above it.
    [["start", "options", "second"], 5, 5],
    [["list", 7], 8, 8],
    [["other", "x"], 13, 13],
  ];
  for (const [path, value, key] of lines) {
    assert.deepEqual([yaml.lineOf(path), yaml.lineOf(path, true)], [value, key], path.join("."));
  }
});

test("what is there and what is not", () => {
  const yaml = new LinedYaml(TEXT);
  assert.deepEqual(
    [[], ["list", 1, "two"], ["list", "0"], ["list", 2], ["start", "options", "4840"], ["name", "x"]].map((path) => yaml.has(path)),
    [true, true, true, false, true, false],
  );
  assert.deepEqual((yaml.data as { other: unknown }).other, { x: 1 });
});

test("text that is no YAML, and aliases of aliases, are one sentence", () => {
  const isYamlError = (line: number | undefined, message: RegExp) => (error: unknown) =>
    error instanceof YamlError && error.line === line && message.test(error.message);
  assert.throws(() => new LinedYaml("a: 1\nb: [1, 2"), isYamlError(2, /^this is not valid YAML: /));
  const bomb = [
    "a: &a [x, x, x, x, x, x, x, x, x]",
    ..."bcdefgh".split("").map((name, index) => {
      const last = "abcdefg"[index] ?? "";
      return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${last}`).join(", ")}]`;
    }),
  ].join("\n");
  assert.throws(() => new LinedYaml(bomb), isYamlError(undefined, /^this YAML cannot be used: /));
});
