import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestPki } from "../../../../simulators/pki";
import type { LoadedProduct } from "../../../load";
import { allocatePort, describeStatus, launchSut, type PlaceholderValues, type SutDescription } from "../../../suite/sut";
import type { FleetProfile } from "../../fleet-profile";
import { UsageError, type CliIo } from "../../io";
import { pkiFolder } from "../../pki-folder";

/** The client under load, ready to be dialed. */
export interface StartedProduct extends AsyncDisposable {
  readonly urls: readonly string[];
  readonly product: LoadedProduct;
}

const CLIENT_URI = "urn:reverse-hello:client-under-load";

/** Starts the client that a description describes, or takes the one that runs already. Rejects with SutError, UsageError. */
export async function startProduct(sut: SutDescription, profile: FleetProfile, report: string, io: CliIo): Promise<StartedProduct> {
  const attach = sut.attach.client;
  if (attach) return { urls: attach.listenUrls, product: { ended: forever() }, [Symbol.asyncDispose]: async () => undefined };
  if (!sut.start.client)
    throw new UsageError(`${sut.file}: load needs a client that it can start or dial; the role is ${sut.role}`);
  const url = `opc.tcp://127.0.0.1:${await allocatePort()}`;
  const folder = await mkdtemp(join(tmpdir(), "reverse-hello-load-"));
  const end = () => rm(folder, { recursive: true, force: true });
  try {
    const secured = profile.security?.find(({ policy }) => policy !== "None");
    const groups = ["accept-any", ...(secured ? ["security"] : [])].filter((name) => name in (sut.start.client?.options ?? {}));
    const values: PlaceholderValues = {
      listenUrl: url,
      clientUri: CLIENT_URI,
      ...(secured ? await security(secured, folder, io) : {}),
    };
    // Of an earlier load in the same folder.
    await Promise.all(["stdout", "stderr"].map((stream) => rm(join(report, `sut.${stream}`), { force: true })));
    const running = await launchSut(sut, {
      role: "client",
      values,
      options: groups,
      env: io.env,
      signal: io.signal,
      outputDir: report,
    });
    const ended = Promise.withResolvers<string>();
    void running.exited.then((status) => {
      if (!running.isAsked) ended.resolve(running.crash ?? `it ended with ${describeStatus(status)}`);
    });
    return {
      urls: [url],
      product: { pid: running.pid, ended: ended.promise },
      async [Symbol.asyncDispose]() {
        await running.stop();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What a client with security is told: whom to trust, and its own certificate. */
async function security(
  { policy, mode }: NonNullable<FleetProfile["security"]>[number],
  folder: string,
  io: CliIo,
): Promise<PlaceholderValues> {
  const pki = await TestPki.open({ folder: await pkiFolder(io) });
  const own = await pki.certificate({ applicationUri: CLIENT_URI });
  return { pki: await pki.store(folder, { own }), securityPolicy: policy, securityMode: mode ?? "SignAndEncrypt" };
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
