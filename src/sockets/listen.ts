import { once } from "node:events";
import type { AddressInfo, ListenOptions, Server } from "node:net";

/** Resolves with the address when the server listens; rejects with the system's error. */
export async function listen(server: Server, options: ListenOptions): Promise<AddressInfo> {
  server.listen(options);
  await once(server, "listening");
  return server.address() as AddressInfo;
}

/** `host:port` as URLs have it: an IPv6 address stands in brackets. */
export function hostPort(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
