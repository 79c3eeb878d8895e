import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { CaptureError, readCapture, readPackets, Warnings } from "../../../src/capture/reader";
import { runCli } from "../../cli/run-cli";
import { ethernet, ipv4, pcapng } from "./packets";

const HOSTILE = join(__dirname, "../../../../shared/cases/hostile");

test("a packet of a time that no clock has is a broken capture, not an absurd time", async () => {
  const file = pcapng([{ t: 0, frame: ethernet(ipv4({ from: "server", seq: 1, flags: "S" })) }], "x");
  // The high half of the packet's time: behind the section (28) and interface blocks, in the enhanced packet block.
  const at = file.indexOf(Buffer.from([6, 0, 0, 0]), 28) + 12;
  file.writeUInt32LE(0x7fffffff, at);
  const read = async () => {
    for await (const _packet of readPackets(Readable.from([file]), "x.pcapng", new Warnings())) void _packet;
  };
  await assert.rejects(
    read(),
    (error) => error instanceof CaptureError && /packet 1 states a time that no clock has/.test(error.message),
  );
});

const skip = existsSync(HOSTILE) ? false : "../shared/cases/hostile is not there";

test("broken captures beside the repository: one sentence, exit code 2 or 3", { skip }, async () => {
  const files = readdirSync(HOSTILE).filter((name) => name.endsWith(".pcapng"));
  assert.ok(files.length > 0);
  for (const file of files)
    for (const command of ["import", "judge"]) {
      const { code, stderr } = await runCli([command, join(HOSTILE, file)]);
      assert.ok(code === 2 || code === 3, `${command} ${file}: ${code}`);
      assert.equal(stderr.trim().split("\n").length, 1);
      assert.doesNotMatch(stderr, /internal error/i);
    }
  await assert.rejects(readCapture(join(HOSTILE, files[0] as string)), CaptureError);
});
