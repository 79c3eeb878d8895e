// The client library in one page: a client that waits for a server's connection and reads over it.
// Here the package is imported from the repository; from outside it is `from "reverse-hello"`.
import { ReverseConnectManager, type StartedReverseConnectManager } from "../../src";

/** Listens on `listenUrl`; the caller stops it. */
export async function listen(listenUrl: string): Promise<StartedReverseConnectManager> {
  return new ReverseConnectManager({ listen: listenUrl, identity: { autoAccept: true }, holdTime: 15_000 }).start();
}

/** Reads the server's time over the next connection of `serverUri`, encrypted. */
export async function readTime(manager: StartedReverseConnectManager, serverUri: string): Promise<Date> {
  const connection = await manager.waitForConnection({ serverUri }, { timeout: 20_000 });
  // First the certificate over this connection, then the session over the server's next one; both in this call.
  await using session = await connection.createSession({ securityMode: "SignAndEncrypt", securityPolicy: "Basic256Sha256" });
  const { value } = await session.session.read({ nodeId: "i=2258" });
  return value.value as Date;
}
