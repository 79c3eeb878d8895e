import { createServer } from "node:net";
import { listen } from "../../../sockets";
import { addressOf } from "../../../suite/attach";
import type { Role } from "../../../suite/catalogue";
import { CannotRunError } from "../../io";
import type { Suts } from "./suts";

/** Attach mode, role server: the suite must be able to listen where the server dials. Throws CannotRunError. */
export async function checkClientUrls(suts: Suts, roles: readonly Role[]): Promise<void> {
  if (!roles.includes("server")) return;
  for (const url of suts.server?.attach.server?.clientUrls ?? []) {
    const why = await cannotListen(url);
    if (why === undefined) continue;
    const advice =
      why === "EADDRINUSE"
        ? "end what listens there (another run?)"
        : "use an address of this machine in attach.clientUrl, and configure the server with it";
    throw new CannotRunError(`cannot listen on ${url}, where ${suts.server?.name} dials (${why}); ${advice}`);
  }
}

async function cannotListen(url: string): Promise<string | undefined> {
  const { host, port } = addressOf(url);
  const server = createServer((socket) => socket.destroy());
  try {
    await listen(server, { host, port, exclusive: true });
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  } finally {
    server.close();
  }
}
