import { EventEmitter } from "node:events";
import { validateClient } from "./options";
import { ReverseClient, type DialContext } from "./reverse-client";
import { ServerConfigError, type ReverseClientOptions, type ReverseClientStatus, type ReverseConnectEvents } from "./types";
import { sameUrl } from "./url";

/** The client URLs that a server dials, and what can be done with them while it runs. */
export class ReverseConnections extends EventEmitter<ReverseConnectEvents> {
  private readonly clients: ReverseClient[] = [];
  private running = false;

  constructor(
    private readonly context: DialContext,
    clients: readonly ReverseClientOptions[],
  ) {
    super();
    for (const client of clients) this.create(client);
  }

  /** Throws ServerConfigError for a URL that does not parse or is listed already. A running server dials it at once. */
  add(options: ReverseClientOptions): ReverseClientStatus {
    const client = this.create(options);
    this.emit("added", client.status);
    if (this.running) client.start();
    return client.status;
  }

  /** Stops dialing and closes the waiting connection; its sessions stay unless `closeSessions`. False if it is not listed. */
  remove(endpointUrl: string, options: { readonly closeSessions?: boolean } = {}): boolean {
    const index = this.clients.findIndex((client) => sameUrl(client.endpointUrl, endpointUrl));
    const [client] = index < 0 ? [] : this.clients.splice(index, 1);
    if (!client) return false;
    client.stop("removed", options.closeSessions ?? false);
    // Kept until the server stops: its sessions may still be open.
    this.removed.add(client);
    this.emit("removed", client.endpointUrl);
    return true;
  }

  /** Dials again, at once; a suspension is forgotten. False if it is not listed. */
  enable(endpointUrl: string): boolean {
    return this.setEnabled(endpointUrl, true);
  }

  /** Stops dialing and closes the waiting connection; its sessions stay. False if it is not listed. */
  disable(endpointUrl: string): boolean {
    return this.setEnabled(endpointUrl, false);
  }

  list(): ReverseClientStatus[] {
    return this.clients.map((client) => client.status);
  }

  get(endpointUrl: string): ReverseClientStatus | undefined {
    return this.find(endpointUrl)?.status;
  }

  /** Called by the server when it has started. */
  start(): void {
    this.running = true;
    for (const client of this.clients) client.start();
  }

  /** Called by the server when it stops: closes everything, sessions too. */
  stop(): void {
    this.running = false;
    for (const client of [...this.clients, ...this.removed]) client.stop("the server stopped", true);
    this.removed.clear();
  }

  /** Called by the server when its sessions change. */
  review(): void {
    for (const client of this.clients) client.review();
  }

  private readonly removed = new Set<ReverseClient>();

  private create(options: ReverseClientOptions): ReverseClient {
    validateClient(options, `clients[${this.clients.length}]`);
    if (this.find(options.endpointUrl))
      throw new ServerConfigError(
        `clients[${this.clients.length}].endpointUrl`,
        options.endpointUrl,
        "a URL that is not listed yet",
      );
    const client = new ReverseClient(options, this.context, {
      state: (status, previous) => this.emit("state", status, previous),
      connection: (event) => this.emit("connection", event),
    });
    this.clients.push(client);
    return client;
  }

  private find(endpointUrl: string): ReverseClient | undefined {
    return this.clients.find((client) => sameUrl(client.endpointUrl, endpointUrl));
  }

  private setEnabled(endpointUrl: string, enabled: boolean): boolean {
    const client = this.find(endpointUrl);
    client?.setEnabled(enabled);
    return client !== undefined;
  }
}
