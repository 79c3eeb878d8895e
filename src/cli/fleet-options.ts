import { MessageSecurityMode, SecurityPolicy } from "node-opcua";
import { fleetIdentity, type FleetOptions, type FleetSecurity } from "../../simulators/fleet";
import { TestPki } from "../../simulators/pki";
import { defined } from "../objects";
import { randomFor } from "../proxy";
import type { SecurityChoice } from "./commands/simulate/values";
import type { FleetChoices, GroupChoice } from "./fleet-profile";
import type { CliIo } from "./io";
import { pkiFolder } from "./pki-folder";

/** ApplicationUri of the certificate that all servers of a fleet share. */
const SHARED_URI = "urn:reverse-hello:fleet";

/** The options of a fleet; those with a policy come with certificates of the tool's own authority. */
export async function fleetOptions(
  choices: FleetChoices & { readonly groups: readonly GroupChoice[]; readonly shard?: FleetOptions["shard"] },
  clients: readonly string[],
  io: Pick<CliIo, "env" | "cwd">,
): Promise<FleetOptions> {
  const { seed, security, certificates, groups, shard } = choices;
  const { redial, connectTimeout, suspension, keepAlive, jitter, maxSessionCount, dialect, applicationUri, endpointUrl } = choices;
  const needsKey = security?.some(({ policy }) => policy !== "None") ?? false;
  const pki = needsKey ? await TestPki.open({ folder: await pkiFolder(io) }) : undefined;
  return {
    groups,
    clients,
    ...defined({
      redial,
      connectTimeout,
      suspension,
      keepAlive,
      jitter,
      maxSessionCount,
      dialect,
      applicationUri,
      endpointUrl,
      shard,
    }),
    ...(security && { security: withNone(security).flatMap(modesOf) }),
    ...(pki && { identity: await fleetIdentity(pki, certificates === "shared" ? SHARED_URI : undefined) }),
    ...(seed !== undefined && { random: randomFor("jitter", seed) }),
  };
}

/** GetEndpoints is asked without security. */
function withNone(choices: readonly SecurityChoice[]): readonly SecurityChoice[] {
  return choices.some(({ policy }) => policy === "None") ? choices : [{ policy: "None" }, ...choices];
}

function modesOf({ policy, mode }: SecurityChoice): FleetSecurity[] {
  if (policy === "None") return [{ policy: SecurityPolicy.None, mode: MessageSecurityMode.None }];
  const modes = mode ? [mode] : (["Sign", "SignAndEncrypt"] as const);
  return modes.map((one) => ({ policy: SecurityPolicy[policy], mode: MessageSecurityMode[one] }));
}
