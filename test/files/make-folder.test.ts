import assert from "node:assert/strict";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeFolder } from "../../src/files";

test("makes every level, and an existing folder is fine, also at once", async () => {
  const root = await mkdtemp(join(tmpdir(), "make-folder-"));
  const path = join(root, "a", "b", "c");
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(root, "a", "d"))]);
  await makeFolder(path);
  assert.ok((await stat(path)).isDirectory());
  await rm(root, { recursive: true });
});

test("says so when a folder cannot be made, below /proc too", { skip: process.platform !== "linux" }, async () => {
  await assert.rejects(makeFolder("/proc/no/such/folder"), { code: "ENOENT" });
  await assert.rejects(makeFolder(join(__filename, "below-a-file")), { code: "ENOTDIR" });
});
