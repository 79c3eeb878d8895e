import { CannotRunError, UsageError, type CliIo } from "../../io";
import type { TestOptions } from "./options";
import { attached, describeSuts, rolesOf } from "./suts";

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
  const roles = rolesOf(suts, options.role);
  if (attached(suts, roles))
    throw new CannotRunError(
      "a product that already runs (attach) is outside the lab: give start in the sut.yaml, or leave out --network lab",
    );
  const bound = roles.map((role) => suts[role]).find((sut) => sut?.network === "host");
  if (bound)
    throw new CannotRunError(`${bound.file} says network: host, so ${bound.name} cannot be in the lab; leave out --network lab`);
}
