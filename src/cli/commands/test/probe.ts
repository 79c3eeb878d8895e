import { rm } from "node:fs/promises";
import { join } from "node:path";
import { TestPki } from "../../../../simulators/pki";
import { temporaryFolder } from "../../../files";
import { HopelessSutError, probeSut } from "../../../suite/probe";
import { PortAllocator } from "../../../suite/sut";
import { CannotRunError, type CliIo } from "../../io";
import { pkiFolder } from "../../pki-folder";
import type { Plan } from "./plan";

/**
 * Before the run: where the description of a SUT disagrees with what it does, a line each. The built-in pair is not probed. Rejects with
 * CannotRunError when no scenario could judge it.
 */
export async function probe({ options, suts, roles }: Plan, io: CliIo): Promise<void> {
  // A probe is for the loopback; behind the lab's router the scenarios themselves tell.
  if (!options.probe || options.network === "lab" || options.sut.length === 0) return;
  const pki = await TestPki.open({ folder: await pkiFolder(io) });
  const folder = temporaryFolder();
  try {
    for (const role of roles) {
      const sut = suts[role];
      if (!sut) continue;
      const common = { role, timeScale: options.timeScale, pki, env: io.env, signal: io.signal };
      const more = { ports: new PortAllocator({ worker: 63 }), folder: join(folder, role) };
      const findings = await probeSut(sut, { ...common, ...more }).catch(hopeless);
      for (const finding of findings) io.out(`  probe: ${finding}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Hundreds of scenarios would say the same. */
function hopeless(error: unknown): never {
  throw error instanceof HopelessSutError ? new CannotRunError(error.message) : error;
}
