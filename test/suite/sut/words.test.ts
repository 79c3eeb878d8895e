import assert from "node:assert/strict";
import { test } from "node:test";
import { expandCommand, expandText, splitCommandLine, SutError } from "../../../src/suite/sut";

test("a command line is split as a shell does", () => {
  assert.deepEqual(splitCommandLine(String.raw` a  "b \" c" 'd e'f g\ h "" '\' `), ["a", 'b " c', "d ef", "g h", "", "\\"]);
  assert.deepEqual(splitCommandLine("   "), []);
  assert.throws(() => splitCommandLine('a "b'), /unbalanced quote/);
});

test("a nested list is repeated for every value, and dropped for none", () => {
  const command = ["s", ["-r", "{clientUrl}", "{port}"], "--end"];
  assert.deepEqual(expandCommand(command, [], { clientUrl: ["a", "b"], port: 5 }), ["s", "-r", "a", "5", "-r", "b", "5", "--end"]);
  assert.deepEqual(expandCommand(command, [], { clientUrl: [], port: 5 }), ["s", "--end"]);
});

test("argument groups go to {options}, or to the end", () => {
  const groups = [["--pki", "{pki}"], ["--x"]];
  assert.deepEqual(expandCommand(["s", "{options}", "last"], groups, { pki: "/p" }), ["s", "--pki", "/p", "--x", "last"]);
  assert.deepEqual(expandCommand(["s", "last"], groups, { pki: "/p" }), ["s", "last", "--pki", "/p", "--x"]);
  assert.deepEqual(expandCommand(["s", "{options}", "last"], [], {}), ["s", "last"]);
});

test("doubled braces and JSON stay as they are; several values in a text are joined", () => {
  assert.deepEqual(expandCommand(["{{port}}", '{"a":1}', "--p={port}"], [], { port: 1 }), ["{port}", '{"a":1}', "--p=1"]);
  assert.equal(expandText("{clientUrl};{port}", { clientUrl: ["a", "b"], port: 1 }), "a,b;1");
});

test("a placeholder without a value is an error that names it", () => {
  assert.throws(
    () => expandCommand(["{pki}"], [], {}),
    (error) => error instanceof SutError && error.code === "SUT_OPTION" && error.message.includes("{pki}"),
  );
});
