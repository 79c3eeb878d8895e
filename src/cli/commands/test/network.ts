import { refuseOutsider } from "../../house";
import { UsageError, type CliIo } from "../../io";
import type { TestOptions } from "./options";
import { describeSuts, rolesIn } from "./suts";

/** How many scenarios the run leaves out for its network, and why; undefined: none. */
export function leftOut(count: number, { network }: TestOptions): string | undefined {
  if (count === 0) return undefined;
  const what = count === 1 ? "1 scenario is" : `${count} scenarios are`;
  return network === "lab"
    ? `${what} not selected: they need the fault proxy or this machine's loopback, so run them without --network lab`
    : `${what} not selected: they need a real router and firewall, so run them with --network lab (docs/lab.md)`;
}

/** Before the lab is entered: what can never be in one. Throws UsageError, CannotRunError. */
export async function refuseLab(options: TestOptions, io: CliIo): Promise<void> {
  if (options.toxiproxy)
    throw new UsageError("--network lab and --toxiproxy exclude each other: in the lab the kernel makes the faults");
  const suts = await describeSuts(options, io);
  const roles = rolesIn(suts, options.role);
  for (const role of roles) refuseOutsider(suts[role], role, "leave out --network lab");
}
