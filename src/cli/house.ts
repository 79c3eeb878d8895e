import { platform } from "node:os";
import { enterHouse, houseEnvironment, wayIn } from "../lab";
import type { SutDescription } from "../suite/sut";
import type { Role } from "../vocabulary";
import { runAgain } from "./again";
import { CannotRunError, type CliIo, type ExitCode } from "./io";

/**
 * The same command line once more, in a house of its own (src/lab), where the lab is built; resolves with its exit code.
 * Rejects with LabError, before anything starts, where there can be none.
 */
export async function runInHouse(io: CliIo): Promise<ExitCode> {
  const way = await wayIn({ env: io.env, platform: platform() });
  return runAgain(io, { enter: (words) => enterHouse(way, words), env: houseEnvironment(io.env) });
}

/** Throws CannotRunError for a product that can never be in a lab; `otherwise` says what else to do. */
export function refuseOutsider(sut: SutDescription | undefined, role: Role, otherwise: string): void {
  if (sut?.attach[role])
    throw new CannotRunError(
      `a product that already runs (attach) is outside the lab: give start in the sut.yaml, or ${otherwise}`,
    );
  if (sut?.network === "host")
    throw new CannotRunError(`${sut.file} says network: host, so ${sut.name} cannot be in the lab; ${otherwise}`);
}
