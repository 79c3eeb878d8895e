import { platform } from "node:os";
import { examine, LabError, PREFIXES, refuseCollision, TOOLS } from "../../../lab";
import type { CliIo } from "../../io";
import type { Checkup } from "./checkup";

/** Whether this machine can build the network lab, and if not, what to do; leaves nothing behind. */
export async function examineLab(io: CliIo, checkup: Checkup): Promise<void> {
  const { way, obstacles, limits } = await examine({ env: io.env, platform: platform() });
  for (const { what, advice } of obstacles) checkup.bad(what, advice);
  if (way === undefined) return;
  checkup.good(`tools: ${Object.keys(TOOLS).join(", ")}`);
  checkup.good(`a network of our own, with a router and NAT (${way === "user" ? "in a user namespace" : "as root"})`);
  checkAddresses(checkup);
  for (const { what, advice } of limits) checkup.doubtful(what, advice);
  if (limits.length === 0) checkup.good("netem: delay, reordering and duplication");
}

function checkAddresses(checkup: Checkup): void {
  try {
    refuseCollision(PREFIXES);
    checkup.good(`no address of this machine begins with ${PREFIXES.join(", ")}`);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    checkup.bad(error.message, "only addresses of this machine matter, not what it reaches through a gateway");
  }
}
