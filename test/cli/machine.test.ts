import assert from "node:assert/strict";
import { test } from "node:test";
import { systemLimits } from "../../src/cli/machine";

test("what does not work on a system is a sentence on Windows, and nothing elsewhere", () => {
  assert.match(systemLimits("win32") ?? "", /^note: Windows has no process groups, .*; in WSL 2 both work$/);
  for (const system of ["linux", "darwin"]) assert.equal(systemLimits(system), undefined);
});
