import { once } from "node:events";
import { RawListener, type RawConnection } from "../../../simulators/raw";
import { library } from "../library";
import { startingTime, type PlaceholderValues, type SutDescription } from "../sut";
import type { Timing } from "../timing";
import { startForProbe } from "./start";
import { HopelessSutError, type ProbeOptions } from "./types";
import { Bell } from "../../waiting";

/** This many times as long as it may take, before it is given up. */
export const PATIENCE = 3;

/** A redial delay over this, in ms, is not measured before the run: the scenarios do. */
const SHORT = 3_000;

export async function probeServer(sut: SutDescription, timing: Timing, options: ProbeOptions): Promise<string[]> {
  const dials = new Dials();
  await using listener = await new RawListener({ onConnection: (connection) => dials.add(connection) }).start();
  const { groups, values } = await security(sut, options);
  const all = async () => ({ port: await options.ports.allocate(), clientUrl: [listener.url], ...values });
  await using _running = await startForProbe(sut, groups, all, options);
  const began = performance.now();
  const starting = startingTime(sut.start.server, timing.scale);
  const allowed = starting + timing.firstDial;
  const patience = starting + PATIENCE * timing.firstDial;
  const first = await dials.next(patience);
  if (!first)
    throw new HopelessSutError(
      `${sut.name} did not dial {clientUrl} (${listener.url}) within ${patience} ms of its start: no scenario can run; reverse-hello doctor ${sut.file} finds out why`,
    );
  const late = Math.round(first.at - began);
  const slow = late > allowed ? [`the first dial came ${late} ms after the start, where timing allows ${allowed} ms`] : [];
  return [...slow, ...(await redial(first, dials, sut, timing)), ...(await policies(dials, sut, timing, options))];
}

/** Connections in their order, with the moment at which they came. */
class Dials {
  readonly came: { readonly connection: RawConnection; readonly at: number }[] = [];
  private taken = 0;
  private readonly bell = new Bell();

  add(connection: RawConnection): void {
    this.came.push({ connection, at: performance.now() });
    this.bell.ring();
  }

  async next(within: number): Promise<{ readonly connection: RawConnection; readonly at: number } | undefined> {
    const next = await this.bell.until(() => this.came[this.taken], within);
    if (next) this.taken += 1;
    return next;
  }
}

/** With an argument group for security the server is started with the first policy that is claimed. */
async function security(
  sut: SutDescription,
  { pki, folder }: ProbeOptions,
): Promise<{ groups: string[]; values: PlaceholderValues }> {
  const [policy] = sut.security.policies;
  if (policy === undefined || !("security" in (sut.start.server?.options ?? {}))) return { groups: [], values: {} };
  const own = await pki.certificate({ applicationUri: sut.identity.applicationUri ?? "urn:reverse-hello:server-under-test" });
  const mode = sut.security.modes.at(-1) ?? "SignAndEncrypt";
  return { groups: ["security"], values: { pki: await pki.store(folder, { own }), securityPolicy: policy, securityMode: mode } };
}

/** Closes the waiting connection before Hello, and measures how long the next takes. */
async function redial(first: { connection: RawConnection }, dials: Dials, sut: SutDescription, timing: Timing): Promise<string[]> {
  const stated = timing.stated.redial;
  const { socket } = first.connection;
  await first.connection.message("RHE", timing.prompt).catch(() => undefined);
  const ended = performance.now();
  first.connection.end();
  if (!socket.destroyed) await once(socket, "close", { signal: AbortSignal.timeout(timing.prompt) }).catch(() => undefined);
  if (stated > SHORT || !sut.statedTiming.has("redial")) return [];
  // Where several wait at once, the next one may follow the end of another.
  if (dials.came.some(({ connection, at }) => connection !== first.connection && at < ended)) return [];
  // On a tick, or counted from the last dial, it may come at any time up to the next.
  const { tick, interval } = timing.stated;
  const [least, most] = [tick + interval > 0 ? 0 : timing.notBefore(stated), timing.dialBy(stated)];
  const next = await dials.next(2 * most);
  const claim = `timing.redial says ${stated} ms`;
  if (!next) return [`${claim}, and no other dial came within ${2 * most} ms after the first connection was closed`];
  const took = Math.round(next.at - ended);
  if (took < least || took > most) return [`${claim} (from ${least} to ${most} ms), measured was ${took} ms`];
  return [];
}

/** Compares the policies that are claimed with GetEndpoints. */
async function policies(dials: Dials, sut: SutDescription, timing: Timing, { pki }: ProbeOptions): Promise<string[]> {
  const group = "security" in (sut.start.server?.options ?? {});
  const claimed = group ? sut.security.policies.slice(0, 1) : sut.security.policies;
  if (claimed.length === 0) return [];
  // Half a second to load, which the probe of a client need not wait for; and before it takes a connection, which may not wait so long.
  const { AdoptedClient } = library.adopted();
  const identity = await pki.certificate({ applicationUri: "urn:reverse-hello:test-client" });
  const connection =
    dials.came.findLast(({ connection: each }) => each.open)?.connection ?? (await dials.next(timing.firstDial))?.connection;
  const reverse = await connection?.message("RHE", timing.prompt).catch(() => undefined);
  if (!connection || !reverse) return [];
  const [serverUri, endpointUrl] = [reverse.serverUri.value ?? "", reverse.endpointUrl.value ?? ""];
  const client = await AdoptedClient.connect({
    socket: connection.detach(),
    serverUri,
    endpointUrl,
    identity,
    within: timing.prompt,
  });
  try {
    const offered = (await client.getEndpoints()).map(({ securityPolicyUri }) => (securityPolicyUri ?? "").split("#").at(-1) ?? "");
    const missing = claimed.filter((policy) => !offered.includes(policy));
    if (missing.length === 0) return [];
    return [
      `security.policies claims ${missing.join(", ")}, and GetEndpoints offers ${[...new Set(offered)].join(", ") || "nothing"}`,
    ];
  } finally {
    await client.close();
  }
}
