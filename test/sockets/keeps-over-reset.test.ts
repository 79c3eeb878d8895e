import assert from "node:assert/strict";
import { platform } from "node:os";
import { test } from "node:test";
import { keepsOverReset } from "../../src/sockets";

// Of other systems we know nothing: the suite measures it for that.
test("Linux hands over what arrived before a reset", { skip: platform() !== "linux" }, async () => {
  assert.equal(await keepsOverReset(), true);
});
