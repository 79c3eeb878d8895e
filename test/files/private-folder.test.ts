import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { privateFolder, PrivateFolderError } from "../../src/files";
import { bound } from "../../src/files/compile-cache";

const base = mkdtempSync(join(tmpdir(), "reverse-hello-test-"));
after(() => rmSync(base, { recursive: true }));

test("a folder is made with mode 0700, also those above it, and taken again", () => {
  const folder = join(base, "a", "b");
  assert.equal(privateFolder(folder), folder);
  assert.equal(privateFolder(folder), folder);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.equal(statSync(join(base, "a")).mode & 0o777, 0o700);
});

test("a link, a file, and a folder that others may write to are refused with a sentence", () => {
  mkdirSync(join(base, "real"));
  symlinkSync(join(base, "real"), join(base, "link"));
  writeFileSync(join(base, "file"), "");
  mkdirSync(join(base, "open"));
  chmodSync(join(base, "open"), 0o777);
  for (const name of ["link", "file", "open"]) {
    assert.throws(() => privateFolder(join(base, name)), PrivateFolderError, name);
  }
  assert.throws(
    () => privateFolder(join(base, "open", "below")),
    /expected a folder that only you can write to, others may write to /,
  );
});

test("a folder of another user is refused", { skip: process.getuid?.() !== 0 && "needs root to give a folder away" }, async () => {
  const { chownSync } = await import("node:fs");
  const folder = join(base, "foreign");
  mkdirSync(folder);
  chownSync(folder, 12_345, 12_345);
  assert.throws(() => privateFolder(folder), /belongs to user 12345/);
  assert.throws(() => privateFolder(join(folder, "below")), /belongs to user 12345/);
});

test("the kept code of a version of Node that nobody uses any more goes", () => {
  const cache = join(base, "cache");
  for (const version of ["old", "new"]) mkdirSync(join(cache, version), { recursive: true });
  utimesSync(join(cache, "old"), 0, 0);
  bound(cache);
  assert.deepEqual(readdirSync(cache), ["new"]);
});
